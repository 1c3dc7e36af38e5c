import { describe, expect, it } from 'vitest';
import { checkReceipt } from '../../src/fiscal/index.js';

const sale = {
  type: 'sell',
  items: [{ name: 'Чай', price: 1, vat: 'none' }],
  payments: [{ type: 'cash', sum: 1 }],
};
const contact = (value: unknown) => checkReceipt({ ...sale, customer: { contact: value } });

describe('contacts as people write them', () => {
  it.each([
    ['8 912 345-67-89', '+79123456789'],
    ['89123456789', '+79123456789'],
    ['79123456789', '+79123456789'],
    ['+7 (912) 345-67-89', '+79123456789'],
    ['8\u00a0(912)\u00a0345–67–89', '+79123456789'],
    ['+998 90 123-45-67', '+998901234567'],
    [' buyer@example.com ', 'buyer@example.com'],
  ])('%j becomes %s, with a warning', (given, usual) => {
    const { receipt, warnings } = contact(given);
    expect(receipt?.customer?.contact).toBe(usual);
    expect(warnings).toMatchObject([
      { code: 'CONTACT_REWRITTEN', path: 'customer.contact', tag: 1008, value: given },
    ]);
  });

  it.each(['+79123456789', 'buyer@example.com', 'иван@почта.рф'])('%s stays as it is', (given) => {
    const { receipt, warnings } = contact(given);
    expect(receipt?.customer?.contact).toBe(given);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['9123456789', '«+79123456789»'],
    ['+8 912 345-67-89', '«+79123456789»'],
    ['тел. 8 912 345-67-89', '«+79123456789»'],
    ['375 29 123-45-67', '«+375291234567»'],
    ['00375291234567', '«+375291234567»'],
    ['buyer@example.com;', '«buyer@example.com»'],
    ['mailto:buyer@example.com', '«buyer@example.com»'],
    ['Иван <buyer@example.com>', '«buyer@example.com»'],
    ['a@example.com, b@example.com', '«a@example.com» или «b@example.com»'],
    ['none', 'поле не передают'],
    ['нет', 'поле не передают'],
  ])('%s may mean several things: the message proposes what is right', (given, proposed) => {
    const { problems } = contact(given);
    expect(problems).toMatchObject([{ code: 'CONTACT_FORMAT', ru: expect.stringContaining(proposed) }]);
  });

  it('phones of agents and suppliers are read the same way', () => {
    const items = [
      {
        ...sale.items[0],
        agent: { type: 'payingAgent', phones: ['8 (912) 345-67-89'] },
        supplier: { inn: '7707083893', phones: ['+7 912 345 67 89'] },
      },
    ];
    const { receipt } = checkReceipt({ ...sale, items });
    expect(receipt?.items[0]?.agent?.phones).toEqual(['+79123456789']);
    expect(receipt?.items[0]?.supplier?.phones).toEqual(['+79123456789']);
  });
});

describe('hints', () => {
  const hint = (change: object, item: object = {}): string =>
    checkReceipt({ ...sale, ...change, items: [{ ...sale.items[0], ...item }] }).problems[0]?.en ?? '';
  const proposed = (text: string): string[] =>
    [...(/did you mean ([^?]*)\?/.exec(text)?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(([, name = '']) => name);

  it.each(['vat18', 'vat118', '18', 'VAT18', '18/118', 'НДС 18%', 'vat21', 'vat2', 'vat', '13'])(
    'another rate is never proposed for %s',
    (vat) => {
      expect(proposed(hint({}, { vat }))).toEqual([]);
    },
  );

  it('says of 18 % that it is over', () => {
    expect(hint({}, { vat: 'vat18' })).toContain('ended with 2018');
  });

  it.each([
    ['VAT20', 'vat20'],
    ['20%', 'vat20'],
    ['НДС 22 %', 'vat22'],
    ['vat_10', 'vat10'],
    ['20/120', 'vat120'],
    ['NO', 'none'],
    ['без НДС', 'none'],
  ])('%s is another spelling of %s', (vat, name) => {
    expect(proposed(hint({}, { vat }))).toEqual([name]);
  });

  it.each([
    ['usn', ['usnIncome', 'usnIncomeOutcome']],
    ['УСН', ['usnIncome', 'usnIncomeOutcome']],
    ['psn', ['patent']],
    ['osno', ['osn']],
    ['usn_income', ['usnIncome']],
    ['ecxn', ['esn']],
    ['npd', []],
    ['auto', []],
  ])('tax system %s: %j', (taxation, names) => {
    expect(proposed(hint({ taxation }))).toEqual(names);
  });

  it('knows the keys of the vendor’s JSON tasks', () => {
    const { problems } = checkReceipt({
      type: 'sell',
      taxationType: 'osn',
      electronically: true,
      clientInfo: { emailOrPhone: 'a@b.ru' },
      operator: { name: 'Иванов', vatin: '123654789507' },
      customer: { emailOrPhone: 'a@b.ru' },
      items: [
        { name: 'Чай', price: 1, amount: 1, tax: { type: 'vat10' }, paymentObject: 1, paymentMethod: 4 },
      ],
      payments: [{ type: 'cash', sum: 1 }],
    });
    const unknown = problems.filter(({ code }) => code === 'UNKNOWN_KEY');
    expect(unknown.map(({ path, en }) => [path, ...proposed(en)])).toEqual([
      ['taxationType', 'taxation'],
      ['electronically', 'electronic'],
      ['clientInfo', 'customer'],
      ['operator.vatin', 'inn'],
      ['customer.emailOrPhone', 'contact'],
      ['items[0].amount', 'total'],
      ['items[0].tax', 'vat'],
      ['items[0].paymentObject', 'subject'],
      ['items[0].paymentMethod', 'method'],
    ]);
  });
});

describe('what is not given', () => {
  it('null in an optional field says the same as no field', () => {
    const item = { name: 'Чай', price: 1, vat: 'none' };
    const nulls = { quantity: null, subject: null, unit: null, agent: null, supplier: null, vatSum: null };
    const given = checkReceipt({
      ...sale,
      customer: null,
      total: null,
      vats: null,
      items: [{ ...item, ...nulls }],
    });
    expect(given.problems).toEqual([]);
    expect(given.receipt).toEqual(checkReceipt(sale).receipt);
  });

  it('null in a field that has to be there is missing', () => {
    const { problems } = checkReceipt({
      ...sale,
      type: null,
      items: [{ name: 'Чай', price: null, vat: null }],
    });
    expect(problems.map(({ path, code }) => `${code} ${path}`)).toEqual([
      'REQUIRED type',
      'REQUIRED items[0].price',
      'REQUIRED items[0].vat',
    ]);
  });

  it('a cashier without an INN may say so in any way', () => {
    for (const inn of ['', '   ', ' '.repeat(12), '0'.repeat(12), null, undefined]) {
      const { receipt } = checkReceipt({ ...sale, operator: { name: 'Вторая', inn } });
      expect(receipt?.operator).toEqual({ name: 'Вторая' });
    }
  });
});
