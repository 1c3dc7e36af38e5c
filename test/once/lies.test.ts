import { afterAll, describe, expect, it } from 'vitest';
import { exhaustive } from '../support/thorough.js';
import { type Setting, type Tally, trial } from './lies/trial.js';

/** A register that lies in payloads with good checksums, one to twenty lies for a receipt, in every command. */
const settings: readonly Setting[] = [
  { link: 'v2', answers: 'sync', exchange: 'serial' },
  { link: 'v3', answers: 'async', exchange: 'serial' },
  { link: 'v3', answers: 'sync', exchange: 'serial' },
  { link: 'v3', answers: 'async', exchange: 'buffered' },
  { link: 'v3', answers: 'sync', exchange: 'buffered' },
  { link: 'p5', answers: 'async', exchange: 'serial' },
  { link: 'p5', answers: 'sync', exchange: 'serial' },
];

const RECEIPTS = exhaustive ? 4200 : 30;
const SEED = 20_261_130;
const LIMIT_MS = 1_800_000;

const nameOf = ({ link, answers, exchange }: Setting): string => `${link}, ${answers}, ${exchange}`;

describe('a register that lies', () => {
  const tallies = new Map<string, Tally>();

  afterAll(() => {
    const head = ['setting', 'receipts', 'lies', 'done', 'refused', 'unknown', 'wrong'];
    const rows = [...tallies].map(([name, { receipts, lies, done, refused, unknown, wrong }]) => {
      return [name, ...[receipts, lies, done, refused, unknown, wrong.length].map(String)];
    });
    const table = [head, ...rows].map(([name = '', ...cells]) => {
      return name.padEnd(22) + cells.map((cell) => cell.padStart(10)).join('');
    });
    process.stdout.write(`\nA register that lies\n${table.join('\n')}\n\n`);
  });

  it.each(settings.map((setting, index) => ({ name: nameOf(setting), setting, index })))(
    '$name: one document for a key, and nothing claimed that is not so',
    async ({ name, setting, index }) => {
      const tally = await trial(setting, RECEIPTS, SEED + index * 100_000);
      tallies.set(name, tally);
      expect(tally.wrong.slice(0, 3)).toEqual([]);
      expect(tally.lies).toBeGreaterThan(RECEIPTS);
    },
    LIMIT_MS,
  );
});
