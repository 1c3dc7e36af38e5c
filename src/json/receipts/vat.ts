import {
  formatKopecks,
  type ItemInput,
  parseMoney,
  type ReceiptInput,
  type VatRate,
  type VatTotalInput,
  vatOf,
} from '../../fiscal/index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import type { Fields } from '../reading/fields.js';
import { kopecks } from '../reading/numbers.js';
import { taxNames } from './names.js';

const TAX_SUM_TOO_MUCH = 128;
const INVALID_TAX_SUM = 243;

/**
 * VAT of a position as it is given; undefined: the register counts it. A kopeck more or less than the rate gives is a matter of rounding and
 * goes into the document; what is further away is left to the rules of receipts. Goods without VAT have none, whatever the sum.
 */
export function readVatSum(tax: Fields, vat: VatRate, total: string): string | undefined {
  const given = tax.optional('sum', 'number');
  if (given === undefined) return undefined;
  const sum = taxSum(given, tax, parseMoney(total));
  return vatOf(100, vat) === 0 ? undefined : formatKopecks(sum);
}

/**
 * Totals of VAT of a receipt as they are given. A total of nothing says nothing: the register counts it, as it does for rates that are not
 * named.
 */
export function readVatTotals(task: Fields, items: readonly object[], most: number): VatTotalInput[] {
  const sold = items.filter((item): item is ItemInput => !('type' in item));
  const read = (tax: Fields): { vat: VatRate; sum: number } => {
    const vat = tax.choice('type', taxNames);
    return { vat, sum: taxSum(tax.get('sum', 'number'), tax, most) };
  };
  const given = (task.optionalList('taxes', read) ?? []).filter(({ sum }) => sum !== 0);
  if (given.length === 0) return [];
  const named = new Set(given.map(({ vat }) => vat));
  const others = [...new Set(sold.map(({ vat }) => vat))].filter((vat) => !named.has(vat));
  return [...given, ...others.map((vat) => ({ vat, sum: totalOf(vat, sold) }))].map(({ vat, sum }) => ({
    vat,
    sum: formatKopecks(sum),
  }));
}

/** Totals of a correction: nobody counts them. */
export function readCorrectionVats(task: Fields): VatTotalInput[] {
  const read = (tax: Fields): VatTotalInput => ({
    vat: tax.choice('type', taxNames),
    sum: formatKopecks(taxSum(tax.get('sum', 'number'), tax)),
  });
  return task.optionalList('taxes', read) ?? [];
}

/** As the register counts it: of the items. */
function totalOf(vat: VatRate, items: readonly ItemInput[]): number {
  const own = items.filter((item) => item.vat === vat);
  return own.reduce((all, { total = 0, vatSum }) => {
    const cost = parseMoney(total);
    if (vatOf(100, vat) === 0) return all + cost;
    return all + (vatSum === undefined ? vatOf(cost, vat) : parseMoney(vatSum));
  }, 0);
}

function taxSum(sum: number, tax: Fields, most = Number.POSITIVE_INFINITY): number {
  if (sum < 0) throw refused(INVALID_TAX_SUM, tax);
  const rounded = kopecks(sum);
  if (rounded > most) throw refused(TAX_SUM_TOO_MUCH, tax);
  return rounded;
}

function refused(code: number, tax: Fields): JsonTaskError {
  return new JsonTaskError(code, `${driverError(code).description} (${tax.at('sum')})`);
}

/** The receipt with the VAT that its rates give: sums that are off by rounding only are left to the register. */
export function withVatOfRates(receipt: ReceiptInput): ReceiptInput {
  const items = receipt.items?.map((item) => {
    if ('type' in item || item.vatSum === undefined) return item;
    const { vatSum, ...rest } = item;
    const off = Math.abs(parseMoney(vatSum) - vatOf(parseMoney(rest.total ?? 0), rest.vat));
    return off <= 1 ? rest : item;
  });
  return items ? { ...receipt, items } : receipt;
}
