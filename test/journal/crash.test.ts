import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord, JournalStore } from '../../src/journal/index.js';
import { randomFrom } from '../../src/util/random.js';
import { thorough } from '../support/thorough.js';
import {
  type Contents,
  contentsOf,
  DAY,
  isPowerCut,
  journalOn,
  keysOf,
  NOON,
  play,
  record,
  type Story,
  toldBy,
} from './support/scenario.js';
import { type Random, SimulatedDisk } from './support/simulated-disk.js';

const OPTIONS = { keepDays: 7, compactBytes: 900, newest: 1 };

/** Receipts one after another and two at a time, some of them in doubt, under few keys: files are often rewritten. */
const BATCHES: JournalRecord[][] = Array.from({ length: 12 }, (_, index) => {
  const [one, two] = [`order-${index % 5}`, `order-${(index + 2) % 5}`];
  const data = { items: ['Хлеб'.repeat(index % 4)], sum: index };
  return [
    [record(one, 'intent', data), record(two, 'intent', data)],
    [record(one, index % 2 ? 'done' : 'intent', data)],
    [record(two, 'refused', data)],
  ];
}).flat();

/** Opens what the crash left and says which prefix of the story it is. */
async function prefixLength(
  disk: SimulatedDisk,
  { asked, promised }: Pick<Story, 'asked' | 'promised'>,
): Promise<number> {
  const journal = journalOn(disk, OPTIONS);
  const keys = keysOf(asked);
  const found = await contentsOf(journal, keys);
  await journal.close();
  for (let length = promised; length <= asked.length; length++) {
    if (same(found, toldBy(asked.slice(0, length), keys))) return length;
  }
  expect(found, `promised ${promised} of ${asked.length}`).toEqual(toldBy(asked, keys));
  return -1;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function stoppedAt(step: number, share: number): Promise<{ disk: SimulatedDisk; story: Story }> {
  const disk = new SimulatedDisk();
  disk.stopAt = step;
  disk.stopAfter = share;
  return { disk, story: await play(disk, BATCHES, OPTIONS) };
}

describe('a machine that stops at any step', () => {
  it.each([
    ['before the step', 0, 1],
    ['in the middle of the step', 0.6, 2],
    ['after the step', 1, 1],
  ])('loses nothing that was promised and invents nothing: %s', async (_name, share, first) => {
    // The sample takes every second step; before one is behind the one before, so that no place between two is left out.
    const stride = thorough ? 1 : 2;
    let rewritten = 0;
    let archived = 0;
    let steps = 0;
    for (let step = thorough ? 1 : first; ; step += stride) {
      const { disk, story } = await stoppedAt(step, share);
      if (story.finished) break;
      steps++;
      await prefixLength(disk.afterKill(), story);
      for (let seed = 0; seed < (thorough ? 4 : 1); seed++)
        await prefixLength(disk.afterPowerCut(randomFrom(step * 10 + seed)), story);
      const names = await disk.afterKill().list();
      if (names.some((name) => name.endsWith('.tmp'))) rewritten++;
      if (names.some((name) => name.endsWith('.index'))) archived++;
    }
    expect(steps * stride).toBeGreaterThan(100);
    expect(rewritten * stride).toBeGreaterThan(5);
    expect(archived * stride).toBeGreaterThan(50);
  });

  it('stops again while it recovers or soon after, and goes on in the end', async () => {
    const random = randomFrom(7);
    let recoveries = 0;
    const more = [
      record('order-1', 'intent', 'x'.repeat(99)),
      record('later', 'done'),
      record('order-1', 'done'),
    ];
    for (let step = 3; ; step += thorough ? 1 : 4) {
      const { disk, story } = await stoppedAt(step, step % 8 > 3 ? 0 : 0.7);
      if (story.finished) break;
      for (let again = 1; again < 9; again++) {
        const left = next(disk, random);
        const read = await prefixLength(left.afterKill(), story);
        left.stopAt = again;
        left.stopAfter = random();
        const sequel = await play(left, [more.slice(0, 2), more.slice(2)], OPTIONS);
        recoveries++;
        await prefixLength(next(left, random), {
          asked: [...story.asked.slice(0, read), ...sequel.asked],
          promised: sequel.opened ? read + sequel.promised : story.promised,
        });
      }
    }
    expect(recoveries).toBeGreaterThan(200);
  });

  it('keeps the promises made after a recovery', async () => {
    const random = randomFrom(99);
    let recoveries = 0;
    for (let step = 2; ; step += 3) {
      const { disk, story } = await stoppedAt(step, 0.4);
      if (story.finished) break;
      const left = next(disk, random);
      const length = await prefixLength(left, story);
      const journal = journalOn(left, OPTIONS);
      const more = [record('order-1', 'intent', step), record('later', 'done', step)];
      for (const one of more) await journal.append([one]);
      const asked = [...story.asked.slice(0, length), ...more];
      await prefixLength(next(left, random), { asked, promised: asked.length });
      recoveries++;
    }
    expect(recoveries).toBeGreaterThan(30);
  });
});

function next(disk: SimulatedDisk, random: Random): SimulatedDisk {
  return random() < 0.5 ? disk.afterKill() : disk.afterPowerCut(random);
}

/** Those beyond the newest hundred are in the archive, or in the one file. */
const FORGETTING = { keepDays: 7, compactBytes: 900 };

describe('forgetting at any step', () => {
  it('drops old finished keys only, whole or not at all', async () => {
    const old = Array.from({ length: 130 }, (_, index) => record(`old-${index}`, 'done', index));
    const open = [record('doubt', 'intent'), record('begun', 'intent')];
    const before = new SimulatedDisk();
    await play(before, [[...open, ...old]], FORGETTING);
    const later = (): number => NOON + 9 * DAY;
    const all = [...open, ...old];
    const keys = keysOf(all);
    const kept = toldBy([...open, ...old.slice(30)], keys);
    for (let step = 1, stopped = true; stopped; step++) {
      const disk = before.afterKill();
      disk.stopAt = step;
      const opened = await contentsOrStop(journalOn(disk, FORGETTING, later), keys);
      if (opened) expect(opened).toEqual(kept);
      for (const left of [disk.afterKill(), disk.afterPowerCut(randomFrom(step))]) {
        expect(await contentsOf(journalOn(left, FORGETTING, later), keys)).toEqual(kept);
        expect(await left.list()).toHaveLength(1);
      }
      stopped = disk.stopped;
      expect(stopped || step > 5).toBe(true);
    }
  });
});

async function contentsOrStop(journal: JournalStore, keys: Iterable<string>): Promise<Contents | undefined> {
  try {
    return await contentsOf(journal, keys);
  } catch (error) {
    if (isPowerCut(error)) return undefined;
    throw error;
  }
}

describe('any records in any batches', () => {
  const anyRecord = fc.record({
    key: fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
    state: fc.constantFrom('intent', 'done', 'refused'),
    at: fc.integer({ min: NOON, max: NOON + DAY }),
    data: fc.jsonValue({ maxDepth: 2 }),
  });
  const batches = fc.array(fc.array(anyRecord, { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 8,
  });

  it('survive a stop anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.nat(60),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        async (all, step, share, seed) => {
          const disk = new SimulatedDisk();
          disk.stopAt = step;
          disk.stopAfter = share;
          const told = all.map((batch) =>
            batch.map((one) => JSON.parse(JSON.stringify(one)) as JournalRecord),
          );
          const story = await play(disk, told, { compactBytes: 500, newest: 1 });
          await prefixLength(disk.afterKill(), story);
          await prefixLength(disk.afterPowerCut(randomFrom(seed)), story);
        },
      ),
      { numRuns: thorough ? 1000 : 75 },
    );
  });
});
