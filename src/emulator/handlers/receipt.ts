import { discountKind, receiptFlag, receiptType } from '../../protocol/classic/commands/receipt.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { addAttribute, fitsForm } from '../device/attributes.js';
import { cashSign, countReceipt } from '../device/counters.js';
import type { Device } from '../device/device.js';
import { reopenShift } from '../device/interrupted-z.js';
import {
  changeOf,
  isCorrection,
  itemsSum,
  newReceipt,
  paymentsOf,
  type ReceiptDraft,
  remainderOf,
  settlementType,
  taxLimit,
  totalOf,
} from '../device/receipt.js';
import { receiptRequisites } from '../device/requisites.js';
import type { PaperNotes } from '../printer/documents.js';
import { checkAttribute } from './attributes.js';
import { checkCorrection } from './correction.js';
import type { Handlers } from './handlers.js';
import { addItem } from './item.js';

/** FFD 1.05 knows corrections of a sale and of a purchase, not of their returns. */
const types: readonly number[] = [
  receiptType.sell,
  receiptType.sellReturn,
  receiptType.buy,
  receiptType.buyReturn,
  receiptType.sellCorrection,
  receiptType.buyCorrection,
];

/** A discount on the receipt may only round off kopecks. */
const MAX_DISCOUNT = 99;
const PAYMENT_TYPES = 10;
const CASH = 1;
const MAX_SHIFT_SUM = 999_999_999_999;
const MAX_SUM = 99_999_999_999_999;

export const receiptHandlers = {
  async openReceipt(device, { flags, type }) {
    const { state } = device;
    device.requireRegistered();
    device.requireNoReceipt();
    if (!(flags & receiptFlag.electronic)) device.printer.requireReady();
    if (!(flags & receiptFlag.checkOnly)) await reopenShift(device);
    device.requireUsableShift();
    if (!types.includes(type)) throw deviceError(deviceStatus.invalidReceiptType);
    // Nobody wants to find out at the end of a receipt that the FN takes no more.
    device.fn.check(device.formOf(isCorrection(type)), device.now);
    if (flags & receiptFlag.checkOnly) return;
    const draft = newReceipt(type, {
      electronic: (flags & receiptFlag.electronic) !== 0,
      noCashCheck: (flags & receiptFlag.noCashCheck) !== 0,
      rules: device.sumRules,
    });
    // What was written for another kind of document is of no use here.
    const form = isCorrection(type) ? 31 : 3;
    const fitting = state.pendingAttributes.filter(({ tag }) => fitsForm(tag, form));
    state.pendingAttributes = [];
    state.registrationAttributes = [];
    for (const attribute of fitting) {
      checkAttribute(device, attribute);
      addAttribute(draft.attributes, attribute, true);
    }
    state.blocks = undefined;
    state.receipt = draft;
  },

  beginPosition(device) {
    const { receipt } = device;
    if (receipt.paying) throw deviceError(deviceStatus.invalidMode);
    receipt.position = { attributes: [] };
    device.state.blocks = undefined;
  },

  endPosition(device, request) {
    addItem(device, device.receipt, request);
  },

  discountOrSurcharge(device, { flags, area, kind, sign, value: sum }) {
    const { receipt } = device;
    if (area !== 0 || kind !== discountKind.sum || sign !== 0 || isCorrection(receipt.type))
      throw deviceError(deviceStatus.discountDenied);
    if (receipt.paying || receipt.discount > 0) throw deviceError(deviceStatus.discountNotRepeatable);
    if (sum === 0 || sum > MAX_DISCOUNT || sum > itemsSum(receipt))
      throw deviceError(deviceStatus.invalidDiscount);
    if (flags & receiptFlag.checkOnly) return;
    receipt.discount = sum;
  },

  registerTax(device, { flags, area, tax, sum }) {
    const { receipt } = device;
    // Area 1 is the last position, which gets its tax by EB.
    if (area !== 0) throw deviceError(deviceStatus.taxOnLastOperationDenied);
    if (tax < 1 || tax > device.taxNumbers) throw deviceError(deviceStatus.extendedInRegister37, 0x0104);
    if (sum > taxLimit(receipt)) throw deviceError(deviceStatus.taxSumTooMuch);
    if (flags & receiptFlag.checkOnly) return;
    receipt.taxes[tax] = sum;
  },

  payment(device, { flags, type, sum }) {
    const { receipt } = device;
    if (flags & receiptFlag.checkOnly) {
      checkPayment(receipt, type, sum);
      return { remainder: remainderOf(receipt), change: changeOf(receipt) };
    }
    pay(receipt, type, sum);
    return { remainder: remainderOf(receipt), change: changeOf(receipt) };
  },

  cancelPayment(device, { flags, type, sum }) {
    const { receipt } = device;
    if (type < 1 || type > PAYMENT_TYPES) throw deviceError(deviceStatus.invalidPaymentType);
    const paid = receipt.payments[type] ?? 0;
    if (sum > paid) throw deviceError(deviceStatus.stornoOverPayment);
    if (!(flags & receiptFlag.checkOnly)) receipt.payments[type] = paid - sum;
    return { remainder: remainderOf(receipt), change: changeOf(receipt) };
  },

  async closeReceipt(device, { flags, type, sum }) {
    const { receipt, state } = device;
    // A position that was refused and given up is no part of the receipt.
    receipt.position = undefined;
    if (receipt.items.length === 0) throw deviceError(deviceStatus.invalidPositionsCount);
    if (type < 1 || type > PAYMENT_TYPES) throw deviceError(deviceStatus.invalidPaymentType);
    const paid = structuredClone(receipt);
    // No sum: what remains is paid exactly, by this type.
    const due = sum > 0 ? sum : remainderOf(paid);
    if (due > 0) pay(paid, type, due);
    if (remainderOf(paid) > 0) throw deviceError(deviceStatus.tenderedLessThanTotal);
    if (isCorrection(paid.type)) checkCorrection(paid);
    checkCash(device, paid);
    checkCounters(device, paid);
    const requisites = receiptRequisites(device.source, paid);
    if (flags & receiptFlag.checkOnly) return;
    device.begin(device.formOf(isCorrection(paid.type)), requisites);
    const total = totalOf(paid);
    const settlement = { type: settlementType(paid.type), total };
    const document = await device.commit({ settlement }, (signed) => {
      moveCash(device, cashSign(paid.type) * (paymentsOf(paid)[CASH] ?? 0));
      countReceipt(state.shift, state.totals, paid);
      state.receipt = undefined;
      state.shownSum = total;
      state.lastReceipt = {
        documentNumber: signed.number,
        type: paid.type,
        sum: total,
        dateTime: signed.dateTime,
        fiscalSign: signed.fiscalSign,
        bytes: signed.bytes.length,
      };
    });
    device.printDocument(document, !paid.electronic, paperNotes(paid));
    // The FN has the receipt all the same: hosts look into register 34, and 3B says that it is not printed.
    if (!paid.electronic) device.printer.requireReady();
  },

  cancelReceipt(device) {
    const { receipt, state } = device;
    const counters = state.shift.byType[receipt.type];
    if (counters) {
      counters.cancelled++;
      counters.cancelledSum += itemsSum(receipt);
    }
    state.receipt = undefined;
    state.blocks = undefined;
    if (!receipt.electronic) device.printer.document([device.printer.centred('ЧЕК АННУЛИРОВАН')]);
  },
} satisfies Partial<Handlers>;

function checkPayment(receipt: ReceiptDraft, type: number, sum: number): void {
  if (type < 1 || type > PAYMENT_TYPES) throw deviceError(deviceStatus.invalidPaymentType);
  if (receipt.items.length === 0) throw deviceError(deviceStatus.invalidMode);
  // Only cash has change.
  if (type !== CASH && sum > remainderOf(receipt)) throw deviceError(deviceStatus.nonCashTooMuch);
}

function pay(receipt: ReceiptDraft, type: number, sum: number): void {
  checkPayment(receipt, type, sum);
  receipt.paying = true;
  receipt.payments[type] = (receipt.payments[type] ?? 0) + sum;
}

/** The drawer cannot hold less than nothing: what it lacks is told by the reports of the shift. */
function moveCash({ state }: Device, sum: number): void {
  const cash = state.cash + sum;
  state.cash = Math.max(0, cash);
  state.shift.shortage = (state.shift.shortage ?? 0) + Math.max(0, -cash);
}

/** What stands on paper and in no document. */
function paperNotes(draft: ReceiptDraft): PaperNotes {
  const change = changeOf(draft);
  return {
    lines: draft.lines.map(({ items }) => items),
    linesAfter: draft.lines.map(({ after }) => after),
    discounts: draft.items.map(({ discount }) => discount),
    ...(change > 0 && { cash: { received: draft.payments[CASH] ?? 0, change } }),
  };
}

/** Counters of a shift have six BCD bytes, the drawer and those that are never cleared have seven. */
function checkCounters({ state }: Device, receipt: ReceiptDraft): void {
  const total = totalOf(receipt);
  const shift = state.shift.byType[receipt.type]?.positionsSum ?? 0;
  const ever = state.totals.byType[receipt.type]?.sum ?? 0;
  if (shift + itemsSum(receipt) > MAX_SHIFT_SUM || ever + total > MAX_SUM)
    throw deviceError(deviceStatus.paymentsOverflow);
  const cash = cashSign(receipt.type) * (paymentsOf(receipt)[CASH] ?? 0);
  if (state.cash + cash > MAX_SUM) throw deviceError(deviceStatus.cashCounterOverflow);
}

/** With control of cash the drawer cannot pay out more than it holds. */
function checkCash(device: Device, receipt: ReceiptDraft): void {
  if (!device.cashControl || receipt.noCashCheck || cashSign(receipt.type) > 0) return;
  if ((paymentsOf(receipt)[CASH] ?? 0) > device.state.cash) throw deviceError(deviceStatus.noCash);
}
