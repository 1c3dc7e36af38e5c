import { deviceError } from '../../../protocol/device-errors.js';
import { deviceStatus } from '../../../protocol/device-status.js';
import type { TypeCounters } from '../../device/counters.js';
import { changeOf, remainderOf, taxSums } from '../../device/receipt.js';
import { classicType, type P5Kkt } from '../kkt.js';
import type { P5Handlers } from './handlers.js';

const PAYMENT_FORMS = 5;

export const countersHandlers = {
  getShift({ device: { fn } }) {
    const { shift, last } = fn.state;
    return { shiftNumber: shift.number, documentNumber: last.number, receiptNumber: shift.receipts };
  },

  getLastDocument({ device: { fn } }) {
    const { number, dateTime, fiscalSign } = fn.state.last;
    return {
      dateTime: dateTime === '' ? '' : `${dateTime}:00`,
      fiscalSign: String(fiscalSign),
      documentNumber: number,
    };
  },

  getReceiptSums({ device, memory }) {
    const { receipt, shownSum } = device.state;
    if (!receipt) return { total: shownSum, remainder: 0, change: memory.lastChange };
    return { total: device.receiptSum, remainder: remainderOf(receipt), change: changeOf(receipt) };
  },

  getCancelled({ device: { state } }) {
    const all = Object.values(state.shift.byType);
    return {
      count: all.reduce((sum, { cancelled }) => sum + cancelled, 0),
      sum: all.reduce((sum, { cancelledSum }) => sum + cancelledSum, 0),
    };
  },

  getShiftPayments(kkt, { type }) {
    const { receipts, payments } = countersOf(kkt, type);
    const form = (number: number): number =>
      payments.reduce((sum, paid, own) => {
        const belongs =
          own === number || (own > PAYMENT_FORMS && kkt.device.settings.paymentForm(own) === number);
        return sum + (belongs && own > 0 ? paid : 0);
      }, 0);
    return {
      count: receipts,
      cash: form(1),
      electronic: form(2),
      prepaid: form(3),
      credit: form(4),
      other: form(5),
    };
  },

  getShiftTaxes: (kkt, { type }) => taxes(countersOf(kkt, type).taxes),

  getReceiptTaxes: ({ device: { state } }) => taxes(state.receipt ? taxSums(state.receipt) : []),

  getShiftBegin({ device: { fn } }) {
    const { open, openedAt } = fn.state.shift;
    const dateTime = open ? `${openedAt.slice(0, 16)}:00` : '';
    return { dateTime, again: dateTime };
  },
} satisfies Partial<P5Handlers>;

function countersOf({ device: { state } }: P5Kkt, type: number): TypeCounters {
  const counters = state.shift.byType[classicType(type) ?? 0];
  if (!counters) throw deviceError(deviceStatus.invalidReceiptType);
  return counters;
}

function taxes(sums: readonly number[]) {
  const [, vat20 = 0, vat10 = 0, vat20Included = 0, vat10Included = 0, vat0 = 0, noVat = 0] = sums;
  return { vat20, vat10, vat20Included, vat10Included, vat0, noVat };
}
