import { describe, expect, it } from 'vitest';
import { taskOf } from '../../src/link/link.js';
import type { QueuedResult } from '../../src/link/v3/queued-tasks.js';
import { faultyTransport, noise } from '../../src/transport/faults.js';
import { toHex } from '../../src/util/hex.js';
import { payment, placeOf, QUICK, Till, tillStand, worlds } from './v3-worlds.js';

const ROOM = { tasks: 8, bytes: 256 };

function payments(count: number, first = 0) {
  return Array.from({ length: count }, (_, index) => ({ message: payment(first + index), timeoutMs: 2000 }));
}

/** `+` an answer, `?` may have been executed, `-` was not. */
function story(results: readonly QueuedResult[]): string {
  return results
    .map((result) => ('answer' in result ? '+' : result.error.outcome === 'unknown' ? '?' : '-'))
    .join('');
}

describe.each(worlds)('a queue over $world, $answers', ({ world, answers }) => {
  const stand = tillStand({ world, answers });
  const { open } = stand;

  it('executes all in their order, over all ids twice and more', async () => {
    const host = await open();
    const sent = payments(500);
    for (let first = 0; first < sent.length; first += 25) {
      const results = await host.queue(sent.slice(first, first + 25), ROOM);
      results.forEach((result, index) => {
        expect('answer' in result && result.answer).toEqual(Till.answer(payment(first + index)));
      });
    }
    expect(stand.till.paid).toEqual(sent.map(({ message }) => toHex(message)));
  });

  it('executes nothing behind a refusal, and goes on afterwards', async () => {
    const host = await open();
    const sent = payments(6);
    const broken = { message: payment(99).fill(0, 3), timeoutMs: 2000 };
    const results = await host.queue([...sent.slice(0, 2), broken, ...sent.slice(2)], ROOM);
    expect(story(results)).toBe('+++----');
    expect(stand.till.paid.length).toBe(2);
    expect(story(await host.queue(payments(3, 10), ROOM))).toBe('+++');
    expect(stand.till.paid.length).toBe(5);
  });

  it('falls behind no full buffer', async () => {
    const narrow = new Till({ answers, capacity: 2 });
    const small = await placeOf(world, narrow);
    const host = await open(small.transport);
    const results = await host.queue(payments(8), ROOM);
    expect(story(results)).toMatch(/^\++-/);
    const executed = results.filter((result) => 'answer' in result).length;
    expect(narrow.paid.length).toBe(executed);
    await small.close();
  });

  it('knows after a cut at any byte what was executed', async () => {
    const stories = new Set<string>();
    for (const direction of ['out', 'in'] as const) {
      for (let cutAfter = 7; cutAfter < 110; cutAfter += 3) {
        stand.till.paid.length = 0;
        let attempts = 0;
        const transport = faultyTransport(stand.place.transport, () =>
          attempts++ === 0 ? { [direction]: { cutAfter } } : undefined,
        );
        // A busy machine may take its time: a second C4 would be cut instead of a payment.
        const host = await open(transport, { timers: { ...QUICK, startMs: 5000 } });
        const results = await host.queue(payments(4), ROOM);
        const asked = results.flatMap((result) => {
          const task = 'error' in result ? taskOf(result.error) : undefined;
          return task && 'error' in result && result.error.outcome === 'unknown'
            ? [{ task, timeoutMs: 2000 }]
            : [];
        });
        const next = await open(transport, { state: host.state });
        const again = [...(await next.resumeAll(asked))];
        const known = results.map((result) =>
          'error' in result && result.error.outcome === 'unknown' ? (again.shift() as QueuedResult) : result,
        );
        stories.add(story(known));
        // Of those that the register does not know none was executed: it forgets nothing.
        expect(story(known)).toMatch(/^\+*[?-]*$/);
        expect(stand.till.paid.length).toBe(known.filter((result) => 'answer' in result).length);
        await next.close();
        await stand.till.device.reset();
      }
    }
    expect(stories.size).toBeGreaterThan(3);
  });

  it('never executes anything twice or out of order on a noisy line', async () => {
    const rates = { flip: 0.002, drop: 0.001, double: 0.001 };
    const noisy = faultyTransport(stand.place.transport, () => ({
      out: { alter: noise({ seed: 1, ...rates }) },
      in: { alter: noise({ seed: 2, ...rates }) },
    }));
    const host = await open(noisy);
    let answered = 0;
    for (let round = 0; round < 40; round++) {
      const results = await host.queue(payments(5, round * 5), ROOM);
      answered += results.filter((result) => 'answer' in result && Till.isAnswer(result.answer)).length;
    }
    expect(new Set(stand.till.paid).size).toBe(stand.till.paid.length);
    // What did not arrive in its turn is not sent behind the others.
    expect(stand.till.paid).toEqual(stand.till.paid.toSorted());
    expect(stand.till.paid.length).toBeGreaterThanOrEqual(answered);
    expect(answered).toBeGreaterThan(100);
    expect(answered).toBeLessThan(200);
  });
});
