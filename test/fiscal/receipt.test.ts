import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkReceipt,
  isReceipt,
  parseReceipt,
  ReceiptBuilder,
  type ReceiptInput,
  receipt,
  toReceipt,
} from '../../src/fiscal/index.js';

const full: ReceiptInput = {
  type: 'sell',
  taxation: 'osn',
  electronic: true,
  operator: { name: 'Кассир Иванова', inn: '123456789047' },
  customer: { contact: 'a@b.ru', name: 'ООО «Ромашка»', inn: '7707083893' },
  address: 'г. Москва, ул. Ленина, 1',
  place: 'Магазин № 5',
  senderEmail: 'shop@example.com',
  machineNumber: '00001',
  userAttribute: { name: 'Заказ', value: '17' },
  additionalAttribute: '1234567890',
  items: [
    { name: 'Хлеб', price: 45.5, quantity: 2, vat: 'vat10', subject: 'goods', method: 'fullPayment' },
    { name: 'Доставка', price: '9.00', vat: 'none', subject: 'service' },
  ],
  payments: [
    { type: 'cash', sum: 60 },
    { type: 'electronic', sum: '50.00' },
  ],
};

const built = receipt('sell')
  .taxation('osn')
  .electronic()
  .operator('Кассир Иванова', '123456789047')
  .customer({ contact: 'a@b.ru', name: 'ООО «Ромашка»', inn: '7707083893' })
  .address('г. Москва, ул. Ленина, 1')
  .place('Магазин № 5')
  .senderEmail('shop@example.com')
  .machineNumber('00001')
  .userAttribute({ name: 'Заказ', value: '17' })
  .additionalAttribute('1234567890')
  .item('Хлеб', { price: 45.5, quantity: 2, vat: 'vat10', subject: 'goods', method: 'fullPayment' })
  .item({ name: 'Доставка', price: '9.00', vat: 'none', subject: 'service' })
  .cash(60)
  .card('50.00');

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}

describe('the two ways in', () => {
  it('give the same receipt', () => {
    expect(built.build()).toEqual(parseReceipt(full));
  });

  it('give the same JSON', () => {
    expect(JSON.parse(JSON.stringify(built))).toEqual(full);
    expect(toReceipt(JSON.parse(JSON.stringify(built)))).toEqual(built.build());
  });

  it('give the same problems', () => {
    const wrong = receipt('sell').item('', { price: -1, vat: 'vat20' });
    expect(wrong.check()).toEqual(checkReceipt(wrong.toJSON()));
    expect(wrong.check().problems.length).toBe(3);
    expect(() => wrong.build()).toThrow('items[0].price');
  });

  it('cover every field: the builder of a correction too', () => {
    const correction = receipt('buyCorrection')
      .correction({ type: 'order', date: '2026-11-20', number: '12-34' })
      .vat('none', 500)
      .total(500)
      .payment('other', 500);
    expect(correction.build()).toEqual(
      parseReceipt({
        type: 'buyCorrection',
        correction: { type: 'order', date: '2026-11-20', number: '12-34' },
        vats: [{ vat: 'none', sum: 500 }],
        total: 500,
        payments: [{ type: 'other', sum: 500 }],
      }),
    );
  });

  it('cover agents, internet and the other forms of payment', () => {
    const sale = receipt('sell')
      .internet('https://shop.example')
      .customer('+79161234567')
      .agent({ type: 'attorney' }, ['+74951234567'])
      .item('А', { price: 30, vat: 'none', method: null })
      .prepaid(10)
      .credit(20);
    expect(sale.build()).toEqual(
      parseReceipt({
        type: 'sell',
        internet: true,
        place: 'https://shop.example',
        customer: { contact: '+79161234567' },
        agent: { type: 'attorney' },
        supplier: { phones: ['+74951234567'] },
        items: [{ name: 'А', price: 30, vat: 'none', method: null }],
        payments: [
          { type: 'prepaid', sum: 10 },
          { type: 'credit', sum: 20 },
        ],
      }),
    );
  });

  it('a builder is never changed: two receipts may begin with the same one', () => {
    const pattern = receipt('sell').taxation('osn');
    const [one, two] = [10, 20].map((price) => pattern.item('А', { price, vat: 'none' }).cash(price).build());
    expect([one?.items.length, two?.items.length]).toEqual([1, 1]);
    expect([one?.total, two?.total]).toEqual([1000, 2000]);
    expect(pattern.toJSON()).toEqual({ type: 'sell', taxation: 'osn' });
  });

  it('what the builder gives out is not what it keeps', () => {
    const json = built.toJSON();
    (json.items as unknown[]).push({ name: 'Б', price: 1, vat: 'none' });
    expect(built.build().items.length).toBe(2);
  });

  it('a change of the input afterwards does not reach the receipt', () => {
    const input = structuredClone(full);
    const checked = parseReceipt(input);
    const [item] = input.items ?? [];
    if (item && 'name' in item) item.name = 'Другое';
    expect(checked.items[0]?.name).toBe('Хлеб');
  });
});

describe('a receipt', () => {
  it('holds kopecks, thousandths and computed sums', () => {
    expect(parseReceipt(full)).toMatchObject({
      sum: 10_000,
      total: 10_000,
      change: 1000,
      items: [
        { price: 4550, quantity: 2000, total: 9100, vatSum: 827, method: 'fullPayment' },
        { price: 900, quantity: 1000, total: 900, vatSum: 0, method: 'fullPayment' },
      ],
      vatTotals: [
        { vat: 'vat10', sum: 827 },
        { vat: 'none', sum: 900 },
      ],
      warnings: [],
    });
  });

  it('is frozen to the last field, and so are the findings', () => {
    const { problems, warnings, receipt: checked } = checkReceipt(full);
    expect(isDeepFrozen(checked)).toBe(true);
    expect(isDeepFrozen(problems)).toBe(true);
    expect(isDeepFrozen(warnings)).toBe(true);
    expect(() => {
      (parseReceipt(full).items as unknown[]).push(1);
    }).toThrow(TypeError);
  });

  it('survives JSON as data, but is not taken for a checked one', () => {
    const checked = parseReceipt(full);
    const copy = JSON.parse(JSON.stringify(checked));
    expect(copy).toEqual(checked);
    expect(isReceipt(checked)).toBe(true);
    expect(isReceipt(copy)).toBe(false);
    expect(isReceipt({ ...checked, total: 1 })).toBe(false);
  });

  it('is not checked twice', () => {
    const checked = parseReceipt(full);
    expect(toReceipt(checked)).toBe(checked);
    expect(checkReceipt(checked).receipt).toBe(checked);
    expect(toReceipt(new ReceiptBuilder(full))).toEqual(checked);
  });

  it('knows subjects, methods and forms of payment by the names of the vendor too', () => {
    const { items, payments } = parseReceipt({
      type: 'sell',
      items: [{ name: 'А', price: 1, vat: 'none', subject: 'commodity', method: 4 }],
      payments: [{ type: 'electronically', sum: 1 }],
    } as unknown as ReceiptInput);
    expect(items[0]).toMatchObject({ subject: 'goods', method: 'fullPayment' });
    expect(payments[0]?.type).toBe('electronic');
  });

  it('takes every subject and every method of FFD 1.05 by its code', () => {
    for (let subject = 1; subject <= 27; subject++) {
      const input = {
        ...full,
        items: [{ name: 'А', price: 100, vat: 'none' as const, subject, method: null }],
      };
      expect(checkReceipt({ ...input, payments: [{ type: 'cash', sum: 100 }] }).problems).toEqual([]);
    }
    for (let method = 1; method <= 7; method++) {
      const input = { ...full, items: [{ name: 'А', price: 100, vat: 'none' as const, method }] };
      const type = method === 6 ? 'credit' : 'cash';
      expect(checkReceipt({ ...input, payments: [{ type, sum: 100 }] }).problems).toEqual([]);
    }
  });

  it('may be free of charge, with or without payments of nothing', () => {
    const free = { type: 'sell', items: [{ name: 'Подарок', price: 0, vat: 'none' }] };
    expect(checkReceipt(free).receipt?.total).toBe(0);
    expect(checkReceipt({ ...free, payments: [{ type: 'cash', sum: 0 }] }).receipt?.total).toBe(0);
  });

  it('may leave the name of an advance out', () => {
    const { receipt: checked } = checkReceipt({
      type: 'sell',
      items: [{ price: 100, vat: 'vat120', method: 'advance', subject: 'payment' }],
      payments: [{ type: 'cash', sum: 100 }],
    });
    expect(checked?.items[0]?.name).toBe('');
    expect(checked?.warnings).toEqual([]);
  });
});

describe('anything at all', () => {
  it('is checked without a crash, and what is found can be sent as JSON', () => {
    const keys = fc.constantFrom(
      'type',
      'items',
      'payments',
      'customer',
      'vats',
      'correction',
      'agent',
      'total',
    );
    const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true });
    fc.assert(
      fc.property(fc.oneof(value, fc.dictionary(keys, value)), (input) => {
        const { problems, receipt: checked } = checkReceipt(input);
        expect(checked === undefined).toBe(problems.length > 0);
        JSON.stringify(problems);
      }),
      { numRuns: 1000 },
    );
  });

  it('a right receipt with one broken value is never taken for right', () => {
    const paths = [
      ['items', 0, 'price'],
      ['items', 0, 'quantity'],
      ['items', 0, 'vat'],
      ['payments', 0, 'sum'],
      ['customer', 'contact'],
      ['taxation'],
      ['electronic'],
    ] as const;
    const junk = fc.constantFrom([], {}, '', 'x', -1, Number.NaN, 1e300, 'ё'.repeat(400));
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, (path, wrong) => {
        const input = structuredClone(full) as unknown as Record<string | number, unknown>;
        const parent = path
          .slice(0, -1)
          .reduce((at, key) => at[key] as Record<string | number, unknown>, input);
        parent[path.at(-1) as string] = wrong;
        expect(checkReceipt(input).receipt).toBeUndefined();
      }),
    );
  });
});

describe('sums of random receipts', () => {
  const row = fc.record({
    price: fc.integer({ min: 0, max: 1_000_000 }),
    quantity: fc.integer({ min: 1, max: 100_000 }),
  });

  it('items add up to the total, and payments to the total and the change', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.nat(10_000),
        fc.nat(99),
        (rows, extra, cents) => {
          const totals = rows.map(({ price, quantity }) => Math.floor((price * quantity + 500) / 1000));
          const sum = totals.reduce((a, b) => a + b, 0);
          const rounded = Math.min(cents, sum);
          const noncash = Math.floor((sum - rounded) / 2);
          const checked = parseReceipt({
            type: 'sell',
            items: rows.map(({ price, quantity }) => ({
              name: 'А',
              price: price / 100,
              quantity: quantity / 1000,
              vat: 'vat20',
            })),
            total: (sum - rounded) / 100,
            payments: [
              { type: 'electronic', sum: noncash / 100 },
              { type: 'cash', sum: (sum - rounded - noncash + extra) / 100 },
            ],
          });
          expect(checked.items.map(({ total }) => total)).toEqual(totals);
          expect(checked.sum).toBe(sum);
          expect(checked.total).toBe(sum - rounded);
          expect(checked.change).toBe(extra);
        },
      ),
    );
  });
});
