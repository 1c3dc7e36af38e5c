import { Catalogue, englishErrors } from '../util/english/index.js';
import { help } from './english/help.js';
import { helpEmulator } from './english/help-emulator.js';
import { texts } from './english/texts.js';
import { words } from './english/words.js';

export type Language = 'ru' | 'en';

const catalogue = new Catalogue([...texts, ...help, ...helpEmulator]);

/** The English of one text of this program. */
export function english(text: string): string {
  const found = catalogue.find(text);
  if (found !== undefined) return placeholders(found);
  const other = englishErrors.english(text);
  return placeholders(other === text ? text : other);
}

/** Words in capitals that stand for what a user gives. */
function placeholders(text: string): string {
  return text.replace(/(?<![А-Яа-яЁё])[А-ЯЁ]+(?![А-Яа-яЁё])/g, (word) => words[word] ?? word);
}

interface Row {
  readonly indent: string;
  readonly label: string;
  readonly value: string;
}

/** Lines as the person reads them. Columns are aligned anew: the English of a label has another length. */
export function linesIn(language: Language, lines: readonly string[]): string[] {
  if (language === 'ru') return [...lines];
  const all = lines.flatMap((line) => line.split('\n'));
  const result: string[] = [];
  for (let at = 0; at < all.length; ) {
    const rows = rowsFrom(all, at);
    if (rows.length === 0) result.push(indented(all[at++] as string));
    else result.push(...aligned(rows));
    at += rows.length;
  }
  return result;
}

function indented(line: string): string {
  const [indent = ''] = /^ */.exec(line) ?? [];
  return indent + english(line.slice(indent.length));
}

function rowsFrom(lines: readonly string[], from: number): Row[] {
  const rows: Row[] = [];
  for (const line of lines.slice(from)) {
    const [, indent = '', label, value] = /^( *)(\S.*?) {2,}(\S.*)$/.exec(line) ?? [];
    if (label === undefined || value === undefined) break;
    if (rows[0] !== undefined && rows[0].indent !== indent) break;
    rows.push({ indent, label: english(label), value: english(value) });
  }
  return rows;
}

function aligned(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(({ label }) => label.length));
  return rows.map(({ indent, label, value }) => `${indent}${label.padEnd(width)}  ${value}`);
}

/** The title of a command, a register or a setting: Russian, or the words of its name. */
export function titleIn(language: Language, { name, title }: { name: string; title: string }): string {
  if (language === 'ru') return title;
  const words = name.replace(/[A-Z0-9]+/g, (part) => ` ${part.toLowerCase()}`).trim();
  return words.replace(abbreviations, (word) => word.toUpperCase());
}

const abbreviations = /\b(?:dns|eklz|ffd|fn|inn|ip|kkt|ofd|qr|tcp|usb|vat)\b/g;

/** The language that the environment asks for: POSIX variables, then what the system is set to. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const asked = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]).find(Boolean);
  const locale = asked ?? Intl.DateTimeFormat().resolvedOptions().locale;
  return /^ru/i.test(locale) ? 'ru' : 'en';
}
