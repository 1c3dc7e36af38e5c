import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldValue } from '../../src/fiscal/index.js';
import { type CashRegister, type FiscalResult, NotIssuedError } from '../../src/index.js';
import { commands, deviceError, deviceStatus } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { other, Stand, texts, unknownOf } from './stand.js';

let stand: Stand;
let kkt: CashRegister;
let stranger: CashRegister;

const lineIsBack = () => stand.clock.sleep(61_000);
const contacts = () => stand.emulator.receipts.map((document) => fieldValue(document, 'buyerContact'));

describe.each([
  { link: 'v3', exchange: 'serial' },
  { link: 'v3', exchange: 'buffered' },
  { link: 'p5', exchange: 'serial' },
] as const)('another program at the same register, $link, $exchange', ({ link, exchange }) => {
  beforeEach(async () => {
    stand = await Stand.make(link === 'p5' ? { link } : {});
    kkt = await stand.selling({ exchange });
    stranger = await stand.stranger();
  });

  afterEach(async () => {
    await stranger.close();
    await kkt.close();
    await stand[Symbol.asyncDispose]();
  });

  it('sells just the same before ours was to be closed: theirs is not ours', async () => {
    stand.line.armAt('payment', 'before', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick, { key: 'ours' }));
    await stranger.issue(yardstick);
    await lineIsBack();
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
    await kkt.issue(yardstick, { key: 'ours' });
    expect(stand.documents).toBe(2);
  });

  it('cancels our paid receipt and sells just the same: a person has to decide', async () => {
    stand.line.armAt('closeReceipt', 'before', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick, { key: 'ours' }));
    await stranger.issue(yardstick);
    await lineIsBack();
    const still = await unknownOf(unknown.resolve());
    expect(still).toMatchObject({ cause: { code: 'AMBIGUOUS' } });
    // What no register can tell keeps nobody from selling.
    await kkt.issue(other);
    await kkt.decide('ours', 'none');
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
    await kkt.issue(yardstick, { key: 'ours' });
    expect(stand.documents).toBe(3);
    await expect(kkt.decide('ours', 'none')).rejects.toMatchObject({ problems: [{ code: 'NO_DOUBT' }] });
  });

  it('cancels a receipt of its own after ours was closed: a person finds ours', async () => {
    stand.line.armAt('closeReceipt', 'after', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick, { key: 'ours' }));
    const ours = stand.emulator.fn.documents().length;
    const refuse = stand.emulator.override('closeReceipt', () => {
      throw deviceError(deviceStatus.noPaper);
    });
    await expect(stranger.issue(yardstick)).rejects.toMatchObject({ status: deviceStatus.noPaper });
    refuse();
    await lineIsBack();
    await unknownOf(unknown.resolve());
    await expect(kkt.decide('ours', { documentNumber: 1 })).rejects.toMatchObject({
      problems: [{ code: 'DOCUMENT' }],
    });
    const decided = await kkt.decide('ours', { documentNumber: ours });
    expect(await unknown.resolve()).toEqual(decided);
    expect(await kkt.issue(yardstick, { key: 'ours' })).toEqual(decided);
    expect(stand.documents).toBe(1);
  });

  it('cancels a smaller receipt after ours was closed: ours is found', async () => {
    stand.line.armAt('closeReceipt', 'after', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick));
    await stand.openStranger();
    await stand.cancelStranger();
    await lineIsBack();
    expect((await unknown.resolve()).documentNumber).toBe(stand.emulator.fn.documents().length);
  });

  it('is selling right now: its receipt is not cancelled', async () => {
    let ours: Promise<FiscalResult> | undefined;
    const slow = stand.emulator.override('endPosition', async (request, next) => {
      // Theirs is open: ours comes into the middle of it.
      ours ??= kkt.issue(yardstick);
      await stand.clock.sleep(1500);
      return next(request);
    });
    const results = [await stranger.issue(other), await (ours as unknown as Promise<FiscalResult>)];
    slow();
    // Behind a queued receipt the other one may get to look only when that is closed; over the second protocol ours is opened late.
    const waited = 'на ККТ открыт чужой чек: ждём, не закончит ли его другая программа';
    if (link === 'v3' && exchange === 'serial') expect(results.flatMap(texts)).toContain(waited);
    expect(contacts().toSorted()).toEqual(['client@example.com', 'other@example.com']);
    const told = results.flatMap(texts);
    expect(told).not.toContain('незакрытый чек, которым никто не занят, отменён');
    // Nobody cancels another's receipt. Link v3 has one buffer for all, and who is refused has to empty it (C4): when ours is queued, a
    // task of theirs is lost by that, so that they cancel their own receipt and begin anew. One by one, ours asks only between theirs.
    const own = told.filter((text) => text === 'наш незакрытый чек отменён');
    expect(own).toHaveLength(exchange === 'buffered' ? 1 : 0);
    expect(stand.emulator.state.shift.byType[1]).toMatchObject({ cancelled: own.length });
  });

  it('has left a receipt open: it is cancelled', async () => {
    await stand.openStranger();
    const result = await kkt.issue(yardstick);
    expect(texts(result)).toContain('незакрытый чек, которым никто не занят, отменён');
    expect(stand.documents).toBe(1);
  });

  it('has a receipt open when ours of days ago is looked for: theirs is left alone', async () => {
    stand.line.armAt('payment', 'before', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick));
    await stranger.issue(other);
    await stand.openStranger();
    await lineIsBack();
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
    expect((await stranger.status()).receipt.open).toBe(true);
  });

  it('takes the register while our line is away: nothing of ours goes into its receipt', async () => {
    // The line dies behind an item; the other one cancels our receipt and begins its own, with the same item so far.
    let strangers: Promise<unknown> | undefined;
    const remove = stand.emulator.override('endPosition', async (request, next) => {
      remove();
      await next(request);
      strangers = (async () => {
        await stand.cancelStranger();
        await stand.openStranger();
        await stand.addStranger(request);
      })();
    });
    stand.line.armAt('endPosition', 'after', 'cut');
    const result = await kkt.issue(yardstick);
    await strangers;
    expect(contacts()).toEqual(['client@example.com']);
    expect(fieldValue(stand.emulator.receipts[0] as never, 'totalSum')).toBe(result.totalKopecks);
  });

  it.runIf(link === 'v3')(
    'has a receipt open when results of the past are kept: nothing of ours is queued into it',
    async () => {
      const given = new AbortController();
      const slow = stand.emulator.override('cutPaper', async () => {
        given.abort();
        await stand.clock.sleep(500);
      });
      await expect(kkt.call(commands.cutPaper, { type: 0 }, { signal: given.signal })).rejects.toMatchObject({
        outcome: 'unknown',
      });
      slow();
      await stand.openStranger();
      const items: unknown[] = [];
      stand.emulator.onCommand(({ name, error }) => {
        if (name === 'endPosition' && !error) items.push(stand.emulator.state.receipt?.items.length);
      });
      await kkt.issue(yardstick);
      expect(items).toEqual([1, 2, 3]);
    },
  );

  it('comes between two receipts of ours: nothing is taken for ours', async () => {
    await kkt.issue(yardstick);
    await stranger.issue(yardstick);
    const result = await kkt.issue(yardstick);
    expect(result).toMatchObject({ receiptNumber: 3 });
    expect(result.history).toBeUndefined();
  });
});
