import { describe, expect, it } from 'vitest';
import { faultyTransport, noise } from '../../src/transport/faults.js';
import {
  type Ending,
  openHost,
  payCarefully,
  payment,
  placeOf,
  QUICK,
  Till,
  tillStand,
  worlds,
} from './v3-worlds.js';

describe.each(worlds)('host and register over $world, $answers', ({ world, answers }) => {
  const stand = tillStand({ world, answers });
  const { open } = stand;

  it('gives every one of 600 payments its own answer, over all ids twice and more', async () => {
    const host = await open();
    for (let number = 0; number < 600; number++) {
      const message = payment(number);
      const answer = await host.exchange(message, { timeoutMs: 5000 });
      expect(answer).toEqual(Till.answer(message));
    }
    expect(stand.till.paid.length).toBe(600);
    expect(new Set(stand.till.paid).size).toBe(600);
    expect(host.state).toMatchObject({ unresolved: [], nextTaskId: 600 % 0xdd });
  });

  it('executes the same bytes again and again when they are new tasks', async () => {
    const host = await open();
    const message = payment(1);
    for (let i = 0; i < 300; i++) await host.exchange(message, { timeoutMs: 5000 });
    expect(stand.till.times(message)).toBe(300);
  });

  it('keeps the order of calls that nobody waited for', async () => {
    const host = await open();
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    await Promise.all(numbers.map((number) => host.exchange(payment(number), { timeoutMs: 5000 })));
    expect(stand.till.paid.length).toBe(50);
    expect([...stand.till.paid]).toEqual([...stand.till.paid].sort());
  });

  it('goes on after a refusal', async () => {
    const host = await open();
    const broken = payment(1).fill(0, 3);
    for (let i = 0; i < 5; i++) {
      expect(await host.exchange(broken, { timeoutMs: 5000 })).toEqual(Uint8Array.of(0x55, 0x98));
      await host.exchange(payment(i), { timeoutMs: 5000 });
    }
    expect(stand.till.paid.length).toBe(5);
  });

  it('works with lines that tear everything into single bytes', async () => {
    const torn = faultyTransport(stand.place.transport, () => ({ in: { split: 1 }, out: { split: 1 } }));
    const host = await open(torn);
    for (let number = 0; number < 20; number++) await host.exchange(payment(number), { timeoutMs: 5000 });
    expect(stand.till.paid.length).toBe(20);
  });

  it('executes each payment once when the line is cut at any byte and comes back', async () => {
    // Payment 0 is behind C4 and leaves its result in the register before payment 1; the cut falls somewhere in payment 1 or 2.
    const endings: string[] = [];
    for (const direction of ['out', 'in'] as const) {
      for (let cutAfter = 7; cutAfter < 75; cutAfter++) {
        stand.till.paid.length = 0;
        let cuts = 0;
        const transport = faultyTransport(stand.place.transport, (attempt) =>
          attempt === 0 ? { [direction]: { cutAfter } } : undefined,
        );
        // A busy machine may take its time: a second C4 would be cut instead of a payment.
        let host = await open(transport, { timers: { ...QUICK, startMs: 5000 } });
        for (let number = 0; number < 3; number++) {
          const message = payment(number);
          const paid = await payCarefully(host, message, (old) => {
            cuts++;
            return open(transport, { state: old.state });
          });
          host = paid.host;
          // A register that keeps its results and does not know the task never got it.
          expect(stand.till.times(message)).toBe(paid.ending === 'paid' ? 1 : 0);
          if (paid.ending === 'paid') expect(paid.answer).toEqual(Till.answer(message));
          endings.push(paid.ending);
        }
        expect(cuts).toBeLessThanOrEqual(1);
        expect(host.state.unresolved).toEqual([]);
        await host.close();
        await stand.till.device.reset();
      }
    }
    expect(endings.filter((ending) => ending === 'forgotten').length).toBeGreaterThan(10);
    expect(endings.filter((ending) => ending === 'paid').length).toBeGreaterThan(300);
  });

  it('executes each payment at most once when the register forgets with its line', async () => {
    const forgetful = new Till({ answers, forgetOnDisconnect: true });
    const other = await placeOf(world, forgetful);
    for (let cutAfter = 7; cutAfter < 40; cutAfter++) {
      const transport = faultyTransport(other.transport, (attempt) =>
        attempt === 0 ? { in: { cutAfter } } : undefined,
      );
      forgetful.paid.length = 0;
      let host = await open(transport, { timers: { ...QUICK, startMs: 5000 } });
      for (let number = 0; number < 2; number++) {
        const message = payment(number);
        const paid = await payCarefully(host, message, (old) => open(transport, { state: old.state }));
        host = paid.host;
        const times = forgetful.times(message);
        expect(times).toBeLessThanOrEqual(1);
        if (paid.ending === 'paid') expect(times).toBe(1);
        if (paid.ending === 'not executed') expect(times).toBe(0);
      }
      await host.close();
    }
    await other.close();
  });

  it('survives silence in the middle, in both directions', async () => {
    for (const direction of ['out', 'in'] as const) {
      for (let silentAfter = 7; silentAfter < 40; silentAfter += 5) {
        const transport = faultyTransport(stand.place.transport, () => ({
          [direction]: { silentAfter, silentUntil: silentAfter + 20 },
        }));
        stand.till.paid.length = 0;
        const host = await open(transport);
        const first = payment(1);
        for (const message of [payment(0), first, payment(2)]) {
          const { ending } = await payCarefully(host, message, () =>
            Promise.reject(new Error('the line did not die')),
          );
          expect(stand.till.times(message)).toBe(ending === 'paid' ? 1 : 0);
        }
        await host.close();
        await stand.till.device.reset();
      }
    }
  });
});

/** One of 256 damaged packets gets through the checksum, and the register refuses what is no task. */
function refusedAsDamaged(error: { code?: string; outcome?: string }): {
  ending: Ending;
  answer?: undefined;
} {
  if (error.code !== 'TASK_ILLEGAL' || error.outcome !== 'refused') throw error;
  return { ending: 'not executed' };
}

describe.each(['async', 'sync'] as const)('noise on the line, %s', (answers) => {
  it.each([1, 2, 3, 4])(
    'executes each payment once, or says that it does not know (seed %d)',
    async (seed) => {
      const till = new Till({ answers });
      const place = await placeOf('memory', till);
      const rates = { flip: 0.004, drop: 0.002, double: 0.002 };
      const transport = faultyTransport(place.transport, () => ({
        out: { alter: noise({ seed, ...rates }) },
        in: { alter: noise({ seed: seed + 1000, ...rates }) },
      }));
      const host = await openHost(transport);
      const endings = { paid: 0, forgotten: 0, 'not executed': 0 };
      for (let number = 0; number < 100; number++) {
        const message = payment(number);
        const { ending, answer } = await payCarefully(host, message, () =>
          Promise.reject(new Error('the line did not die')),
        ).catch(refusedAsDamaged);
        // What the checksum of the link cannot see is not the link's to mend.
        if (answer !== undefined && !Till.isAnswer(answer)) continue;
        endings[ending]++;
        const times = till.times(message);
        expect(times, `payment ${number} (${ending})`).toBeLessThanOrEqual(1);
        if (ending === 'paid') expect(times).toBe(1);
        if (ending === 'not executed') expect(times).toBe(0);
      }
      expect(endings.paid).toBeGreaterThan(90);
      await host.close();
      await place.close();
    },
  );
});
