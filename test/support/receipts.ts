import type { ReceiptInput } from '../../src/index.js';

/** Electronic, three items, e-mail, one payment: the receipt by which exchanges are measured. */
export const yardstick: ReceiptInput = {
  type: 'sell',
  electronic: true,
  taxation: 'osn',
  customer: { contact: 'client@example.com' },
  items: [
    {
      name: 'Товар первый',
      price: '100.50',
      quantity: 2,
      vat: 'vat20',
      subject: 'goods',
      method: 'fullPayment',
    },
    {
      name: 'Товар второй',
      price: '10.00',
      quantity: 1,
      vat: 'vat20',
      subject: 'goods',
      method: 'fullPayment',
    },
    {
      name: 'Товар третий',
      price: '1.00',
      quantity: '1.5',
      vat: 'vat20',
      subject: 'goods',
      method: 'fullPayment',
    },
  ],
  payments: [{ type: 'electronic', sum: '212.50' }],
};
