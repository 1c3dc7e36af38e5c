import type { Method } from '../enums.js';
import { formatQuantity } from '../money.js';
import { vatRates } from '../vat.js';
import type { ReceiptItem } from './receipt.js';
import type { Scope } from './scope.js';

const prepayments: readonly (Method | undefined)[] = ['fullPrepayment', 'prepayment', 'advance'];
const settlements: readonly (Method | undefined)[] = ['fullPayment', 'partialPayment', 'credit'];

/** What is allowed and mostly a mistake: rate and subject of an item against its method, pieces that are not whole. */
export function adviseItem({ method, vat, subject, piece, quantity }: ReceiptItem, scope: Scope): void {
  if (piece && quantity % 1000 !== 0) {
    scope
      .at('piece')
      .warning(
        'PIECE_FRACTION',
        [
          'количество штук печатается целым, а оно дробное',
          'pieces are printed as a whole number, but the quantity is a fraction',
        ],
        formatQuantity(quantity),
        1023,
      );
  }
  const { percent, computed } = vatRates[vat];
  if (prepayments.includes(method) && percent > 0 && !computed) {
    scope
      .at('vat')
      .warning(
        'VAT_METHOD',
        [
          'предоплата и аванс облагаются по расчётной ставке (20/120, 10/110, …)',
          'prepayments and advances are taxed at a computed rate (20/120, 10/110, …)',
        ],
        vat,
        1199,
      );
  }
  if (settlements.includes(method) && computed) {
    scope
      .at('vat')
      .warning(
        'VAT_METHOD',
        [
          'расчётная ставка — для предоплат и авансов, при передаче товара ставка обычная (20 %, 10 %, …)',
          'a computed rate is for prepayments and advances; handing over is taxed at a plain rate (20 %, 10 %, …)',
        ],
        vat,
        1199,
      );
  }
  if (method === 'creditPayment' && vat !== 'none') {
    scope
      .at('vat')
      .warning(
        'VAT_METHOD',
        [
          'оплата кредита обычно идёт «без НДС»: налог был в чеке передачи',
          'a payment for goods on credit usually has no VAT: the tax was in the receipt that handed them over',
        ],
        vat,
        1199,
      );
  }
  if (subject === undefined) return;
  if ((method === 'advance' || method === 'creditPayment') && subject !== 'payment') {
    scope
      .at('subject')
      .warning(
        'SUBJECT_METHOD',
        [
          'у аванса и оплаты кредита предмет расчёта — платёж (10)',
          'the subject of an advance and of a payment of a credit is "payment" (10)',
        ],
        subject,
        1212,
      );
  }
  if (settlements.includes(method) && subject === 'payment') {
    scope
      .at('subject')
      .warning(
        'SUBJECT_METHOD',
        [
          'предмет «платёж» — для предоплат, авансов и оплаты кредита, не для передачи товара',
          'the subject "payment" is for prepayments, advances and payments of a credit, not for handing goods over',
        ],
        subject,
        1212,
      );
  }
}
