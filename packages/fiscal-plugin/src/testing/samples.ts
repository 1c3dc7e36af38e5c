import type {
  Cashier,
  Correction,
  Description,
  Item,
  Keyed,
  Money,
  Operation,
  Params,
  Refund,
  Sale,
} from '../contract/types.js';

export const CASHIER: Cashier = { id: 'cashier-1', name: 'A. Cashier' };

/** Country data that an author gives for the samples, by operation. */
export type ExtraSamples = Readonly<Partial<Record<Operation, Readonly<Record<string, unknown>>>>>;

/** Well-formed messages for any plug-in, made from what it says of itself. */
export class Samples {
  readonly #description: Description;
  readonly #extra: ExtraSamples;

  constructor(description: Description, extra: ExtraSamples = {}) {
    this.#description = description;
    this.#extra = extra;
  }

  money(minor: number): Money {
    const { code, exponent } = this.#description.currency;
    return { minor, currency: code, exponent };
  }

  /** A sale of so many lines, over all taxes of the country, paid in cash where there is such a payment. */
  sale(key: string, lines = 2): Sale {
    const items = Array.from({ length: lines }, (_, index) => this.#item(index));
    const total = this.money(items.reduce((sum, item) => sum + item.sum.minor, 0));
    return {
      ...this.keyed('sale', key),
      order: `order-${key}`,
      items,
      payments: [{ type: this.#payment(), sum: total }],
      total,
    };
  }

  refund(key: string, sale: Sale, document: string, lines?: readonly string[]): Refund {
    const items = sale.items.filter(({ id }) => lines === undefined || lines.includes(id));
    const total = this.money(items.reduce((sum, item) => sum + item.sum.minor, 0));
    return {
      ...this.keyed('refund', key),
      original: { id: document },
      items,
      payments: [{ type: this.#payment(), sum: total }],
      total,
      reason: 'brought back',
    };
  }

  correction(key: string, date: string): Correction {
    const { items, payments, total } = this.sale(key, 1);
    return {
      ...this.keyed('correction', key),
      kind: 'income',
      reason: 'the register was out of order',
      date,
      items,
      payments,
      total,
    };
  }

  keyed(operation: Operation, key: string): Keyed {
    const extra = this.#extra[operation];
    return { key, cashier: CASHIER, ...(extra === undefined ? {} : { extra }) };
  }

  cash(operation: 'cash.in' | 'cash.out', key: string, minor: number): Params<'cash.in'> {
    return { ...this.keyed(operation, key), sum: this.money(minor) };
  }

  #item(index: number): Item {
    const taxes = this.#description.taxes;
    // Odd sums that stay small, however many lines: many laws limit what may be paid in cash.
    const price = 100 * ((index % 3) + 1) + 99;
    const extra = this.#extra['sale']?.['item'];
    return {
      id: `line-${index + 1}`,
      name: `Goods ${index + 1}`,
      price: this.money(price),
      quantity: '2',
      sum: this.money(price * 2),
      tax: taxes[index % taxes.length]?.id ?? '',
      ...(typeof extra === 'object' && extra !== null ? { extra: extra as Record<string, unknown> } : {}),
    };
  }

  #payment(): string {
    const { payments } = this.#description;
    return (payments.find(({ cash }) => cash === true) ?? payments[0])?.id ?? '';
  }
}
