import type { ReceiptInput } from 'atol-kkt';

/** One item, one payment, to a buyer's e-mail: sums are told apart by the price. */
export function sale(price = 100, contact = 'buyer@example.com'): ReceiptInput {
  return {
    type: 'sell',
    electronic: true,
    taxation: 'osn',
    customer: { contact },
    items: [{ name: 'Товар', price, vat: 'vat20' }],
    payments: [{ type: 'electronic', sum: price }],
  };
}
