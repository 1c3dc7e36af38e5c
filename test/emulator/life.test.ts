import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { decodeDocument, encodeDocument, fieldValue } from '../../src/fiscal/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { type Command, type CommandName, commands, encodeRequest } from '../../src/protocol/index.js';
import type { VirtualClock } from '../../src/util/clock.js';
import { arbitraryOf } from '../support/arbitraries.js';
import { bench, type Host } from './support.js';

type Step = (host: Host, clock: VirtualClock) => Promise<unknown>;

/** Commands with requests out of their own descriptions: most are refused, none may do harm. */
const anyCommand: fc.Arbitrary<Step> = fc
  .constantFrom(...(Object.keys(commands) as CommandName[]))
  .filter((name) => name !== 'fnInitDebug')
  .chain((name) => {
    const command = commands[name] as Command;
    return arbitraryOf(command.request.shape).map((request) => (host: Host) => {
      return host.emulator.execute(encodeRequest(command, request));
    });
  });

const soft =
  (run: Step): Step =>
  (host, clock) =>
    run(host, clock).catch(() => undefined);
const sum = fc.integer({ min: 1, max: 500_00 });

/** What a shop does, not always at the right moment. */
const likely: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 2, 4, 5), sum)
      .map(([type, total]) => soft((host) => host.sell(total, type))),
  },
  { weight: 2, arbitrary: fc.constant(soft((host) => host.openShift())) },
  fc.constant(soft((host) => host.closeShift())),
  fc.constantFrom(1, 2, 4, 5, 7, 9).map((type) => soft((host) => host.begin(type))),
  fc
    .tuple(sum, fc.integer({ min: 1, max: 6 }))
    .map(([total, tax]) => soft((host) => host.add({ price: total, total, tax }))),
  fc
    .tuple(fc.integer({ min: 1, max: 10 }), sum)
    .map(([type, value]) => soft((host) => host.call(commands.payment, { flags: 0, type, sum: value }))),
  fc.integer({ min: 1, max: 10 }).map((type) => soft((host) => host.close(type))),
  fc.constant(soft((host) => host.call(commands.cancelReceipt))),
  sum.map((value) => soft((host) => host.call(commands.cashIn, { flags: 0, sum: value }))),
  sum.map((value) => soft((host) => host.call(commands.cashOut, { flags: 0, sum: value }))),
  fc.constantFrom(1, 8, 9, 0x10, 0x12).map((type) =>
    soft(async (host) => {
      await host.mode(2);
      await host.call(commands.printReport, { type });
      await host.mode(1);
    }),
  ),
  fc.integer({ min: 1, max: 20 * 3600_000 }).map(
    (ms): Step =>
      (_host, clock) =>
        clock.advance(ms),
  ),
);

/** What must hold at every moment. */
async function check(emulator: Emulator, host: Host): Promise<void> {
  const stored = [...emulator.fn.documents()];
  expect(stored.map(({ number }) => number)).toEqual(stored.map((_, index) => index + 1));
  expect([...stored].sort((a, b) => (a.dateTime < b.dateTime ? -1 : 0))).toEqual(stored);
  const { state } = emulator.fn;
  expect(state.last.number).toBe(stored.length);
  const documents = stored.map(({ bytes }) => decodeDocument(bytes));
  for (const [index, document] of documents.entries()) {
    expect(encodeDocument(document)).toEqual(stored[index]?.bytes);
  }
  const shifts = documents.filter(({ form }) => form === 2).length;
  expect(shifts - documents.filter(({ form }) => form === 5).length).toBe(state.shift.open ? 1 : 0);
  expect(state.shift.number).toBe(shifts);
  // Counters that are never cleared are the sums of the documents.
  const types = [1, 2, 4, 5] as const;
  for (const [index, type] of types.entries()) {
    const receipts = documents.filter(
      (document) => document.form === 3 && fieldValue(document, 'settlementType') === index + 1,
    );
    const total = receipts.reduce((all, document) => all + (fieldValue(document, 'totalSum') ?? 0), 0);
    expect(await host.register(registers.nonResettableSum, type)).toEqual({ sum: total });
  }
  // And so is the shift.
  const from = stored.findLast(({ form }) => form === 2)?.number ?? stored.length;
  const ofShift = documents.slice(from).filter(({ form }) => form === 3 || form === 31);
  if (state.shift.open) expect(state.shift.receipts).toBe(ofShift.length);
  const sold = ofShift
    .filter((document) => document.form === 3 && fieldValue(document, 'settlementType') === 1)
    .reduce((all, document) => all + (fieldValue(document, 'totalSum') ?? 0), 0);
  expect(await host.register(registers.shiftTotal, 0)).toEqual({ sum: state.shift.open ? sold : 0 });
}

describe('a life at random', () => {
  test('leaves no gap, no torn document and no wrong sum', async () => {
    const steps = fc.array(fc.oneof({ weight: 4, arbitrary: likely }, { weight: 1, arbitrary: anyCommand }), {
      minLength: 30,
      maxLength: 120,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (life) => {
        const errors: unknown[] = [];
        const { emulator, host, clock } = bench({
          latency: 900,
          registration: { offline: true },
          onError: (error) => errors.push(error),
        });
        for (const step of life) {
          const done = step(host, clock);
          // Whatever waits for the FN or for paper gets its time.
          await clock.advance(3000);
          await done;
        }
        await clock.advance(60_000);
        expect(errors).toEqual([]);
        await check(emulator, host);
        await emulator.close();
      }),
      { numRuns: 30 },
    );
  });
});
