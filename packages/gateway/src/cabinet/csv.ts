/** Russian Excel opens a file with this mark, semicolons and commas in numbers by a double click. */
export const BOM = '\ufeff';

export type Cell = string | number | undefined;

/** One line of a table. Texts that a table program would take for formulas stay texts. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(';')}\r\n`;
}

/** Kopecks as roubles, with a comma. */
export function roubles(kopecks: number): string {
  const sign = kopecks < 0 ? '-' : '';
  const digits = String(Math.abs(kopecks)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)},${digits.slice(-2)}`;
}

function written(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell).replace('.', ',');
  // Our own numbers have digits and a comma only.
  const safe = /^-?\d+(,\d+)?$/.test(cell) || !/^[=+\-@\t\r]/.test(cell) ? cell : `'${cell}`;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
