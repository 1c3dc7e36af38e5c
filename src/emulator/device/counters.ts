import { receiptType } from '../../protocol/classic/commands/receipt.js';
import { paymentsOf, type ReceiptDraft, taxSums, totalOf } from './receipt.js';
import { TAX_NUMBERS } from './taxes.js';

/** Receipt types that have counters: types of command 92. */
export const countedTypes: readonly number[] = Object.values(receiptType);

const PAYMENT_TYPES = 10;

/** Counters of one receipt type. Sums are kopecks. */
export interface TypeCounters {
  /** Closed receipts. */
  receipts: number;
  sum: number;
  /** Registered positions. */
  positions: number;
  positionsSum: number;
  /** By payment type 1..10, index 0 unused. Cash without the change. */
  payments: number[];
  /** By tax number, index 0 unused. */
  taxes: number[];
  /** Sums of positions by section. */
  sections: Record<number, number>;
  discounts: number;
  cancelled: number;
  cancelledSum: number;
}

export interface ShiftCounters {
  byType: Record<number, TypeCounters>;
  cashIn: { sum: number; count: number };
  cashOut: { sum: number; count: number };
  /** What receipts took out of the drawer beyond what it held. Missing in the state of older versions. */
  shortage?: number | undefined;
}

/** Counters that no report clears. */
export interface TotalCounters {
  byType: Record<number, { sum: number; payments: number[] }>;
  /** Settlement documents since the register was made. */
  receipts: number;
}

export function emptyShiftCounters(): ShiftCounters {
  return {
    byType: Object.fromEntries(countedTypes.map((type) => [type, emptyTypeCounters()])),
    cashIn: { sum: 0, count: 0 },
    cashOut: { sum: 0, count: 0 },
    shortage: 0,
  };
}

export function emptyTotalCounters(): TotalCounters {
  const entries = countedTypes.map((type) => [type, { sum: 0, payments: zeroes(PAYMENT_TYPES) }]);
  return { byType: Object.fromEntries(entries), receipts: 0 };
}

function emptyTypeCounters(): TypeCounters {
  return {
    receipts: 0,
    sum: 0,
    positions: 0,
    positionsSum: 0,
    payments: zeroes(PAYMENT_TYPES),
    taxes: zeroes(TAX_NUMBERS),
    sections: {},
    discounts: 0,
    cancelled: 0,
    cancelledSum: 0,
  };
}

function zeroes(last: number): number[] {
  return new Array<number>(last + 1).fill(0);
}

/** +1 when the drawer gains by this type of receipt, -1 when it loses. */
export function cashSign(type: number): 1 | -1 {
  const gains: readonly number[] = [
    receiptType.sell,
    receiptType.buyReturn,
    receiptType.sellCorrection,
    receiptType.buyReturnCorrection,
  ];
  return gains.includes(type) ? 1 : -1;
}

/** Adds a closed receipt. */
export function countReceipt(shift: ShiftCounters, totals: TotalCounters, draft: ReceiptDraft): void {
  const counters = shift.byType[draft.type];
  const ever = totals.byType[draft.type];
  if (!counters || !ever) return;
  const sum = totalOf(draft);
  const payments = paymentsOf(draft);
  counters.receipts++;
  counters.sum += sum;
  counters.positions += draft.items.length;
  counters.positionsSum += draft.items.reduce((all, item) => all + item.total, 0);
  for (const { department, total } of draft.items)
    counters.sections[department] = (counters.sections[department] ?? 0) + total;
  counters.discounts += draft.discount;
  ever.sum += sum;
  totals.receipts++;
  payments.forEach((paid, type) => {
    counters.payments[type] = (counters.payments[type] ?? 0) + paid;
    ever.payments[type] = (ever.payments[type] ?? 0) + paid;
  });
  taxSums(draft).forEach((tax, number) => {
    counters.taxes[number] = (counters.taxes[number] ?? 0) + tax;
  });
}

/** The end of a shift: its counters begin anew, those of the register go on. */
export function clearShift(state: {
  shift: ShiftCounters;
  lastShift: { income: number; outcome: number };
}): void {
  const flow = { income: 0, outcome: 0 };
  for (const type of countedTypes) {
    const sum = state.shift.byType[type]?.sum ?? 0;
    if (cashSign(type) > 0) flow.income += sum;
    else flow.outcome += sum;
  }
  state.lastShift = flow;
  state.shift = emptyShiftCounters();
}
