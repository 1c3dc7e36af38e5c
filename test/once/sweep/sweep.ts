import { afterAll, describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { every } from '../../support/thorough.js';
import { awayMs, type Clean, type Fault, measure, runCase, type Setting, type Verdict } from './case.js';
import type { FaultKind } from './flaky-line.js';
import { Tally, tableOf } from './tally.js';

/** Long sweeps get their time: ms for a row of a table. */
const ROW_LIMIT_MS = 1_800_000;

// Thousands of errors nobody looks at, and each would collect its stack.
if (every > 0) Error.stackTraceLimit = 0;

export interface Row {
  readonly name: string;
  readonly setting: Setting;
  /** All of them, in order; a sample is taken. */
  readonly faults: (clean: Clean) => readonly Fault[];
  /** The longest that the caller may have to wait beyond a run without fault, ms. */
  readonly limitMs?: number;
  /** Another line can be opened at once: the caller gets what was asked for, whatever the position. */
  readonly allDone?: boolean;
}

/**
 * One test for each row, and a table at the end. `usual` is the sample of a plain `npm test`: the same positions each time; rows
 * begin at different ones, so that a sample meets as many as it can.
 */
export function sweep(title: string, rows: readonly Row[], usual: number): void {
  const step = every > 0 ? every : usual;
  const tallies = rows.map(({ name }) => new Tally(name));
  const clean = new Map<Setting, Promise<Clean>>();
  /** One run without fault for all rows of a setting. */
  const cleanOf = (setting: Setting): Promise<Clean> => {
    const known = clean.get(setting) ?? undisturbed(setting);
    clean.set(setting, known);
    return known;
  };
  const turns = new Map(rows.map(({ setting: { world } }) => [world, new Turns(world.parallel)]));
  // On real lines most of the time is waiting.
  const atOnce = rows.some(({ setting }) => !setting.world.exact);
  describe(title, { concurrent: atOnce }, () => {
    afterAll(() => {
      const sample = step === 1 ? 'every position' : `every ${step}th position`;
      process.stdout.write(`\n${title}, ${sample}\n${tableOf(tallies)}\n\n`);
    });
    it.each(rows.map((row, index) => ({ ...row, index })))(
      '$name',
      async ({ setting, faults, limitMs, allDone, index }) => {
        const clean = await cleanOf(setting);
        const tally = tallies[index] as Tally;
        const sample = faults(clean).filter((_, at) => (at + index * 7) % step === 0);
        await Promise.all(
          sample.map((fault) =>
            (turns.get(setting.world) as Turns).run(costOf(fault), async () => {
              const verdict = await judge(setting, fault, clean);
              if (verdict) tally.add(JSON.stringify(fault), verdict, clean.ms);
            }),
          ),
        );
        expect(tally.wrong.slice(0, 5)).toEqual([]);
        if (allDone) expect(tally.done).toBe(tally.positions);
        if (limitMs !== undefined && setting.world.exact) expect(tally.slowest).toBeLessThan(limitMs);
      },
      ROW_LIMIT_MS,
    );
  });
}

/** How many times slower a case is run again that a busy computer may have spoilt. */
const SLOWNESS = 10;

/**
 * On real lines waits are short, and a computer with other work may miss one: what looks wrong is run again slowly, and that
 * counts. A fault of ours is at the same byte again.
 */
async function judge(setting: Setting, fault: Fault, clean: Clean): Promise<Verdict | undefined> {
  const { world } = setting;
  if (world.exact) return await runCase(setting, fault, clean);
  // What throws has not even come to a verdict, such as a shift that could not be opened in time for the case.
  const verdict = await runCase(setting, fault, clean).catch(() => 'again' as const);
  if (verdict !== 'again' && verdict?.wrong === undefined) return verdict;
  return await runCase(slowly(setting), fault, clean);
}

/** A run without fault. */
async function undisturbed(setting: Setting): Promise<Clean> {
  if (setting.world.exact) return await measure(setting);
  return await measure(setting).catch(() => measure(slowly(setting)));
}

function slowly(setting: Setting): Setting {
  const { world } = setting;
  return {
    ...setting,
    world: { ...world, open: (options: EmulatorOptions) => world.open(options, SLOWNESS) },
  };
}

/** The line fails behind every byte, in each direction. */
export function everyByte(kind: FaultKind): (clean: Clean) => Fault[] {
  return ({ bytes }) =>
    (['out', 'in'] as const).flatMap((dir) =>
      Array.from({ length: bytes[dir] }, (_, at) => ({ kind, dir, at })),
    );
}

/** The register loses power before and after every command, and in every document before the FN has stored it. */
export function everyStep(memory: 'kept' | 'lost', offMs: number): (clean: Clean) => Fault[] {
  return ({ commands }) =>
    commands.flatMap((at, index) => {
      const nth = commands.slice(0, index + 1).filter((name) => name === at).length;
      const whens = signing.includes(at)
        ? (['before', 'during', 'after'] as const)
        : (['before', 'after'] as const);
      return whens.map((when) => ({ power: 'loss', at, nth, when, memory, offMs }) as const);
    });
}

/** Commands that make a document. */
const signing: readonly string[] = [
  'closeReceipt',
  'openShift',
  'closeShift',
  'printReport',
  'printOfdReport',
];

/** A case that waits for a minute costs little. */
function costOf(fault: Fault): number {
  return awayMs(fault) > 10_000 ? 0.1 : 1;
}

/** Lets cases begin as long as there is room. */
class Turns {
  readonly #room: number;
  readonly #waiting: Array<() => boolean> = [];
  #taken = 0;

  constructor(room: number) {
    this.#room = room;
  }

  async run(cost: number, job: () => Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(() => {
        if (this.#taken > 0 && this.#taken + cost > this.#room) return false;
        this.#taken += cost;
        resolve();
        return true;
      });
      this.#next();
    });
    try {
      await job();
    } finally {
      this.#taken -= cost;
      this.#next();
    }
  }

  #next(): void {
    while (this.#waiting[0]?.()) this.#waiting.shift();
  }
}
