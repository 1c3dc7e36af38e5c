import type { Verdict } from './case.js';

/** What became of the cases of one row. */
export class Tally {
  readonly name: string;
  positions = 0;
  done = 0;
  refused = 0;
  resolved = 0;
  /** Slowest answer to the caller beyond a run without fault, ms of the emulator's clock. */
  slowest = 0;
  readonly wrong: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  add(where: string, { outcome, wrong, ms, history }: Verdict, cleanMs: number): void {
    this.positions++;
    this[outcome]++;
    this.slowest = Math.max(this.slowest, ms - cleanMs);
    if (wrong !== undefined) this.wrong.push(`${where}: ${outcome}, ${wrong}\n${history}`);
  }

  get row(): string[] {
    const { name, positions, done, refused, resolved, wrong, slowest } = this;
    return [name, ...[positions, done, refused, resolved, wrong.length, Math.round(slowest)].map(String)];
  }
}

const HEAD = ['setting', 'positions', 'done', 'refused', 'unknown→resolved', 'wrong', 'slowest, ms'];

/** Aligned columns: the first to the left, the others to the right. */
export function tableOf(tallies: readonly Tally[]): string {
  const rows = [HEAD, ...tallies.map(({ row }) => row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
