import { multiply, shareOf } from '../../fiscal/money.js';
import type { Tlv } from '../../fiscal/tlv.js';
import { vatRateByCode } from '../../fiscal/vat.js';
import { paymentType, receiptType } from '../../protocol/classic/commands/receipt.js';
import type { PaperItem } from '../paper/items.js';
import { givenTotals, TAX_NUMBERS } from './taxes.js';

/** A registered position (EA … EB). */
export interface Item {
  readonly name: string;
  /** Kopecks. */
  readonly price: number;
  /** Thousandths. */
  readonly quantity: number;
  /** Tag 1043 before a discount on the receipt, kopecks. */
  readonly total: number;
  /** Tax number, see `vatRateSets`. */
  readonly tax: number;
  /** Given by the host; undefined when the register computes it. */
  readonly givenTax: number | undefined;
  readonly taxPerUnit: boolean;
  readonly department: number;
  readonly subject: number;
  readonly method: number;
  /** The quantity counts pieces: printed as a whole number. */
  readonly piece: boolean;
  /** For information on paper, kopecks; below zero a surcharge. */
  readonly discount: number;
  readonly attributes: readonly Tlv[];
}

/** Who carries the discount on the receipt: its total (tag 1020) only, or the items. */
export type Rounding = 'total' | 'items';

/** How the register counts the sums of a receipt. */
export interface SumRules {
  readonly rounding: Rounding;
  /** Setting 53: the tax of each position is rounded, and the totals are their sums; else they are counted of the turnover. */
  readonly roundTax: boolean;
  /** Setting 55: totals of tax are those of what is to be paid after the discount. */
  readonly recalculate: boolean;
}

/** What the host printed into a receipt. */
export interface HostLines {
  /** Positions that were registered before. */
  readonly after: number;
  readonly items: readonly PaperItem[];
}

/** An open receipt. */
export interface ReceiptDraft {
  /** See `receiptType`. */
  readonly type: number;
  readonly electronic: boolean;
  /** Returns and payouts do not look at the cash in the drawer. */
  readonly noCashCheck: boolean;
  readonly rules: SumRules;
  readonly attributes: Tlv[];
  readonly items: Item[];
  /** Between EA and EB. */
  position: { readonly attributes: Tlv[] } | undefined;
  /** Kopecks taken off the sum of the items (43). */
  discount: number;
  /** What the host gave, by payment type 1..10; index 0 unused. Cash may be more than needed. */
  readonly payments: number[];
  /** True after the first 99, even of nothing. */
  paying: boolean;
  /** Taxes of the whole receipt by number (B8). */
  readonly taxes: Record<number, number>;
  /** What the host printed into the receipt: it comes out with it, at its place. */
  readonly lines: HostLines[];
}

export const isCorrection = (type: number): boolean => type >= receiptType.sellCorrection;

/** Tag 1054. */
export function settlementType(type: number): number {
  const kinds: readonly number[] = [
    receiptType.sell,
    receiptType.sellReturn,
    receiptType.buy,
    receiptType.buyReturn,
  ];
  const corrections: readonly number[] = [
    receiptType.sellCorrection,
    receiptType.sellReturnCorrection,
    receiptType.buyCorrection,
    receiptType.buyReturnCorrection,
  ];
  return 1 + (isCorrection(type) ? corrections : kinds).indexOf(type);
}

/** Percent of a tax number; the numbers of the commands are the codes of tag 1199. 0 for 0 % and "no VAT". */
const percentOf = (tax: number): number => vatRateByCode(tax)?.percent ?? 0;

/** Tag 1198: VAT of one unit, kopecks. */
export function unitVat({ givenTax, price, tax }: Item): number {
  return givenTax ?? vatOf(price, tax);
}

/** Tag 1200 of an item whose sum is `sum`; undefined for 0 % and "no VAT". */
export function itemVat(item: Item, sum: number): number | undefined {
  if (percentOf(item.tax) === 0) return undefined;
  if (item.taxPerUnit) return multiply(unitVat(item), item.quantity);
  return item.givenTax ?? vatOf(sum, item.tax);
}

function vatOf(sum: number, tax: number): number {
  return shareOf(sum, percentOf(tax), 100 + percentOf(tax));
}

export function itemsSum(draft: ReceiptDraft): number {
  return draft.items.reduce((sum, item) => sum + item.total, 0);
}

/** Tag 1020. */
export function totalOf(draft: ReceiptDraft): number {
  return itemsSum(draft) - draft.discount;
}

/** Sums of the items (tag 1043): as they were registered, unless the register lets the items carry the discount on the receipt. */
export function itemSums(draft: ReceiptDraft): number[] {
  return draft.rules.rounding === 'items' ? reducedSums(draft) : draft.items.map((item) => item.total);
}

/**
 * Sums of the items with the discount on the receipt taken off: each gives way in proportion to its sum, rounded down, and what
 * is left is taken by one kopeck from the dearest ones.
 */
function reducedSums(draft: ReceiptDraft): number[] {
  const whole = itemsSum(draft);
  const sums = draft.items.map((item) => item.total);
  if (draft.discount === 0 || whole === 0) return sums;
  const shares = sums.map((sum) => Math.floor((sum * draft.discount) / whole));
  let rest = draft.discount - shares.reduce((all, share) => all + share, 0);
  const dearest = sums.map((_, index) => index).sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0));
  for (const index of dearest) {
    if (rest === 0) break;
    if ((shares[index] ?? 0) >= (sums[index] ?? 0)) continue;
    shares[index] = (shares[index] ?? 0) + 1;
    rest--;
  }
  return sums.map((sum, index) => sum - (shares[index] ?? 0));
}

/** Most that the total of one tax number can be, kopecks. */
export function taxLimit(draft: ReceiptDraft): number {
  const { rounding, recalculate } = draft.rules;
  return rounding === 'items' || recalculate ? totalOf(draft) : itemsSum(draft);
}

/** Totals by tax number, index 0 unused: VAT of most rates, turnover for 5 and 6. */
export function taxSums(draft: ReceiptDraft): number[] {
  const totals = new Array<number>(TAX_NUMBERS + 1).fill(0);
  const { recalculate, roundTax } = draft.rules;
  const sums = recalculate ? reducedSums(draft) : itemSums(draft);
  const turnovers = new Array<number>(TAX_NUMBERS + 1).fill(0);
  draft.items.forEach((item, index) => {
    const sum = sums[index] ?? 0;
    const ofTurnover =
      !roundTax && item.givenTax === undefined && !item.taxPerUnit && percentOf(item.tax) > 0;
    if (ofTurnover) turnovers[item.tax] = (turnovers[item.tax] ?? 0) + sum;
    else totals[item.tax] = (totals[item.tax] ?? 0) + (itemVat(item, sum) ?? sum);
  });
  turnovers.forEach((sum, tax) => {
    totals[tax] = (totals[tax] ?? 0) + vatOf(sum, tax);
  });
  for (const [tax, sum] of Object.entries(draft.taxes)) totals[Number(tax)] = sum;
  if (isCorrection(draft.type)) {
    // A correction gives the totals as attributes; its only position carries nothing but the sum.
    for (const [tax, sum] of givenTotals(draft.attributes)) totals[tax] = sum;
  }
  return totals;
}

function given(draft: ReceiptDraft): number {
  return draft.payments.reduce((sum, paid) => sum + paid, 0);
}

/** Still to pay. */
export function remainderOf(draft: ReceiptDraft): number {
  return Math.max(0, totalOf(draft) - given(draft));
}

export function changeOf(draft: ReceiptDraft): number {
  return Math.max(0, given(draft) - totalOf(draft));
}

/** Payments by type as they count: cash without the change. */
export function paymentsOf(draft: ReceiptDraft): number[] {
  const payments = [...draft.payments];
  payments[paymentType.cash] = (payments[paymentType.cash] ?? 0) - changeOf(draft);
  return payments;
}

export function newReceipt(
  type: number,
  options: { electronic: boolean; noCashCheck: boolean; rules: SumRules },
): ReceiptDraft {
  return {
    type,
    ...options,
    attributes: [],
    items: [],
    position: undefined,
    discount: 0,
    payments: new Array<number>(11).fill(0),
    paying: false,
    taxes: {},
    lines: [],
  };
}
