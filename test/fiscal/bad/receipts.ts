import { type Bad, goodItem, sale, withItem, without } from './bad.js';

const cyclic: Record<string, unknown> = { type: 'sell' };
Object.assign(cyclic, { items: [cyclic], payments: cyclic });

const trap = Object.defineProperty({ ...sale() }, 'taxation', {
  enumerable: true,
  get() {
    throw new Error('trap');
  },
});

const revoked = Proxy.revocable({}, {});
revoked.revoke();

const pay = (...payments: Array<[type: string, sum: unknown]>): unknown[] =>
  payments.map(([type, sum]) => ({ type, sum }));

export const badReceipts: readonly Bad[] = [
  ['nothing', undefined, ['TYPE ']],
  ['null', null, ['TYPE ']],
  ['a number', 5, ['TYPE ']],
  ['a text', '{"type":"sell"}', ['TYPE ']],
  ['a list', [sale()], ['TYPE ']],
  ['a function', () => sale(), ['TYPE ']],
  ['an empty object', {}, ['REQUIRED type', 'ITEMS_MISSING items', 'PAYMENTS_MISSING payments']],
  [
    'a cycle',
    cyclic,
    [
      'TYPE payments',
      'UNKNOWN_VALUE items[0].type',
      'UNKNOWN_KEY items[0].items',
      'UNKNOWN_KEY items[0].payments',
      'REQUIRED items[0].name',
      'REQUIRED items[0].price',
      'REQUIRED items[0].vat',
    ],
  ],
  ['a getter that throws', trap, ['UNREADABLE ']],
  ['a proxy that is dead', revoked.proxy, ['UNREADABLE ']],
  [
    'a dead proxy inside',
    sale({ items: revoked.proxy, taxation: revoked.proxy }),
    ['UNREADABLE items', 'UNKNOWN_VALUE taxation'],
  ],
  [
    'a thousand unknown fields',
    sale(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x${i}`, i]))),
    [...Array.from({ length: 20 }, (_, i) => `UNKNOWN_KEY x${i}`), 'UNKNOWN_KEY '],
  ],
  [
    'an own __proto__',
    JSON.parse('{"__proto__": 1, "type": "sell"}'),
    ['UNKNOWN_KEY __proto__', 'ITEMS_MISSING items', 'PAYMENTS_MISSING payments'],
  ],

  ['no type', without(sale(), 'type'), ['REQUIRED type']],
  ['unknown type', sale({ type: 'sale' }), ['UNKNOWN_VALUE type']],
  ['type as a number', sale({ type: 1 }), ['UNKNOWN_VALUE type']],
  ['unknown field', sale({ vatin: '1' }), ['UNKNOWN_KEY vatin']],
  ['a misspelt field', sale({ electronicaly: true }), ['UNKNOWN_KEY electronicaly']],
  ['unknown tax system', sale({ taxation: 'OSN' }), ['UNKNOWN_VALUE taxation']],
  ['tax system as a number', sale({ taxation: 1 }), ['UNKNOWN_VALUE taxation']],
  ['electronic as a text', sale({ electronic: 'true' }), ['TYPE electronic']],
  ['zero as electronic', sale({ electronic: 0 }), ['TYPE electronic']],

  ['operator without a name', sale({ operator: { inn: '123456789047' } }), ['REQUIRED operator.name']],
  ['operator that is a text', sale({ operator: 'Иванов' }), ['TYPE operator']],
  ['operator of 65 characters', sale({ operator: { name: 'и'.repeat(65) } }), ['TEXT_LENGTH operator.name']],
  [
    'INN of an organisation for an operator',
    sale({ operator: { name: 'И', inn: '7707083893' } }),
    ['INN_FORMAT operator.inn'],
  ],
  [
    'wrong INN of an operator',
    sale({ operator: { name: 'И', inn: '123456789048' } }),
    ['INN_CHECK operator.inn'],
  ],
  ['INN as a number', sale({ operator: { name: 'И', inn: 123456789047 } }), ['TYPE operator.inn']],

  ['phone without plus', sale({ customer: { contact: '9161234567' } }), ['CONTACT_FORMAT customer.contact']],
  [
    'phone with brackets',
    sale({ customer: { contact: '+8(916)123-45-67 доб. 5' } }),
    ['CONTACT_FORMAT customer.contact'],
  ],
  ['short phone', sale({ customer: { contact: '+79' } }), ['CONTACT_FORMAT customer.contact']],
  ['e-mail without a domain', sale({ customer: { contact: 'a@b' } }), ['CONTACT_FORMAT customer.contact']],
  ['e-mail with two signs', sale({ customer: { contact: 'a@b@c.ru' } }), ['CONTACT_FORMAT customer.contact']],
  ['e-mail with a blank', sale({ customer: { contact: 'a b@c.ru' } }), ['CONTACT_FORMAT customer.contact']],
  [
    'e-mail of 65 characters',
    sale({ customer: { contact: `${'a'.repeat(59)}@bcd.ru` } }),
    ['TEXT_LENGTH customer.contact'],
  ],
  ['wrong INN of the buyer', sale({ customer: { inn: '7707083894' } }), ['INN_CHECK customer.inn']],
  ['INN of 11 digits', sale({ customer: { inn: '77070838931' } }), ['INN_FORMAT customer.inn']],
  ['INN of zeros for the buyer', sale({ customer: { inn: '000000000000' } }), ['INN_CHECK customer.inn']],
  ['INN with letters', sale({ customer: { inn: '77070838ab' } }), ['INN_FORMAT customer.inn']],
  ['buyer of 257 characters', sale({ customer: { name: 'п'.repeat(257) } }), ['TEXT_LENGTH customer.name']],
  ['address of 257 characters', sale({ address: 'а'.repeat(257) }), ['TEXT_LENGTH address']],
  ['sender that is a phone', sale({ senderEmail: '+79161234567' }), ['EMAIL_FORMAT senderEmail']],
  ['machine number of 21 characters', sale({ machineNumber: '1'.repeat(21) }), ['TEXT_LENGTH machineNumber']],
  [
    'requisite of 17 characters',
    sale({ additionalAttribute: '1'.repeat(17) }),
    ['TEXT_LENGTH additionalAttribute'],
  ],
  [
    'requisite of the user without a value',
    sale({ userAttribute: { name: 'А' } }),
    ['REQUIRED userAttribute.value'],
  ],
  [
    'requisite of the user above 320 bytes',
    sale({ userAttribute: { name: 'а'.repeat(64), value: 'б'.repeat(256) } }),
    ['STRUCTURE_SIZE userAttribute'],
  ],
  [
    'internet without contact and place',
    sale({ internet: true }),
    ['INTERNET_CONTACT customer.contact', 'INTERNET_PLACE place'],
  ],
  [
    'internet without place',
    sale({ internet: true, customer: { contact: 'a@b.ru' } }),
    ['INTERNET_PLACE place'],
  ],

  ['no items', sale({ items: [] }), ['ITEMS_MISSING items']],
  ['items that are an object', sale({ items: { 0: goodItem } }), ['TYPE items']],
  ['1001 items', sale({ items: new Array(1001).fill(goodItem) }), ['ITEMS_LIMIT items']],
  [
    'a document above 32 KiB',
    sale({
      items: new Array(400).fill({ ...goodItem, name: 'н'.repeat(60) }),
      payments: pay(['cash', 40_000]),
    }),
    ['RECEIPT_SIZE items'],
  ],
  [
    'a sum above the limit',
    sale({
      items: new Array(2).fill({ ...goodItem, price: '42949672.95' }),
      payments: pay(['cash', '42949672.95'], ['electronic', '42949672.95']),
    }),
    ['MONEY_LIMIT items'],
  ],

  ['no payments', without(sale(), 'payments'), ['PAYMENTS_MISSING payments']],
  ['empty payments', sale({ payments: [] }), ['PAYMENTS_MISSING payments']],
  ['payments that are an object', sale({ payments: { cash: 100 } }), ['TYPE payments']],
  ['payment that is null', sale({ payments: [null] }), ['TYPE payments[0]']],
  [
    'payment of an unknown type',
    sale({ payments: pay(['barter', 100]) }),
    ['UNKNOWN_VALUE payments[0].type'],
  ],
  [
    'payment by number of type',
    sale({ payments: [{ type: 1, sum: 100 }] }),
    ['UNKNOWN_VALUE payments[0].type'],
  ],
  ['payment without a sum', sale({ payments: [{ type: 'cash' }] }), ['REQUIRED payments[0].sum']],
  ['negative payment', sale({ payments: pay(['cash', -100]) }), ['MONEY_NEGATIVE payments[0].sum']],
  ['one kopeck missing', sale({ payments: pay(['cash', '99.99']) }), ['UNDERPAID payments']],
  ['change from a card', sale({ payments: pay(['electronic', 200]) }), ['NONCASH_ABOVE_TOTAL payments']],
  [
    'change from a card beside cash',
    sale({ payments: pay(['electronic', 101], ['cash', 50]) }),
    ['NONCASH_ABOVE_TOTAL payments'],
  ],
  ['change from an advance', sale({ payments: pay(['prepaid', 101]) }), ['NONCASH_ABOVE_TOTAL payments']],
  ...['sellReturn', 'buy', 'buyReturn'].map(
    (type): Bad => [
      `change in ${type}`,
      sale({ type, payments: pay(['cash', 200]) }),
      ['CHANGE_NOT_ALLOWED payments'],
    ],
  ),

  ['total above the sum', sale({ total: 101, payments: pay(['cash', 101]) }), ['TOTAL_ABOVE_SUM total']],
  ['total that takes a discount', sale({ total: 90 }), ['TOTAL_ROUNDING total']],
  ['total a whole rouble lower', sale({ total: 99 }), ['TOTAL_ROUNDING total']],
  ['total with half a kopeck', sale({ total: '99.995' }), ['MONEY_FRACTION total']],

  [
    'VAT total that the items do not give',
    sale({ vats: [{ vat: 'vat10', sum: 10 }] }),
    ['VAT_TOTAL_MISMATCH vats[0].sum'],
  ],
  [
    'VAT total of another rate',
    sale({ vats: [{ vat: 'vat20', sum: 0 }] }),
    ['VAT_TOTAL_MISSING vats', 'VAT_TOTAL_UNEXPECTED vats[0].vat'],
  ],
  [
    'VAT total twice',
    sale({
      vats: [
        { vat: 'vat10', sum: '9.09' },
        { vat: 'vat10', sum: '9.09' },
      ],
    }),
    ['VAT_TOTAL_TWICE vats[1].vat'],
  ],
  ['VAT total without a sum', sale({ vats: [{ vat: 'vat10' }] }), ['REQUIRED vats[0].sum']],
  ['VAT totals that are an object', sale({ vats: { vat10: 1 } }), ['TYPE vats']],

  [
    'advance paid by an advance',
    withItem({ method: 'advance' }, { payments: pay(['prepaid', 100]) }),
    ['METHOD_NEEDS_MONEY payments'],
  ],
  [
    'prepayment on credit',
    withItem({ method: 'prepayment' }, { payments: pay(['credit', 100]) }),
    ['METHOD_NEEDS_MONEY payments'],
  ],
  [
    'full prepayment partly offset',
    withItem({ method: 'fullPrepayment' }, { payments: pay(['prepaid', 1], ['cash', 99]) }),
    ['METHOD_NEEDS_MONEY payments'],
  ],
  [
    'payment of a credit on credit',
    withItem({ method: 'creditPayment' }, { payments: pay(['credit', 100]) }),
    ['METHOD_NEEDS_MONEY payments'],
  ],
  ['credit that is paid', withItem({ method: 'credit' }), ['METHOD_NEEDS_CREDIT payments']],
  [
    'credit that is partly paid',
    withItem({ method: 'credit' }, { payments: pay(['credit', 50], ['cash', 50]) }),
    ['METHOD_NEEDS_CREDIT payments'],
  ],
];
