import { formatKopecks, MAX_KOPECKS } from '../money.js';
import type { ReceiptType } from './input.js';
import type { ReceiptItem, ReceiptPayment } from './receipt.js';
import type { Scope } from './scope.js';

/** A receipt may be rounded down by kopecks only: there is no tag for a discount. */
const MOST_ROUNDED = 99;

/** What is to be paid: the given total, or the sum of the items. */
export function receiptTotal(sum: number, given: number | undefined, scope: Scope): number {
  if (sum > MAX_KOPECKS) {
    scope
      .at('items')
      .problem(
        'MONEY_LIMIT',
        ['сумма чека больше 42949672.95', 'the sum of the receipt is above 42949672.95'],
        formatKopecks(sum),
        1020,
      );
  }
  if (given === undefined) return sum;
  const at = scope.at('total');
  if (given > sum) {
    at.problem(
      'TOTAL_ABOVE_SUM',
      [
        `итог больше суммы предметов расчёта (${formatKopecks(sum)})`,
        `the total is above the sum of the items (${formatKopecks(sum)})`,
      ],
      formatKopecks(given),
      1020,
    );
  } else if (sum - given > MOST_ROUNDED) {
    at.problem(
      'TOTAL_ROUNDING',
      [
        `итог может быть меньше суммы предметов расчёта (${formatKopecks(sum)}) только на копейки: скидку разнесите по ценам`,
        `the total may be less than the sum of the items (${formatKopecks(sum)}) only by kopecks: put discounts into the prices`,
      ],
      formatKopecks(given),
      1020,
    );
  }
  return given;
}

/** Payments must cover the total; only cash may exceed it, and only in a sale. Gives the change in kopecks. */
export function checkPayments(
  type: ReceiptType,
  total: number,
  payments: readonly ReceiptPayment[],
  scope: Scope,
): number {
  const at = scope.at('payments');
  const paid = payments.reduce((sum, payment) => sum + payment.sum, 0);
  const cash = sumOf(payments, 'cash');
  if (paid < total) {
    const missing = formatKopecks(total - paid);
    at.problem(
      payments.length === 0 ? 'PAYMENTS_MISSING' : 'UNDERPAID',
      [
        `оплата меньше итога ${formatKopecks(total)} на ${missing}`,
        `the payments are ${missing} short of the total ${formatKopecks(total)}`,
      ],
      formatKopecks(paid),
      1020,
    );
    return 0;
  }
  if (paid - cash > total) {
    at.problem(
      'NONCASH_ABOVE_TOTAL',
      [
        `безналичные и зачтённые суммы больше итога ${formatKopecks(total)}: сдача бывает только с наличных`,
        `the payments other than cash exceed the total ${formatKopecks(total)}: change is given from cash only`,
      ],
      formatKopecks(paid - cash),
    );
    return 0;
  }
  if (paid > total && type !== 'sell') {
    at.problem(
      'CHANGE_NOT_ALLOWED',
      [
        `сдача бывает только при приходе; оплата должна равняться итогу ${formatKopecks(total)}`,
        `only a sale has change; the payments must equal the total ${formatKopecks(total)}`,
      ],
      formatKopecks(paid),
      1031,
    );
    return 0;
  }
  return paid - total;
}

/**
 * Methods of the items (1214) against the forms of payment: 1215 and 1216 are never money received, so prepayments,
 * advances and payments of a credit cannot be paid with them; 1216 is what methods 5 and 6 leave unpaid.
 */
export function checkMethods(
  items: readonly ReceiptItem[],
  payments: readonly ReceiptPayment[],
  total: number,
  scope: Scope,
): void {
  const at = scope.at('payments');
  // What another driver would send is told only: nobody but the till knows which of both is wrong.
  const tell: Scope['problem'] = (...finding) =>
    scope.report.asGiven ? void at.warning(...finding) : at.problem(...finding);
  const prepaid = sumOf(payments, 'prepaid');
  const credit = sumOf(payments, 'credit');
  const received = totalOf(items, MONEY_RECEIVED);
  if (received > 0 && prepaid + credit > total - Math.min(received, total)) {
    tell(
      'METHOD_NEEDS_MONEY',
      [
        'предоплата, аванс и оплата кредита — это полученные деньги: зачётом аванса (1215) и кредитом (1216) их не оплачивают',
        'a prepayment, an advance and a payment of a credit are money received: they cannot be paid by prepaid (1215) or credit (1216)',
      ],
      formatKopecks(prepaid + credit),
      1214,
    );
  }
  const onCredit = totalOf(items, ON_CREDIT);
  if (credit < Math.min(onCredit, total)) {
    tell(
      'METHOD_NEEDS_CREDIT',
      [
        `передача в кредит не оплачивается сразу: кредитом (1216) должно быть не меньше ${formatKopecks(onCredit)}`,
        `goods handed over on credit are not paid now: credit (1216) must be at least ${formatKopecks(onCredit)}`,
      ],
      formatKopecks(credit),
      1216,
    );
  }
  if (totalOf(items, PARTLY_PAID) > 0 && credit === 0) {
    at.warning(
      'METHOD_CREDIT_MISSING',
      [
        'при частичном расчёте и кредите остаток указывают кредитом (1216)',
        'a partial payment leaves the rest on credit (1216)',
      ],
      undefined,
      1216,
    );
  }
  if (credit > totalOf(items, LEFT_UNPAID)) {
    at.warning(
      'METHOD_CREDIT_UNEXPECTED',
      [
        'кредит (1216) больше суммы предметов с передачей в кредит и частичным расчётом',
        'credit (1216) is above the sum of the items handed over on credit or partly paid',
      ],
      formatKopecks(credit),
      1216,
    );
  }
}

type Methods = ReadonlyArray<ReceiptItem['method']>;

const MONEY_RECEIVED: Methods = ['fullPrepayment', 'prepayment', 'advance', 'creditPayment'];
const ON_CREDIT: Methods = ['credit'];
const PARTLY_PAID: Methods = ['partialPayment'];
const LEFT_UNPAID: Methods = ['partialPayment', 'credit', undefined];

/** Of the items with one of these methods. */
function totalOf(items: readonly ReceiptItem[], methods: Methods): number {
  let sum = 0;
  for (const { method, total } of items) if (methods.includes(method)) sum += total;
  return sum;
}

function sumOf(payments: readonly ReceiptPayment[], form: ReceiptPayment['type']): number {
  let sum = 0;
  for (const payment of payments) if (payment.type === form) sum += payment.sum;
  return sum;
}
