import { toHex } from '../../util/hex.js';
import type { DocumentField } from '../document.js';
import { agentTypes, correctionTypes, taxations } from '../enums.js';
import { fiscalSignNumber } from '../fiscal-sign.js';
import { formatKopecks, formatQuantity } from '../money.js';
import { tagByNumber } from '../tags.js';
import { vatRateByCode } from '../vat.js';

/** Sums are printed with a sign of equality. */
export function money(kopecks: number): string {
  return `=${formatKopecks(kopecks)}`;
}

export function quantityText(value: number | string): string {
  return typeof value === 'number' ? formatQuantity(value) : value;
}

/** `2026-11-22T10:05:00` to `22.11.2026 10:05`. */
export function dateTimeText(local: string): string {
  const [date = '', time = ''] = local.split('T');
  return `${dateText(date)} ${time.slice(0, 5)}`;
}

export function dateText(local: string): string {
  return local.slice(0, 10).split('-').reverse().join('.');
}

/** Names of the bits of a set, such as the tax systems of a registration. */
function bits(
  value: number,
  names: ReadonlyArray<{ readonly code: number; readonly print: string }>,
): string {
  const known = names.filter(({ code }) => value & code);
  const rest = known.reduce((left, { code }) => left & ~code, value);
  return [...known.map(({ print }) => print), ...(rest ? [`+${rest}`] : [])].join(', ') || '0';
}

const ffdVersions = ['1.0 beta', '1.0', '1.05', '1.1', '1.2'];

const byTag: Readonly<Record<number, (value: number) => string>> = {
  1055: (value) => bits(value, taxations.entries),
  1057: (value) => bits(value, agentTypes.entries),
  1062: (value) => bits(value, taxations.entries),
  1173: (value) => correctionTypes.find(value)?.print ?? String(value),
  1189: (value) => ffdVersions[value] ?? String(value),
  1190: (value) => ffdVersions[value] ?? String(value),
  1199: (value) => vatRateByCode(value)?.title ?? String(value),
  1209: (value) => ffdVersions[value] ?? String(value),
};

/** Days without a time of day. */
const datesOnly = [1098, 1178];

/** The value of a field that holds no other fields, as it is printed. */
export function valueText({ tag, value }: DocumentField): string {
  if (value instanceof Uint8Array) {
    return tag === 1077 && value.length === 6 ? String(fiscalSignNumber(value)) : toHex(value);
  }
  if (typeof value === 'string') {
    if (tagByNumber(tag)?.type !== 'unixtime') return value.trimEnd();
    return datesOnly.includes(tag) ? dateText(value) : dateTimeText(value);
  }
  if (typeof value !== 'number') return '';
  const named = byTag[tag];
  if (named) return named(value);
  const type = tagByNumber(tag)?.type;
  return type === 'vln' ? money(value) : type === 'fvln' ? quantityText(value) : String(value);
}
