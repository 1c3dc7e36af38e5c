import { formatKopecks, MAX_KOPECKS } from '../money.js';
import { defined } from './defined.js';
import type { Correction, ReceiptPayment } from './receipt.js';
import type { ReceiptDraft } from './schema.js';
import type { Scope } from './scope.js';
import { checkCorrectionVats } from './vats.js';

/** What a correction of FFD 1.05 has of its own: basis, sum, payments and VAT; no items. */
export function buildCorrection(draft: ReceiptDraft, payments: ReceiptPayment[] | undefined, scope: Scope) {
  const correction = readBasis(draft, scope);
  if (draft.items !== undefined) {
    scope
      .at('items')
      .problem(
        'ITEMS_IN_CORRECTION',
        [
          'в чеке коррекции ФФД 1.05 нет предметов расчёта: задайте total, payments и vats',
          'a correction in FFD 1.05 has no items: give total, payments and vats',
        ],
        draft.items.length,
        1059,
      );
  }
  if (!payments) {
    if (draft.payments === undefined && !scope.at('payments').reported) {
      scope
        .at('payments')
        .problem('PAYMENTS_MISSING', ['нет оплат', 'there are no payments'], undefined, 1020);
    }
    return undefined;
  }
  const paid = payments.reduce((sum, payment) => sum + payment.sum, 0);
  const total = draft.total ?? paid;
  checkTotal(total, paid, scope);
  const vatTotals = checkCorrectionVats(draft.vats, total, scope);
  if (!correction) return undefined;
  return {
    type: draft.type ?? 'sellCorrection',
    items: [],
    payments,
    sum: total,
    total,
    change: 0,
    vatTotals,
    vatTotalsGiven: true,
    correction,
  };
}

function readBasis(draft: ReceiptDraft, scope: Scope): Correction | undefined {
  const at = scope.at('correction');
  if (!draft.correction) {
    if (at.reported) return undefined;
    return at.problem(
      'REQUIRED',
      ['у коррекции обязательно основание', 'a correction needs its basis'],
      undefined,
      1174,
    );
  }
  const { type, date, number, description } = draft.correction;
  if (type === 'order' && number === undefined && !at.at('number').reported) {
    at.at('number').problem(
      'CORRECTION_NUMBER',
      [
        'у коррекции по предписанию обязателен его номер',
        'a correction by order needs the number of the order',
      ],
      undefined,
      1179,
    );
  }
  return type === undefined || date === undefined ? undefined : defined({ type, date, number, description });
}

function checkTotal(total: number, paid: number, scope: Scope): void {
  if (total > MAX_KOPECKS) {
    scope
      .at('payments')
      .problem(
        'MONEY_LIMIT',
        ['сумма больше 42949672.95', 'the sum is above 42949672.95'],
        formatKopecks(total),
        1020,
      );
  }
  if (total === 0) {
    scope
      .at(scope.at('total').reported ? 'payments' : 'total')
      .problem('CORRECTION_ZERO', ['сумма коррекции равна нулю', 'the corrected sum is zero'], '0.00', 1020);
  } else if (paid !== total) {
    scope
      .at('payments')
      .problem(
        paid < total ? 'UNDERPAID' : 'CHANGE_NOT_ALLOWED',
        [
          `в коррекции оплата должна равняться сумме ${formatKopecks(total)}`,
          `the payments of a correction must add up to ${formatKopecks(total)}`,
        ],
        formatKopecks(paid),
        1020,
      );
  }
}
