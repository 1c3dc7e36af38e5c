import { describe, expect, it } from 'vitest';
import { NotIssuedError } from '../../src/index.js';
import { decodeRegister, deviceError, registers, Writer } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { sellingStand, texts, unknownOf } from './stand.js';

const shop = sellingStand();

const lineIsBack = () => shop.stand.clock.sleep(61_000);

/** What the register names as its last document. */
function lastIs(change: (last: { documentNumber: Uint8Array; fiscalSign: number }) => object): () => void {
  return shop.stand.emulator.override('readRegister', async (request, next) => {
    const answer = await next(request);
    if (request.register !== registers.lastDocument.number) return answer;
    const last = decodeRegister(registers.lastDocument, answer.value);
    const writer = new Writer();
    registers.lastDocument.value.encode(writer, { ...last, ...change(last) });
    return { ...answer, value: writer.finish() };
  });
}

const bcd = (number: number) => Uint8Array.from(Buffer.from(String(number).padStart(10, '0'), 'hex'));

/** FN and register both name this one. */
function lastNumberIs(number: number): () => void {
  const register = lastIs(() => ({ documentNumber: bcd(number) }));
  const fn = shop.stand.emulator.override('fnGetStatus', async (request, next) => ({
    ...(await next(request)),
    lastDocument: number,
  }));
  return () => {
    register();
    fn();
  };
}

describe('cash in doubt', () => {
  it('stays unknown when somebody else has moved cash meanwhile', async () => {
    await shop.kkt.cashIn(100);
    shop.stand.line.armAt('cashIn', 'before', 'down');
    const unknown = await unknownOf(shop.kkt.cashIn(50));
    await using stranger = await shop.stand.stranger();
    await stranger.cashIn(7);
    await lineIsBack();
    expect(await unknownOf(unknown.resolve())).toMatchObject({ cause: { code: 'CASH_UNKNOWN' } });
    expect((await shop.kkt.status()).cashKopecks).toBe(10_700);
  });

  it('is told by the counters, which nobody else has moved', async () => {
    shop.stand.line.armAt('cashIn', 'after', 'down');
    const done = await unknownOf(shop.kkt.cashIn(50));
    await lineIsBack();
    expect(await done.resolve()).toEqual({ cashKopecks: 5000 });
    shop.stand.line.armAt('cashOut', 'before', 'down');
    const none = await unknownOf(shop.kkt.cashOut(50));
    await lineIsBack();
    await expect(none.resolve()).rejects.toMatchObject({ code: 'NOT_EXECUTED', outcome: 'refused' });
    expect((await shop.kkt.status()).cashKopecks).toBe(5000);
  });

  it('is refused when the register refuses, although its counters could not be read at once', async () => {
    let asked = 0;
    shop.stand.emulator.override('readRegister', (request, next) => {
      if (request.register === registers.cashOutCount.number && ++asked === 2) throw deviceError(0x6c);
      return next(request);
    });
    await expect(shop.kkt.cashOut(50)).rejects.toMatchObject({
      status: 0x98,
      outcome: 'refused',
    });
    expect(asked).toBeGreaterThan(2);
  });
});

describe('the closing of a shift in doubt', () => {
  const inDoubt = async () => {
    shop.stand.line.armAt('closeShift', 'after', 'down');
    const unknown = await unknownOf(shop.kkt.closeShift());
    await lineIsBack();
    return unknown;
  };

  it.each([
    [
      'another FN is there',
      'FN_REPLACED',
      () => shop.stand.emulator.override('fnGetNumber', () => ({ fnNumber: '9999078902000099' })),
    ],
    [
      'the document is of a form that nobody knows',
      'DOCUMENT_UNLIKE',
      () =>
        shop.stand.emulator.override('fnFindDocument', async (request, next) => ({
          ...(await next(request)),
          type: 99,
        })),
    ],
    ['the last document is absurd', 'TOO_MANY_DOCUMENTS', () => lastNumberIs(9999)],
  ] as const)('stays unknown when %s, until the truth is told', async (_name, code, lie) => {
    const unknown = await inDoubt();
    const truth = lie();
    expect(await unknownOf(unknown.resolve())).toMatchObject({ cause: { code } });
    truth();
    expect(await unknown.resolve()).toMatchObject({
      documentNumber: shop.stand.emulator.fn.state.last.number,
      shiftNumber: 1,
    });
  });
});

describe('a receipt in doubt', () => {
  const inDoubt = async (when: 'before' | 'after') => {
    shop.stand.line.armAt('closeReceipt', when, 'down');
    const unknown = await unknownOf(shop.kkt.issue(yardstick));
    await lineIsBack();
    return unknown;
  };

  it('stays unknown when the last document has the number of the one before, and another sign', async () => {
    const unknown = await inDoubt('before');
    const truth = lastIs(({ fiscalSign }) => ({ fiscalSign: fiscalSign + 1 }));
    expect(await unknownOf(unknown.resolve())).toMatchObject({ cause: { code: 'WITNESSES_DISAGREE' } });
    truth();
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
  });

  it('stays unknown when both name the document before ours, and the FN has ours', async () => {
    const { number, fiscalSign } = shop.stand.emulator.fn.state.last;
    const unknown = await inDoubt('after');
    const lies = [lastNumberIs(number), lastIs(() => ({ fiscalSign }))];
    expect(await unknownOf(unknown.resolve())).toMatchObject({ cause: { code: 'WITNESSES_DISAGREE' } });
    for (const truth of lies) truth();
    expect((await unknown.resolve()).documentNumber).toBe(number + 1);
  });

  it('stays unknown between two documents with our numbers and other texts: a person decides', async () => {
    shop.stand.line.armAt('closeReceipt', 'before', 'down');
    const unknown = await unknownOf(shop.kkt.issue(yardstick, { key: 'ours' }));
    await using stranger = await shop.stand.stranger();
    const [first, ...rest] = yardstick.items ?? [];
    const alike = { ...yardstick, items: [{ ...first, name: 'Чужой товар' } as typeof first, ...rest] };
    await stranger.issue(alike as never);
    await stranger.issue(alike as never);
    await lineIsBack();
    const still = await unknownOf(unknown.resolve());
    expect(still).toMatchObject({ cause: { code: 'AMBIGUOUS' } });
    expect(still.sides?.documents).toHaveLength(2);
    await shop.kkt.decide('ours', 'none');
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
  });

  it('is none of those that are of another sum, however many there are', async () => {
    shop.stand.line.armAt('endPosition', 'before', 'down');
    const unknown = await unknownOf(shop.kkt.issue(yardstick));
    await using stranger = await shop.stand.stranger();
    const [first] = yardstick.items ?? [];
    const small = { ...yardstick, items: [first], payments: [{ type: 'electronic', sum: 201 }] };
    for (let times = 0; times < 3; times++) await stranger.issue(small as never);
    await lineIsBack();
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
    expect(texts(await shop.kkt.issue(yardstick))).toEqual([]);
    expect(shop.stand.documents).toBe(4);
  });
});
