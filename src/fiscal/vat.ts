import { needObject, wrongArgument } from '../util/arguments.js';
import { asReading, readable } from '../util/options.js';
import { shareOf } from './money.js';

export interface VatRateInfo {
  readonly name: VatRate;
  /** Tag 1199. */
  readonly code: number;
  /** As printed, such as `20%` or `20/120`. */
  readonly title: string;
  /** Percent; 0 for `vat0` and `none`. */
  readonly percent: number;
  /** `20/120`-like: taken out of prepayments and advances. */
  readonly computed: boolean;
  /** Tag of the total in a receipt; 1115 is a list of {1119 {1199, 1120}}. */
  readonly totalTag: 1102 | 1103 | 1104 | 1105 | 1106 | 1107 | 1115;
  /** First day the rate may be used, `YYYY-MM-DD`. */
  readonly since: string | undefined;
  /** The rate that took its place for new settlements, and from which day. */
  readonly replaced: { readonly by: VatRate; readonly since: string } | undefined;
}

export const vatRateNames = [
  'vat20',
  'vat10',
  'vat120',
  'vat110',
  'vat0',
  'none',
  'vat5',
  'vat7',
  'vat105',
  'vat107',
  'vat22',
  'vat122',
] as const;

/** VAT rate of tag 1199; `none` is "not subject to VAT". */
export type VatRate = (typeof vatRateNames)[number];

const y2025 = '2025-01-01';
const y2026 = '2026-01-01';

// code, title, percent, computed, total tag, since, replaced by
const rows: Record<
  VatRate,
  readonly [number, string, number, boolean, VatRateInfo['totalTag'], (string | undefined)?, VatRate?]
> = {
  vat20: [1, '20%', 20, false, 1102, undefined, 'vat22'],
  vat10: [2, '10%', 10, false, 1103],
  vat120: [3, '20/120', 20, true, 1106, undefined, 'vat122'],
  vat110: [4, '10/110', 10, true, 1107],
  vat0: [5, '0%', 0, false, 1104],
  none: [6, 'БЕЗ НДС', 0, false, 1105],
  vat5: [7, '5%', 5, false, 1115, y2025],
  vat7: [8, '7%', 7, false, 1115, y2025],
  vat105: [9, '5/105', 5, true, 1115, y2025],
  vat107: [10, '7/107', 7, true, 1115, y2025],
  vat22: [11, '22%', 22, false, 1115, y2026],
  vat122: [12, '22/122', 22, true, 1115, y2026],
};

/** Every rate in force by the end of 2026, by name. */
export const vatRates: Readonly<Record<VatRate, VatRateInfo>> = Object.freeze(
  Object.fromEntries(
    vatRateNames.map((name) => {
      const [code, title, percent, computed, totalTag, since, by] = rows[name];
      const replaced = by && { by, since: y2026 };
      return [name, Object.freeze({ name, code, title, percent, computed, totalTag, since, replaced })];
    }),
  ) as Record<VatRate, VatRateInfo>,
);

const byCode = new Map(vatRateNames.map((name) => [vatRates[name].code, vatRates[name]]));

export function isVatRate(value: unknown): value is VatRate {
  return (vatRateNames as readonly unknown[]).includes(value);
}

/** The rate of a code of tag 1199; undefined when there is none. */
export function vatRateByCode(code: number): VatRateInfo | undefined {
  return byCode.get(code);
}

/**
 * VAT inside a gross sum, kopecks: sum × r / (100 + r), half up; the same for `r %` and `r/(100+r)`, because sums of items
 * include the tax. 0 for `vat0` and `none`.
 */
export function vatOf(grossKopecks: number, rate: VatRate): number {
  if (!isVatRate(rate))
    throw wrongArgument(
      'rate',
      `нужна одна из ставок: ${vatRateNames.join(', ')}`,
      `a rate is one of ${vatRateNames.join(', ')}`,
      rate,
    );
  const { percent } = vatRates[rate];
  return shareOf(grossKopecks, percent, 100 + percent);
}

/** Total of one rate in a receipt. */
export interface VatTotal {
  readonly vat: VatRate;
  /** Kopecks: the tax; for `vat0` and `none` the turnover, as tags 1104 and 1105 want it. */
  readonly sum: number;
}

/**
 * Totals by rate in the order of the codes: sums of the item values that are already rounded.
 * `vatSum` of an item: kopecks of tax.
 */
export function vatTotals(
  items: Iterable<{ readonly vat: VatRate; readonly total: number; readonly vatSum: number }>,
): VatTotal[] {
  needObject(items, 'items');
  try {
    const sums: Partial<Record<VatRate, number>> = {};
    for (const { vat, total, vatSum } of items) {
      const value = vatRates[vat].percent === 0 ? total : vatSum;
      sums[vat] = (sums[vat] ?? 0) + value;
    }
    const totals: VatTotal[] = [];
    for (const vat of vatRateNames) {
      const sum = sums[vat];
      if (sum !== undefined) totals.push({ vat, sum });
    }
    return totals;
  } catch (error) {
    throw asReading('items', error);
  }
}

/** Totals of a receipt as the tags hold them. */
export interface VatTags {
  /** Kopecks by tag 1102..1107. */
  readonly plain: ReadonlyMap<number, number>;
  /** Entries of 1115: pairs of 1199 and 1120 (kopecks). */
  readonly listed: ReadonlyArray<{ readonly code: number; readonly sum: number }>;
}

/**
 * Tags 1102–1107 and 1115 of a receipt. A receipt that has totals in 1115 only also carries 1104 = 0
 * (table 11.2 of the format); it is not printed then.
 */
export function vatTags(totals: Iterable<VatTotal>): VatTags {
  needObject(totals, 'totals');
  return readable('totals', () => {
    const plain = new Map<number, number>();
    const listed: Array<{ code: number; sum: number }> = [];
    for (const { vat, sum } of totals) {
      const { code, totalTag } = vatRates[vat];
      if (totalTag === 1115) listed.push({ code, sum });
      else plain.set(totalTag, sum);
    }
    if (listed.length > 0 && plain.size === 0) plain.set(1104, 0);
    return { plain, listed };
  });
}
