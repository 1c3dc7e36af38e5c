/** A table row; a bar inside would end the cell. */
export function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

export function table(head: readonly string[], rows: ReadonlyArray<readonly (string | number)[]>): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

export const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

export type PageLanguage = 'en' | 'ru';

/** The first line of a generated page. */
export const generated =
  '<!-- Generated from the declarations in src by `npm run docs:tables`; edit those. -->';
