import { describe, expect, it } from 'vitest';
import { checkReceipt, type ItemInput, type ReceiptInput } from '../../src/fiscal/index.js';

type Row = readonly [name: string, input: unknown, warnings: readonly string[]];

const item: ItemInput = { name: 'А', price: 100, vat: 'vat20' };

function sale(change: Partial<ItemInput>, more: Partial<ReceiptInput> = {}): ReceiptInput {
  return { type: 'sell', items: [{ ...item, ...change }], payments: [{ type: 'cash', sum: 100 }], ...more };
}

const rows: readonly Row[] = [
  ['a plain sale', sale({}), []],
  [
    'two and a half pieces',
    sale({ price: 40, quantity: 2.5, piece: true }),
    ['PIECE_FRACTION items[0].piece'],
  ],
  ['a prepayment at the plain rate', sale({ method: 'prepayment' }), ['VAT_METHOD items[0].vat']],
  ['a prepayment at the computed rate', sale({ method: 'prepayment', vat: 'vat120' }), []],
  ['a prepayment without VAT', sale({ method: 'fullPrepayment', vat: 'none' }), []],
  ['goods at the computed rate', sale({ vat: 'vat122' }), ['VAT_METHOD items[0].vat']],
  [
    'a credit paid with VAT',
    sale({ method: 'creditPayment', subject: 'payment' }),
    ['VAT_METHOD items[0].vat'],
  ],
  ['a credit paid without VAT', sale({ method: 'creditPayment', subject: 'payment', vat: 'none' }), []],
  [
    'an advance for goods',
    sale({ method: 'advance', vat: 'vat120', subject: 'goods' }),
    ['SUBJECT_METHOD items[0].subject'],
  ],
  ['an advance as a payment', sale({ method: 'advance', vat: 'vat120', subject: 'payment' }), []],
  ['a payment handed over', sale({ subject: 'payment' }), ['SUBJECT_METHOD items[0].subject']],
  [
    'a partial payment without credit',
    sale({ method: 'partialPayment' }),
    ['METHOD_CREDIT_MISSING payments'],
  ],
  [
    'a partial payment with credit',
    sale(
      { method: 'partialPayment' },
      {
        payments: [
          { type: 'cash', sum: 40 },
          { type: 'credit', sum: 60 },
        ],
      },
    ),
    [],
  ],
  [
    'credit for a full payment',
    sale({}, { payments: [{ type: 'credit', sum: 100 }] }),
    ['METHOD_CREDIT_UNEXPECTED payments'],
  ],
  [
    'an offset of an advance',
    sale(
      {},
      {
        payments: [
          { type: 'prepaid', sum: 60 },
          { type: 'cash', sum: 40 },
        ],
      },
    ),
    [],
  ],
  [
    'a cost off by six kopecks',
    sale({ total: '99.94' }, { payments: [{ type: 'cash', sum: '99.94' }] }),
    ['ITEM_TOTAL_DIFFERS items[0].total'],
  ],
  [
    'a cost off by five kopecks',
    sale({ total: '99.95' }, { payments: [{ type: 'cash', sum: '99.95' }] }),
    [],
  ],
  ['nowhere to send it', sale({}, { electronic: true }), ['ELECTRONIC_CONTACT customer.contact']],
  ['a marked piece', sale({ productCode: 'RU-401301-AAA0277031' }), ['MARKED_CODE items[0].productCode']],
  [
    'a bank agent without its data',
    sale({}, { agent: { type: 'bankPayingAgent' } }),
    ['AGENT_DATA_MISSING agent'],
  ],
  [
    'a bank agent with its data',
    sale(
      {},
      {
        agent: {
          type: 'bankPayingSubagent',
          operation: 'Перевод',
          phones: ['+79160000001'],
          transferOperator: { name: 'Банк', address: 'Адрес', inn: '7707083893', phones: ['+74950000001'] },
        },
      },
    ),
    [],
  ],
  [
    'a correction without VAT totals',
    {
      type: 'sellCorrection',
      correction: { type: 'self', date: '2026-11-20' },
      payments: [{ type: 'cash', sum: 1 }],
    },
    ['VAT_TOTALS_MISSING vats'],
  ],
  [
    'a correction whose only rate covers a part',
    {
      type: 'sellCorrection',
      correction: { type: 'self', date: '2026-11-20' },
      payments: [{ type: 'cash', sum: 120 }],
      vats: [{ vat: 'vat20', sum: 10 }],
    },
    ['VAT_TOTAL_DIFFERS vats[0].sum'],
  ],
];

describe('warnings', () => {
  it.each(rows)('%s', (_, input, expected) => {
    const { problems, warnings, receipt } = checkReceipt(input);
    expect(problems).toEqual([]);
    expect(warnings.map(({ code, path }) => `${code} ${path}`)).toEqual(expected);
    expect(receipt?.warnings).toEqual(warnings);
  });
});
