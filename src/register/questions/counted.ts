import type { VatRate } from '../../fiscal/index.js';

export const countedTypes = [
  'sell',
  'sellReturn',
  'buy',
  'buyReturn',
  'sellCorrection',
  'sellReturnCorrection',
  'buyCorrection',
  'buyReturnCorrection',
] as const;
export type CountedType = (typeof countedTypes)[number];

/** `user6`..`user10` are the forms of payment that table 12 names. */
export const countedPayments = [
  'cash',
  'electronic',
  'prepaid',
  'credit',
  'other',
  'user6',
  'user7',
  'user8',
  'user9',
  'user10',
] as const;
export type CountedPayment = (typeof countedPayments)[number];

/** Undefined where the firmware has no such counter. Sums are kopecks. */
export interface TypeCounters {
  /** Closed and cancelled receipts (register 41). */
  receipts: number | undefined;
  cancelled: number | undefined;
  /** Register 2E. */
  cancelledKopecks: number | undefined;
  /** Positions (registers 06 and 01); the count begins anew after 9999. */
  positions: number | undefined;
  positionsKopecks: number | undefined;
  /** Positions taken back (registers 07 and 02). */
  reversals: number | undefined;
  reversalsKopecks: number | undefined;
  /** Register 2A. */
  discountsKopecks: number | undefined;
  surchargesKopecks: number | undefined;
  /** Register 03. */
  payments: Partial<Record<CountedPayment, number>>;
  /** Sums of VAT (register 3C). */
  vat: Partial<Record<VatRate, number>>;
}

export interface ShiftCounters<T extends CountedType = CountedType> {
  byType: Record<T, TypeCounters>;
  cashIn: { count: number; kopecks: number };
  cashOut: { count: number; kopecks: number };
  /** In the drawer (register 0A). */
  cashKopecks: number;
  /** Takings less payouts; below zero when more went out (register 0B). */
  revenueKopecks: number;
  /** Fiscal documents of the shift (register 3A). */
  documents: number | undefined;
}

/** Counters that no report clears (registers 28 and 38). Sums are kopecks. */
export type TotalCounters<T extends CountedType = CountedType> = Record<
  T,
  { kopecks: number | undefined; payments: Partial<Record<CountedPayment, number>> }
>;
