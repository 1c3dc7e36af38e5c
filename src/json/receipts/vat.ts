import type { Problem } from '../../errors.js';
import {
  formatKopecks,
  type ItemInput,
  parseMoney,
  type VatRate,
  type VatTotalInput,
  vatOf,
} from '../../fiscal/index.js';
import type { Fields } from '../reading/fields.js';
import { roubles } from '../reading/numbers.js';
import { taxNames } from './names.js';

/**
 * Tills count VAT their own way, and round it or do not: a kopeck more or less for each position is a matter of rounding. The document
 * gets the sum that the rate gives; what is further away is left to the rules of receipts.
 */
const KOPECK = 1;

/** VAT of a position as it goes into the document; undefined: the rate tells. */
export function readVatSum(tax: Fields, vat: VatRate, total: string, warn: Warn): string | undefined {
  const sum = tax.optional('sum', 'number');
  if (sum === undefined) return undefined;
  const computed = vatOf(parseMoney(total), vat);
  if (Math.abs(sum * 100 - computed) > KOPECK + NOISE) return roubles(sum, tax.at('sum'));
  if (Math.abs(sum * 100 - computed) > NOISE) warn(fitted(tax.at('sum'), sum, computed));
  return undefined;
}

/** Totals of VAT of a receipt; those of its positions that are off by rounding only are put right. */
export function readVatTotals(task: Fields, items: readonly object[], warn: Warn): VatTotalInput[] {
  const sold = items.filter((item): item is ItemInput => !('type' in item));
  const read = (tax: Fields): VatTotalInput => {
    const vat = tax.choice('type', taxNames);
    const sum = tax.get('sum', 'number');
    const own = sold.filter((item) => item.vat === vat).map(({ total }) => parseMoney(total ?? 0));
    const computed = own.reduce((all, one) => all + vatOf(one, vat), 0);
    const ofTurnover = vatOf(
      own.reduce((all, one) => all + one, 0),
      vat,
    );
    const isFar =
      own.length === 0 || computed === 0 || Math.abs(sum * 100 - computed) > own.length * KOPECK + NOISE;
    if (isFar || Math.abs(sum * 100 - ofTurnover) < NOISE) return { vat, sum: roubles(sum, tax.at('sum')) };
    if (Math.abs(sum * 100 - computed) > NOISE) warn(fitted(tax.at('sum'), sum, computed));
    return { vat, sum: formatKopecks(computed) };
  };
  return task.optionalList('taxes', read) ?? [];
}

/** What binary fractions may add, kopecks. */
const NOISE = 1e-4;

type Warn = (problem: Problem) => void;

function fitted(path: string, given: number, computed: number): Problem {
  const sum = formatKopecks(computed);
  return {
    path,
    code: 'VAT_FITTED',
    ru: `в чек идёт НДС по ставке: ${sum}`,
    en: `the receipt gets the VAT of the rate: ${sum}`,
    value: given,
  };
}
