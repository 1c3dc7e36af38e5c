import { type Bad, goodItem, sale, without } from './bad.js';

const basis = { type: 'self', date: '2026-11-20' };

function correction(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'sellCorrection',
    correction: basis,
    payments: [{ type: 'cash', sum: 120 }],
    vats: [{ vat: 'vat20', sum: 20 }],
    ...more,
  };
}

const withBasis = (more: Record<string, unknown>) => correction({ correction: { ...basis, ...more } });

export const badCorrections: readonly Bad[] = [
  [
    'correction of a sale return',
    correction({ type: 'sellReturnCorrection' }),
    ['CORRECTION_OF_RETURN type'],
  ],
  [
    'correction of a purchase return',
    correction({ type: 'buyReturnCorrection' }),
    ['CORRECTION_OF_RETURN type'],
  ],
  ['no basis', without(correction(), 'correction'), ['REQUIRED correction']],
  ['basis of a sale', sale({ correction: basis }), ['CORRECTION_UNEXPECTED correction']],
  ['basis without a type', correction({ correction: { date: '2026-11-20' } }), ['REQUIRED correction.type']],
  ['basis without a date', correction({ correction: { type: 'self' } }), ['REQUIRED correction.date']],
  ['basis that is a text', correction({ correction: 'акт' }), ['TYPE correction']],
  ['unknown type of basis', withBasis({ type: 'prescription' }), ['UNKNOWN_VALUE correction.type']],
  ['order without a number', withBasis({ type: 'order' }), ['CORRECTION_NUMBER correction.number']],
  ['order with an empty number', withBasis({ type: 'order', number: '' }), ['TEXT_EMPTY correction.number']],
  ['number of 33 characters', withBasis({ number: '1'.repeat(33) }), ['TEXT_LENGTH correction.number']],
  [
    'description of 257 characters',
    withBasis({ description: 'о'.repeat(257) }),
    ['TEXT_LENGTH correction.description'],
  ],
  [
    'description and number above 292 bytes together',
    withBasis({ description: 'о'.repeat(256), number: '1'.repeat(32) }),
    ['STRUCTURE_SIZE correction'],
  ],
  ['date with points', withBasis({ date: '20.11.2026' }), ['DATE_FORMAT correction.date']],
  ['date that no calendar has', withBasis({ date: '2026-02-30' }), ['DATE_FORMAT correction.date']],
  ['date with a time', withBasis({ date: '2026-11-20T00:00' }), ['DATE_FORMAT correction.date']],
  ['date as a number', withBasis({ date: 20261120 }), ['TYPE correction.date']],
  ['items in a correction', correction({ items: [goodItem] }), ['ITEMS_IN_CORRECTION items']],
  ['correction without payments', without(correction(), 'payments'), ['PAYMENTS_MISSING payments']],
  ['correction of nothing', correction({ payments: [], vats: [] }), ['CORRECTION_ZERO total']],
  ['correction that is not paid', correction({ total: 200 }), ['UNDERPAID payments']],
  [
    'correction with change',
    correction({ total: 100, vats: [{ vat: 'vat20', sum: '16.67' }] }),
    ['CHANGE_NOT_ALLOWED payments'],
  ],
  [
    'more tax than the sum can hold',
    correction({ vats: [{ vat: 'vat20', sum: 25 }] }),
    ['VAT_TOTAL_ABOVE vats[0].sum'],
  ],
  [
    'more turnover than the sum',
    correction({ vats: [{ vat: 'none', sum: 121 }] }),
    ['VAT_TOTAL_ABOVE vats[0].sum'],
  ],
  [
    'turnovers above the sum together',
    correction({
      vats: [
        { vat: 'none', sum: 100 },
        { vat: 'vat0', sum: 100 },
      ],
    }),
    ['VAT_TOTAL_ABOVE vats'],
  ],
  [
    'VAT total twice',
    correction({
      vats: [
        { vat: 'vat20', sum: 1 },
        { vat: 'vat20', sum: 1 },
      ],
    }),
    ['VAT_TOTAL_TWICE vats[1].vat'],
  ],
  ['unknown rate', correction({ vats: [{ vat: 'vat18', sum: 1 }] }), ['UNKNOWN_VALUE vats[0].vat']],
];
