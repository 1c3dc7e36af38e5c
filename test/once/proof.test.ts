import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CashRegister, NotIssuedError } from '../../src/index.js';
import { decodeRegister, deviceError, registers, Writer } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { other, Stand, texts, unknownOf } from './stand.js';

let stand: Stand;
let kkt: CashRegister;

afterEach(async () => {
  await kkt.close();
  await stand[Symbol.asyncDispose]();
});

/** The signed receipt's closing answer never arrives, and the register does not remember the task. */
function loseTheAnswer(link: 'v2' | 'v3' | 'p5'): void {
  const { faults } = stand.emulator;
  if (link === 'v2') faults.add({ line: 'cut', at: 'closeReceipt' });
  else faults.add({ power: 'loss', at: 'closeReceipt', when: 'after', offMs: 100 });
}

/** One wrong answer of every kind; with `always` every answer is wrong. */
const oddities = {
  name: (always: boolean) => {
    let told = 0;
    return stand.emulator.override('fnReadDocumentTlv', async (request, next) => {
      const answer = await next(request);
      if (answer.tag !== 1059 || (told++ > 0 && !always)) return answer;
      const value = answer.value.slice();
      // The first letter of the name, behind the head of tag 1030.
      value[4] = 0x2e;
      return { ...answer, value };
    });
  },
  form: (always: boolean) => {
    let told = 0;
    return stand.emulator.override('fnFindDocument', async (request, next) => {
      const answer = await next(request);
      return told++ > 0 && !always ? answer : { ...answer, type: 0 };
    });
  },
  report: (always: boolean) => {
    let told = 0;
    return stand.emulator.override('fnFindDocument', async (request, next) => {
      const answer = await next(request);
      return told++ > 0 && !always ? answer : { ...answer, type: 5 };
    });
  },
  total: (always: boolean) => {
    let told = 0;
    return stand.emulator.override('fnFindDocument', async (request, next) => {
      const answer = await next(request);
      if (told++ > 0 && !always) return answer;
      const tail = answer.tail.slice();
      tail[1] = (tail[1] ?? 0) ^ 1;
      return { ...answer, tail };
    });
  },
  payment: (always: boolean) => {
    let told = 0;
    return stand.emulator.override('fnReadDocumentTlv', async (request, next) => {
      const answer = await next(request);
      if (answer.tag !== 1081 || (told++ > 0 && !always)) return answer;
      const value = answer.value.slice();
      value[0] = (value[0] ?? 0) ^ 1;
      return { ...answer, value };
    });
  },
  content: (always: boolean) => {
    let told = 0;
    return stand.emulator.override('fnStartReadDocument', (request, next) => {
      if (told++ > 0 && !always) return next(request);
      throw deviceError(0xda);
    });
  },
  last: (always: boolean) => {
    let told = 0;
    return stand.emulator.override('fnGetStatus', async (request, next) => {
      const answer = await next(request);
      return told++ > 0 && !always ? answer : { ...answer, lastDocument: answer.lastDocument - 1 };
    });
  },
} as const;

type Oddity = keyof typeof oddities;
const kinds = Object.keys(oddities) as Oddity[];

describe.each(['v2', 'v3', 'p5'] as const)('the closing answer is lost, link %s', (link) => {
  beforeEach(async () => {
    stand = await Stand.make(link === 'p5' ? { link } : {});
    kkt = await stand.selling({ link });
  });

  it.each(kinds)('one strange answer (%s): asked again, and done', async (kind) => {
    loseTheAnswer(link);
    oddities[kind](false);
    const result = await kkt.issue(yardstick, { key: 'k' });
    expect(result.documentNumber).toBe(stand.emulator.fn.state.last.number);
    expect(stand.documents).toBe(1);
  });

  it('the register writes texts its own way: done, and said', async () => {
    loseTheAnswer(link);
    oddities.name(true);
    const result = await kkt.issue(yardstick, { key: 'k' });
    expect(texts(result).join('\n')).toContain(
      'числа наши, а тексты другие (items[0].name: у нас «Товар первый»',
    );
    expect(stand.documents).toBe(1);
  });

  it.each(kinds.filter((kind) => kind !== 'name'))(
    'always the same strange answer (%s): unknown, never a second receipt; the truth settles it',
    async (kind) => {
      loseTheAnswer(link);
      const truth = oddities[kind](true);
      const unknown = await unknownOf(kkt.issue(yardstick, { key: 'k' }));
      await unknownOf(kkt.issue(yardstick, { key: 'k' }));
      await unknownOf(unknown.resolve());
      expect(stand.documents).toBe(1);
      truth();
      expect((await kkt.issue(yardstick, { key: 'k' })).documentNumber).toBe(
        stand.emulator.fn.state.last.number,
      );
      expect(stand.documents).toBe(1);
    },
  );

  it('other numbers: both sides are shown, and a person decides', async () => {
    loseTheAnswer(link);
    oddities.payment(true);
    const unknown = await unknownOf(kkt.issue(yardstick, { key: 'k' }));
    expect(unknown.message).toContain('payments.electronic: у нас 212.50, в документе 212.51');
    expect(unknown.sides).toMatchObject({
      wanted: { type: 'приход', totalKopecks: 21_250, payments: { electronic: 21_250 } },
      documents: [{ number: 3, form: 3, totalKopecks: 21_250, payments: { electronic: 21_251 } }],
    });
    expect(unknown.sides?.documents[0]?.items?.map(({ name }) => name)).toEqual(
      unknown.sides?.wanted.items?.map(({ name }) => name),
    );
    expect(JSON.parse(JSON.stringify(unknown))).toMatchObject({ sides: { documents: [{ number: 3 }] } });
    const decided = await kkt.decide('k', { documentNumber: 3 });
    expect(await kkt.issue(yardstick, { key: 'k' })).toEqual(decided);
    expect(stand.documents).toBe(1);
  });
});

describe('none', () => {
  beforeEach(async () => {
    stand = await Stand.make();
    kkt = await stand.selling();
  });

  const lineIsBack = () => stand.clock.sleep(61_000);

  it('is said when the register has counted ours as cancelled, and the document is another', async () => {
    stand.line.armAt('closeReceipt', 'before', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick));
    await using stranger = await stand.stranger();
    await stranger.issue({ ...yardstick, payments: [{ type: 'cash', sum: '212.50' }] });
    await lineIsBack();
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
  });

  it('is not said of another document when the register does not count cancellations', async () => {
    stand.emulator.override('readRegister', (request, next) => {
      if (request.register === registers.cancellationsSum.number) throw deviceError(0x6c);
      return next(request);
    });
    await using host = await stand.connect();
    stand.line.armAt('closeReceipt', 'before', 'down');
    const unknown = await unknownOf(host.issue(yardstick));
    await using stranger = await stand.stranger();
    await stranger.issue({ ...yardstick, payments: [{ type: 'cash', sum: '212.50' }] });
    await lineIsBack();
    expect(await unknownOf(unknown.resolve())).toMatchObject({ cause: { code: 'DOCUMENT_UNLIKE' } });
  });

  it('is said when nothing but reports of shifts was signed since', async () => {
    stand.line.armAt('closeReceipt', 'before', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick));
    await stand.execute('cancelReceipt');
    await using stranger = await stand.stranger();
    await stranger.closeShift();
    await stranger.openShift();
    await lineIsBack();
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
  });

  it('is not said on the word of one witness', async () => {
    stand.line.armAt('closeReceipt', 'after', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick));
    await lineIsBack();
    const before = stand.emulator.fn.state.last.number - 1;
    const frozen = stand.emulator.override('fnGetStatus', async (request, next) => {
      return { ...(await next(request)), lastDocument: before };
    });
    expect(await unknownOf(unknown.resolve())).toMatchObject({ cause: { code: 'WITNESSES_DISAGREE' } });
    frozen();
    expect((await unknown.resolve()).documentNumber).toBe(before + 1);
  });
});

describe('the result', () => {
  beforeEach(async () => {
    stand = await Stand.make();
    kkt = await stand.selling();
  });

  it('that surprises is asked for again: number, sum, time', async () => {
    for (const change of [
      { documentNumber: 77 },
      { documentNumber: 1 },
      { sum: 1 },
      { type: 2 },
      { dateTime: '2061-01-01T10:00' },
    ]) {
      let told = 0;
      const honest = stand.emulator.override('readRegister', async (request, next) => {
        const answer = await next(request);
        if (request.register !== registers.lastReceipt.number || told++ > 0) return answer;
        const last = decodeRegister(registers.lastReceipt, answer.value);
        const writer = new Writer();
        registers.lastReceipt.value.encode(writer, { ...last, ...change });
        return { ...answer, value: writer.finish() };
      });
      const result = await kkt.issue(yardstick);
      honest();
      expect(result).toMatchObject({
        documentNumber: stand.emulator.fn.state.last.number,
        dateTime: stand.emulator.fn.state.last.dateTime,
      });
    }
    expect(stand.documents).toBe(5);
  });

  it('of a register whose clock is years off is believed, and costs nothing the next time', async () => {
    await using old = await Stand.make({ dateTime: '2023-05-01T10:00:00' });
    await using host = await old.selling();
    await host.issue(yardstick);
    await host.issue(yardstick);
    const asked: string[] = [];
    const stop = old.emulator.onCommand(({ name }) => asked.push(name ?? ''));
    const result = await host.issue(yardstick);
    stop();
    expect(result.dateTime).toMatch(/^2023-/);
    expect(asked.filter((name) => name === 'readRegister')).toHaveLength(1);
  });
});

describe('settling ends', () => {
  beforeEach(async () => {
    stand = await Stand.make();
    kkt = await stand.selling();
  });

  /** How many commands came until the receipt was given up; after that the handle is free. */
  async function questions(): Promise<number> {
    stand.emulator.faults.add({ at: 'closeReceipt', error: '97', executed: true });
    let asked = 0;
    const stop = stand.emulator.onCommand(() => asked++);
    await unknownOf(kkt.issue(yardstick, { key: 'k' }));
    stop();
    return asked;
  }

  it('when the last document is absurd', async () => {
    const absurd = 99_999_900;
    const liar = [
      stand.emulator.override('readRegister', async (request, next) => {
        const answer = await next(request);
        if (request.register !== registers.lastDocument.number) return answer;
        const value = answer.value.slice();
        value.set([0x00, 0x99, 0x99, 0x99, 0x00]);
        return { ...answer, value };
      }),
      stand.emulator.override('fnGetStatus', async (request, next) => {
        return { ...(await next(request)), lastDocument: absurd };
      }),
      stand.emulator.override('fnFindDocument', async ({ documentNumber }, next) => {
        return {
          ...(await next({ documentNumber: 3 })),
          number: documentNumber,
          type: 5,
          tail: new Uint8Array(4),
        };
      }),
    ];
    // A shift report each time: two questions for a document, and its content.
    expect(await questions()).toBeLessThan(30_000);
    for (const remove of liar) remove();
    expect((await kkt.issue(yardstick, { key: 'k' })).documentNumber).toBe(3);
    await kkt.issue(other);
    expect(stand.documents).toBe(2);
  });

  it('when a document has no end', async () => {
    const endless = stand.emulator.override('fnReadDocumentTlv', () => {
      return { tag: 1048, length: 1000, value: new Uint8Array(1000).fill(0x41) };
    });
    expect(await questions()).toBeLessThan(100);
    await expect(kkt.fn.readDocument(3)).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' });
    endless();
    const empty = stand.emulator.override('fnReadDocumentTlv', () => {
      return { tag: 1048, length: 0, value: new Uint8Array() };
    });
    await expect(kkt.fn.readDocument(3)).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' });
    empty();
    expect((await kkt.issue(yardstick, { key: 'k' })).documentNumber).toBe(3);
  });

  it('when a registration report has no end', async () => {
    stand.emulator.override('fnReadRegistrationTlv', () => {
      return { tag: 1048, length: 1000, value: new Uint8Array(1000).fill(0x41) };
    });
    await expect(kkt.fn.registration()).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' });
  });

  it('when the register is always writing', async () => {
    stand.emulator.override('readRegister', async (request, next) => {
      const answer = await next(request);
      if (request.register !== registers.lastDocument.number) return answer;
      const value = answer.value.slice();
      value[0] = (value[0] ?? 0) | 0x80;
      return { ...answer, value };
    });
    stand.emulator.override('fnGetStatus', async (request, next) => {
      return { ...(await next(request)), currentDocument: 4 };
    });
    expect(await questions()).toBeLessThan(300);
    expect(await kkt.status()).toBeDefined();
  });

  it('at the signal of the caller; the handle is free at once', async () => {
    const given = new AbortController();
    stand.emulator.faults.add({ at: 'closeReceipt', error: '97', executed: true });
    const slow = stand.emulator.override('fnGetStatus', async (request, next) => {
      given.abort();
      return { ...(await next(request)), lastDocument: 0 };
    });
    const started = stand.clock.now();
    await unknownOf(kkt.issue(yardstick, { key: 'k', signal: given.signal }));
    expect(stand.clock.now() - started).toBeLessThan(2000);
    slow();
    expect((await kkt.issue(yardstick, { key: 'k' })).documentNumber).toBe(3);
  });
});

describe('a slip of the pen', () => {
  beforeEach(async () => {
    stand = await Stand.make();
    kkt = await stand.selling();
  });

  it('a key that is null, or an option that nobody knows, is refused before a byte goes out', async () => {
    const sent: unknown[] = [];
    stand.emulator.onCommand(({ name }) => sent.push(name));
    await expect(kkt.issue(yardstick, { key: null as never })).rejects.toMatchObject({
      problems: [{ path: 'key' }],
    });
    await expect(kkt.issue(yardstick, { keys: 'a', shift: 'Auto' } as never)).rejects.toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ path: 'keys' }),
        expect.objectContaining({ path: 'shift' }),
      ]),
    });
    expect(sent).toEqual([]);
  });
});
