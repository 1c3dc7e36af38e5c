import { formatKopecks } from '../fiscal/index.js';

/** Two columns, indented; the second begins where the longest of the first ends. */
export function columns(rows: ReadonlyArray<readonly [string, string]>, indent = 2): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${' '.repeat(indent)}${left.padEnd(width)}  ${right}`.trimEnd());
}

/** `123.45 руб.` */
export function roubles(kopecks: number): string {
  return `${formatKopecks(kopecks)} руб.`;
}

/** `2026-11-21T12:22:05` to `21.11.2026 12:22:05`; an empty text stays empty. */
export function dateTime(text: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(.*))?$/.exec(text);
  if (!match) return text;
  const [, year, month, day, time] = match;
  return `${day}.${month}.${year}${time ? ` ${time}` : ''}`;
}

/** One line, whatever the text. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}
