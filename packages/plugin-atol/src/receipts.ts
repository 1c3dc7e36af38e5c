import type { ItemInput, PaymentInput, ReceiptInput, VatRate } from 'atol-kkt';
import {
  type Cashier,
  type Correction,
  decimal,
  type Extra,
  type Item,
  type JsonSchema,
  type Payment,
  type Refund,
  type Sale,
} from 'fiscal-plugin';

/** Country data of a line; the names are those of the driver. */
const itemExtra: JsonSchema = {
  type: 'object',
  properties: {
    subject: { type: ['string', 'integer'], title: 'Признак предмета расчёта (1212)' },
    method: { type: ['string', 'integer'], title: 'Признак способа расчёта (1214)' },
    productCode: { type: ['string', 'object'], title: 'Код товара (1162)' },
    country: { type: 'string', pattern: '^\\d{3}$' },
    declaration: { type: 'string', maxLength: 32 },
    excise: { type: 'string' },
    department: { type: 'integer', minimum: 1, maximum: 99 },
    agent: { type: 'object' },
    supplier: { type: 'object' },
  },
};

const receiptExtra: JsonSchema = {
  type: 'object',
  properties: {
    taxation: { type: 'string' },
    electronic: { type: 'boolean' },
    internet: { type: 'boolean' },
    address: { type: 'string', maxLength: 256 },
    place: { type: 'string', maxLength: 256 },
    senderEmail: { type: 'string' },
    item: itemExtra,
  },
};

/** Schemas of `extra` for `describe()`. */
export const extraSchemas: Readonly<Record<string, JsonSchema>> = {
  sale: receiptExtra,
  refund: receiptExtra,
  correction: {
    type: 'object',
    properties: {
      taxation: { type: 'string' },
      correctionType: { enum: ['self', 'order'], title: 'Тип коррекции (1173)' },
      orderNumber: { type: 'string', maxLength: 32, title: 'Номер предписания (1179)' },
    },
  },
};

/** Payment types of the contract → of tags 1031, 1081, 1215–1217. */
export const PAYMENTS = {
  cash: 'cash',
  card: 'electronic',
  prepaid: 'prepaid',
  credit: 'credit',
  other: 'other',
} as const;

const RECEIPT_FIELDS = ['taxation', 'electronic', 'internet', 'address', 'place', 'senderEmail'];
const ITEM_FIELDS = [
  'subject',
  'method',
  'productCode',
  'country',
  'declaration',
  'excise',
  'department',
  'agent',
  'supplier',
];

type Type = 'sell' | 'sellReturn';

/** A sale or a refund as the driver's receipt; the driver checks it. */
export function receiptOf(type: Type, message: Sale | Refund, taxation: string | undefined): ReceiptInput {
  const { items, payments, total, customer, cashier, extra } = message;
  return {
    type,
    ...(taxation === undefined ? {} : { taxation }),
    ...picked(extra, RECEIPT_FIELDS),
    operator: operatorOf(cashier),
    ...(customer === undefined
      ? {}
      : {
          customer: {
            ...(customer.contact === undefined ? {} : { contact: customer.contact }),
            ...(customer.name === undefined ? {} : { name: customer.name }),
            ...(customer.taxId === undefined ? {} : { inn: customer.taxId }),
          },
        }),
    items: items.map(itemOf),
    payments: paymentsOf(payments),
    total: decimal(total),
  } as ReceiptInput;
}

/** Corrections of FFD 1.05 hold sums only: by payment, and VAT by rate. */
export function correctionOf(message: Correction, taxation: string | undefined): ReceiptInput {
  const { kind, date, items, payments, total, cashier, extra } = message;
  const sums = new Map<string, number>();
  for (const { tax, sum } of items) sums.set(tax, (sums.get(tax) ?? 0) + sum.minor);
  const { correctionType = 'self', orderNumber } = (extra ?? {}) as Record<string, string>;
  return {
    type: kind === 'income' ? 'sellCorrection' : 'buyCorrection',
    ...(taxation === undefined ? {} : { taxation }),
    ...picked(extra, ['taxation']),
    operator: operatorOf(cashier),
    payments: paymentsOf(payments),
    total: decimal(total),
    vats: [...sums].map(([vat, turnover]) => ({ vat: vat as VatRate, sum: vatOf(vat, turnover) })),
    correction: {
      type: correctionType as 'self' | 'order',
      date,
      ...(orderNumber === undefined ? {} : { number: orderNumber }),
    },
  } as ReceiptInput;
}

/** VAT inside a turnover in kopecks, half up; for the rates without VAT the turnover itself (tags 1104, 1105). */
function vatOf(vat: string, turnover: number): string {
  const percent = RATES[vat];
  const kopecks =
    percent === undefined
      ? BigInt(turnover)
      : (BigInt(turnover) * percent * 2n + 100n + percent) / ((100n + percent) * 2n);
  return decimal({ minor: Number(kopecks), currency: 'RUB', exponent: 2 });
}

/** Whole per cent that a rate takes out of a turnover. */
const RATES: Readonly<Record<string, bigint>> = {
  vat5: 5n,
  vat7: 7n,
  vat10: 10n,
  vat20: 20n,
  vat22: 22n,
  vat105: 5n,
  vat107: 7n,
  vat110: 10n,
  vat120: 20n,
  vat122: 22n,
};

function itemOf({ name, price, quantity, sum, tax, unit, extra }: Item): ItemInput {
  return {
    name,
    price: decimal(price),
    quantity,
    total: decimal(sum),
    vat: tax as VatRate,
    ...(unit === undefined ? {} : { unit }),
    ...picked(extra, ITEM_FIELDS),
  } as ItemInput;
}

function paymentsOf(payments: readonly Payment[]): PaymentInput[] {
  return payments.map(({ type, sum }) => ({
    type: PAYMENTS[type as keyof typeof PAYMENTS],
    sum: decimal(sum),
  }));
}

export function operatorOf({ name, taxId }: Cashier): { name: string; inn?: string } {
  return { name, ...(taxId === undefined ? {} : { inn: taxId }) };
}

function picked(extra: Extra | undefined, names: readonly string[]): Extra {
  return Object.fromEntries(Object.entries(extra ?? {}).filter(([name]) => names.includes(name)));
}
