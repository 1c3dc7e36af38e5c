import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { type CashRegister, connect, memoryJournal } from '../../src/index.js';
import { JsonTaskError, type JsonTasks, jsonTasks, type Verdict } from '../../src/json/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { DOWN_MS, type FaultKind, FlakyTransport } from '../once/sweep/flaky-line.js';
import { every, thorough } from '../support/thorough.js';
import { type Row, rows } from './once-rows.js';

const kinds: readonly FaultKind[] = ['cut', 'silent', 'down'];
/** Bytes between the faults of a plain `npm test`. */
const STEP = thorough ? Math.max(every, 3) : 197;

interface Stand extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly emulator: Emulator;
  readonly line: FlakyTransport;
  readonly kkt: CashRegister;
  readonly json: JsonTasks;
}

async function stand(link: 'v3' | 'p5', shift: Row['shift'], isKept = true): Promise<Stand> {
  const clock = new VirtualClock({ now: Date.UTC(2026, 2, 2, 9), autoAdvance: true });
  const emulator = new Emulator({ clock, link });
  const line = new FlakyTransport(emulator.transport(), clock);
  const kkt = await connect(line, { clock, journal: memoryJournal() });
  if (shift === 'open') await kkt.openShift();
  return {
    clock,
    emulator,
    line,
    kkt,
    json: jsonTasks(kkt, isKept ? { journal: memoryJournal() } : {}),
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await emulator.close();
    },
  };
}

/** What was claimed, and what the register has done by then. */
interface Story {
  readonly failed: JsonTaskError | undefined;
  readonly wrong: readonly string[];
}

/** A caller who knows one thing: when it fails, do it again by the same name, if it has one. */
async function insist(
  { clock, emulator, json }: Stand,
  { task, executed }: Row,
  key: string | undefined,
): Promise<Story> {
  const before = executed(emulator);
  const wrong: string[] = [];
  let failed: JsonTaskError | undefined;
  for (let tries = 0; tries < (key === undefined ? 1 : 4); tries++) {
    try {
      await json.process(task, key === undefined ? {} : { key });
      failed = undefined;
      if (executed(emulator) !== before + 1) wrong.push(`done ${executed(emulator) - before} times`);
      break;
    } catch (error) {
      expect(error).toBeInstanceOf(JsonTaskError);
      failed = error as JsonTaskError;
      const count = executed(emulator) - before;
      if (count > 1 || (count > 0 && failed.outcome !== 'unknown'))
        wrong.push(`${failed.outcome}, ${failed.description}, and done ${count} times`);
      await clock.sleep(DOWN_MS + 1000);
    }
  }
  return { failed, wrong };
}

describe.each(['v3', 'p5'] as const)('a task whose line is lost, %s', (protocol) => {
  it.each([
    ['done again by its name, is executed once', 'order'],
    ['without a name, is never called undone when it is done', undefined],
  ])(
    '%s',
    async (_, key) => {
      const told: Record<string, number> = {};
      for (const row of rows) {
        await using clean = await stand(protocol, row.shift);
        clean.line.arm();
        expect(await insist(clean, row, key)).toEqual({ failed: undefined, wrong: [] });
        const { passed } = clean.line;
        for (const dir of ['out', 'in'] as const) {
          for (let at = 0, nth = 0; at < passed[dir]; at += STEP, nth++) {
            const kind = kinds[nth % kinds.length] as FaultKind;
            await using hurt = await stand(protocol, row.shift);
            hurt.line.arm({ kind, dir, at });
            const { failed, wrong } = await insist(hurt, row, key);
            const name = `${row.task.type}, ${kind} ${dir} at ${at}`;
            expect(wrong, name).toEqual([]);
            // The line is there again: who asks by the name is told what became of it.
            if (key !== undefined) expect(failed, name).toBeUndefined();
            // Times in frames may make them a byte shorter than those of the clean run.
            if (!hurt.line.fired) continue;
            const end = `${row.task.type} ${failed?.outcome ?? 'done'}`;
            told[end] = (told[end] ?? 0) + 1;
          }
        }
      }
      process.stdout.write(`${protocol}, ${key ?? 'no name'}: ${JSON.stringify(told)}\n`);
    },
    thorough ? 3_600_000 : undefined,
  );
});

it('is not called undone by who asks again and does not wait for the answer', async () => {
  const row = rows.find(({ task }) => task.type === 'cashIn') as Row;
  await using hurt = await stand('v3', row.shift);
  const { emulator, json, line, clock } = hurt;
  line.armAt('cashIn', 'after', 'down');
  const asked = (signal?: AbortSignal) => json.process(row.task, { key: 'order', signal });
  await expect(asked()).rejects.toMatchObject({ outcome: 'unknown' });
  await expect(asked(AbortSignal.abort())).rejects.toMatchObject({ outcome: 'unknown' });
  await clock.sleep(DOWN_MS + 1000);
  await asked();
  expect(row.executed(emulator)).toBe(1);
});

it('leaves no doubt about a question whose answer is lost', async () => {
  await using hurt = await stand('v3', 'open');
  hurt.line.arm({ kind: 'down', dir: 'in', at: 0 });
  const request = { request: { type: 'getShiftStatus' } };
  expect(await hurt.json.batch(request)).toMatchObject([{ status: 'error' }]);
  await hurt.clock.sleep(DOWN_MS + 1000);
  expect(await hurt.json.batch(request)).toMatchObject([{ status: 'ready' }]);
});

describe.each([
  ['a journal', true],
  ['memory only', false],
] as const)('what nobody can find out, with %s', (_, isKept) => {
  const coupon = { type: 'nonFiscal', items: [{ type: 'text', text: 'ТАЛОН' }] };
  const coupons = ({ emulator }: Stand) => emulator.tape.filter((line) => line === 'ТАЛОН').length;

  it.each([
    ['done', 1],
    ['none', 2],
  ] as const)('a person decides: %s', async (verdict, printed) => {
    await using hurt = await stand('v3', 'open', isKept);
    const { json, line, clock } = hurt;
    line.armAt('printString', 'after', 'down');
    const print = () => json.process(coupon, { key: 'coupon' });
    await expect(print()).rejects.toMatchObject({ outcome: 'unknown' });
    await clock.sleep(DOWN_MS + 1000);
    await expect(print()).rejects.toMatchObject({ outcome: 'unknown' });
    expect(coupons(hurt)).toBe(1);
    await json.decide('coupon', verdict);
    expect([await print(), await print()]).toEqual([undefined, undefined]);
    expect(coupons(hurt)).toBe(printed);
    await expect(json.decide('coupon', 'none')).rejects.toMatchObject({ code: 13 });
  });

  it('and of nothing else', async () => {
    await using hurt = await stand('v3', 'open', isKept);
    const { json, line, clock, emulator } = hurt;
    const decide = (key: string, verdict: Verdict) =>
      expect(json.decide(key, verdict)).rejects.toMatchObject({ code: 13, outcome: 'not-sent' });
    await decide('never', 'none');
    await json.process({ type: 'cashIn', cashSum: 5 }, { key: 'float' });
    await decide('float', 'none');
    line.armAt('printString', 'after', 'down');
    await json.process(coupon, { key: 'coupon' }).catch(() => undefined);
    await clock.sleep(DOWN_MS + 1000);
    await decide('coupon', { documentNumber: 1 });
    await decide('coupon', 'yes' as Verdict);
    await json.process({ type: 'cashIn', cashSum: 5 }, { key: 'float' });
    expect(emulator.state.cash).toBe(500);
  });
});
