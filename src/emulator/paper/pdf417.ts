import { pdf417Patterns } from '../data/pdf417-patterns.js';

export interface Pdf417Options {
  /** Level 0..8; undefined: by the length of the data. */
  readonly correction?: number | undefined;
  /** Wished for; more are taken when the code would have too many rows. */
  readonly columns?: number | undefined;
}

/** Codewords are digits of this base, and their check sums are counted modulo it. */
const BASE = 929;
const LATCH_BYTES = 901;
const LATCH_SIXES = 924;
const PADDING = 900;
const GENERATOR = 3;
const ROWS = { min: 3, max: 90 } as const;
const MAX_COLUMNS = 30;
const MAX_CODEWORDS = 928;
const START = '11111111010101000';
const STOP = '111111101000101001';
/** Level of correction that the standard advises for so many codewords of data. */
const advised = [
  [40, 2],
  [160, 3],
  [320, 4],
  [MAX_CODEWORDS, 5],
] as const;

/** Modules of a PDF417 code, row by row, true is black. Throws RangeError when the data does not fit. */
export function pdf417Rows(
  data: Uint8Array,
  { correction, columns: wished }: Pdf417Options = {},
): boolean[][] {
  const words = byteWords(data);
  const level = correction ?? advised.find(([limit]) => words.length <= limit)?.[1] ?? 5;
  const checks = 2 ** (level + 1);
  const needed = 1 + words.length + checks;
  const columns = Math.max(wished || 1, Math.ceil(needed / ROWS.max));
  const rows = Math.max(ROWS.min, Math.ceil(needed / columns));
  if (rows * columns > MAX_CODEWORDS || columns > MAX_COLUMNS)
    throw new RangeError('PDF417: the data does not fit');
  const padding = new Array<number>(rows * columns - needed).fill(PADDING);
  const counted = [1 + words.length + padding.length, ...words, ...padding];
  const all = [...counted, ...checkWords(counted, checks)];
  return Array.from({ length: rows }, (_, row) => {
    const own = all.slice(row * columns, (row + 1) * columns);
    const [left, right] = indicators(row, rows, columns, level);
    return Array.from(
      START + [left, ...own, right].map((word) => bars(row % 3, word)).join('') + STOP,
      (module) => module === '1',
    );
  });
}

/** Byte compaction: six bytes make five codewords, those that are left one each. */
function byteWords(data: Uint8Array): number[] {
  const words = [data.length % 6 === 0 ? LATCH_SIXES : LATCH_BYTES];
  let at = 0;
  for (; at + 6 <= data.length; at += 6) {
    let value = data.subarray(at, at + 6).reduce((sum, byte) => sum * 256 + byte, 0);
    const five: number[] = [];
    for (let i = 0; i < 5; i++) {
      five.unshift(value % 900);
      value = Math.floor(value / 900);
    }
    words.push(...five);
  }
  return [...words, ...data.subarray(at)];
}

/** Reed and Solomon over the numbers modulo 929. */
function checkWords(words: readonly number[], count: number): number[] {
  const factors = generator(count);
  const rest = new Array<number>(count).fill(0);
  for (const word of words) {
    const lead = (word + (rest[count - 1] as number)) % BASE;
    for (let i = count - 1; i >= 0; i--)
      rest[i] =
        ((i > 0 ? (rest[i - 1] as number) : 0) + BASE - ((lead * (factors[i] as number)) % BASE)) % BASE;
  }
  return rest.map((word) => (BASE - word) % BASE).reverse();
}

/** Factors of (x - 3)(x - 9)…, lowest power first, without that of the highest. */
function generator(degree: number): number[] {
  let factors = [1];
  let root = 1;
  for (let i = 0; i < degree; i++) {
    root = (root * GENERATOR) % BASE;
    const next = new Array<number>(factors.length + 1).fill(0);
    factors.forEach((factor, power) => {
      next[power + 1] = ((next[power + 1] as number) + factor) % BASE;
      next[power] = ((next[power] as number) + BASE - ((factor * root) % BASE)) % BASE;
    });
    factors = next;
  }
  return factors.slice(0, degree);
}

/** Codewords at both ends of a row tell its number and the shape of the code. */
function indicators(
  row: number,
  rows: number,
  columns: number,
  level: number,
): [left: number, right: number] {
  const base = 30 * Math.floor(row / 3);
  const height = base + Math.floor((rows - 1) / 3);
  const rest = base + level * 3 + ((rows - 1) % 3);
  const width = base + columns - 1;
  return (
    [
      [height, width],
      [rest, height],
      [width, rest],
    ] as const
  )[row % 3] as [number, number];
}

function bars(cluster: number, word: number): string {
  const digits = pdf417Patterns[cluster]?.slice(word * 3, word * 3 + 3) ?? '';
  return `1${Number.parseInt(digits, 32).toString(2).padStart(15, '0')}0`;
}
