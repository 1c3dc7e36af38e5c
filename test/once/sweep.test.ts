import { afterAll, describe, expect, it } from 'vitest';
import { table } from '../../bench/table.js';
import { measure, runCase, type Setting, type Verdict } from './case.js';
import type { Fault, FaultKind } from './flaky-line.js';

/** Every byte with EXHAUSTIVE=1; else every so many. */
const exhaustive = Boolean(process.env['EXHAUSTIVE']);
const step = exhaustive ? 1 : 41;

const settings: Setting[] = [true, false].flatMap((used) =>
  [true, false].flatMap((forgetful) =>
    (['async', 'sync'] as const).flatMap((answers) =>
      (['serial', 'buffered'] as const).map((exchange) => ({ used, forgetful, answers, exchange })),
    ),
  ),
);

/** What became of the cases, by exchange and kind of fault. */
const tallies = new Map<string, Record<'positions' | Verdict['outcome'] | 'wrong' | 'slowest', number>>();

function count(name: string, { outcome, wrong, ms }: Verdict): void {
  const tally = tallies.get(name) ?? { positions: 0, done: 0, refused: 0, resolved: 0, wrong: 0, slowest: 0 };
  tally.positions++;
  tally[outcome]++;
  if (wrong) tally.wrong++;
  tally.slowest = Math.max(tally.slowest, ms);
  tallies.set(name, tally);
}

describe.each(settings)('used $used, forgetful $forgetful, $answers, $exchange', (setting) => {
  it.each<FaultKind>(['cut', 'silent', 'down'])(
    '%s at sampled bytes leaves one document or none',
    async (kind) => {
      const total = await measure(setting);
      const wrong: string[] = [];
      for (const dir of ['out', 'in'] as const) {
        for (let at = 0; at < total[dir]; at += step) {
          const fault: Fault = { kind, dir, at };
          const verdict = await runCase(setting, fault);
          count(`${setting.exchange}, ${kind}`, verdict);
          if (verdict.wrong) wrong.push(`${dir} ${at}: ${verdict.outcome}, ${verdict.wrong}`);
        }
      }
      expect(wrong).toEqual([]);
    },
    exhaustive ? 600_000 : undefined,
  );
});

afterAll(() => {
  if (!exhaustive) return;
  const columns = ['positions', 'done', 'refused', 'resolved', 'wrong', 'slowest'] as const;
  const rows = [...tallies].map(([name, tally]) => [name, ...columns.map((column) => String(tally[column]))]);
  const header = ['', ...columns.map((column) => (column === 'slowest' ? 'ms at most' : column))];
  process.stdout.write(`${table([header, ...rows])}\n`);
});
