import type { BothSides, DocumentSide } from '../../errors.js';
import {
  type Difference,
  type DocumentField,
  type FiscalDocument,
  field,
  formatKopecks,
  type Receipt,
  receiptTypes,
  settlementTypes,
  vatRates,
} from '../../fiscal/index.js';
import type { FoundDocument } from '../dialect.js';

/** A document of the FN that may be ours, and why it does not count. */
export interface Suspect {
  readonly found: FoundDocument;
  readonly document?: FiscalDocument | undefined;
  readonly why: string;
}

/** What was asked for beside what the FN has. */
export function bothSides(receipt: Receipt, suspects: readonly Suspect[]): BothSides {
  return { wanted: sideOfReceipt(receipt), documents: suspects.map(sideOfSuspect) };
}

function sideOfReceipt({ type, total, payments, change, items, customer }: Receipt): DocumentSide {
  const sums: Record<string, number> = {};
  for (const { type: form, sum } of payments) sums[form] = (sums[form] ?? 0) + sum;
  if (change > 0) sums['cash'] = (sums['cash'] ?? 0) - change;
  return {
    type: receiptTypes[type].ru,
    totalKopecks: total,
    payments: sums,
    items: items.map(({ name, price, quantity, total: sum, vat }) => {
      return { name, price, quantity, sum, vat: vatRates[vat].code };
    }),
    contact: customer?.contact,
  };
}

const paymentTags = { cash: 1031, electronic: 1081, prepaid: 1215, credit: 1216, other: 1217 } as const;

function sideOfSuspect({ found, document, why }: Suspect): DocumentSide {
  const { number, form, dateTime, fiscalSign, settlement } = found;
  const type = settlement && settlementTypes.find(settlement.type)?.ru;
  const index = { number, form, dateTime, fiscalSign, type, totalKopecks: settlement?.total, why };
  if (!document) return index;
  const sums = Object.entries(paymentTags).flatMap(([name, tag]) => {
    const sum = numberIn(document.fields, tag);
    return sum ? [[name, sum] as const] : [];
  });
  const items = document.fields.filter(({ tag }) => tag === 1059).map(({ value }) => itemOf(value));
  return {
    ...index,
    totalKopecks: numberIn(document.fields, 1020) ?? settlement?.total,
    payments: Object.fromEntries(sums),
    items,
    contact: textIn(document.fields, 1008),
  };
}

function itemOf(value: unknown): Record<string, number | string | undefined> {
  if (!Array.isArray(value)) return {};
  const fields = value as readonly DocumentField[];
  return {
    name: textIn(fields, 1030),
    price: numberIn(fields, 1079),
    quantity: numberIn(fields, 1023),
    sum: numberIn(fields, 1043),
    vat: numberIn(fields, 1199),
  };
}

function numberIn(fields: readonly DocumentField[], tag: number): number | undefined {
  const value = field(fields, tag)?.value;
  return typeof value === 'number' ? value : undefined;
}

function textIn(fields: readonly DocumentField[], tag: number): string | undefined {
  const value = field(fields, tag)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Differences that are told in one line; the rest is counted. */
const TOLD = 3;

/** For the history: `итог: у нас 50.00, в документе 49.99`. */
export function differencesText(differences: readonly Difference[]): string {
  const told = differences.slice(0, TOLD).map(({ path, wanted, stored }) => {
    const show = (value: number | string | undefined) => showValue(path, value);
    return `${path}: у нас ${show(wanted)}, в документе ${show(stored)}`;
  });
  const more = differences.length - told.length;
  return more > 0 ? `${told.join('; ')}; и ещё отличий: ${more}` : told.join('; ');
}

function showValue(path: string, value: number | string | undefined): string {
  if (value === undefined) return 'ничего';
  if (typeof value === 'string') return `«${value}»`;
  const money = /^payments\.|(^|\.)(price|total)$/.test(path);
  return money ? formatKopecks(value) : String(value);
}
