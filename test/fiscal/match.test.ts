import { describe, expect, it } from 'vitest';
import {
  compareDocument,
  type DocumentField,
  type FiscalDocument,
  isDocumentOf,
  makeDocument,
  makeField,
  parseReceipt,
  type Receipt,
  sameText,
  textDifferences,
  vatRates,
} from '../../src/fiscal/index.js';

/** What registers are known, or may be expected, to make of a text. */
const normal: Record<
  (typeof textDifferences)[number]['name'],
  ReadonlyArray<[stored: string, wanted: string]>
> = {
  yo: [
    ['Мед цветочный', 'Мёд цветочный'],
    ['ЕЖ', 'ЁЖ'],
  ],
  dashes: [['Чай - зелёный', 'Чай — зелёный']],
  quotes: [
    ['ООО "Ромашка"', 'ООО «Ромашка»'],
    ["Д'Артаньян", 'Д’Артаньян'],
  ],
  codePage: [
    ['Товар ? 5', 'Товар № 5'],
    ['100 €', '100 ■'],
  ],
  spaces: [
    ['Хлеб белый', 'Хлеб  белый '],
    ['Хлеб белый', 'Хлеб\u00a0белый'],
  ],
  case: [['ХЛЕБ БЕЛЫЙ', 'Хлеб белый']],
  cut: [['Масло сливочное крестья', 'Масло сливочное крестьянское 72,5 %']],
};

describe('texts that a register stores its own way', () => {
  it('every kind of difference is known by its cases', () => {
    expect(Object.keys(normal)).toEqual(textDifferences.map(({ name }) => name));
  });

  it.each(Object.entries(normal).flatMap(([name, pairs]) => pairs.map((pair) => [name, ...pair] as const)))(
    '%s: «%s» is «%s»',
    (_, stored, wanted) => {
      expect(sameText(stored, wanted)).toBe(true);
    },
  );

  it.each([
    ['Хлеб чёрный', 'Хлеб белый'],
    ['Хлеб', 'Хлеб белый'],
    ['Хлеб .белый', 'Хлеб белый'],
    ['', 'Хлеб белый'],
    ['Товар 1', 'Товар 2'],
    ['Хлеб белый нарезной', 'Хлеб белый'],
  ])('«%s» is not «%s»', (stored, wanted) => {
    expect(sameText(stored, wanted)).toBe(false);
  });
});

const receipt = parseReceipt({
  type: 'sell',
  taxation: 'osn',
  customer: { contact: 'a@example.com' },
  items: [
    { name: 'Хлеб', price: '45.50', quantity: 2, vat: 'vat10' },
    { name: 'Молоко', price: '99.99', vat: 'vat20' },
  ],
  total: 190,
  payments: [
    { type: 'electronic', sum: 100 },
    { type: 'cash', sum: 500 },
  ],
});

/** What a register makes of the receipt. */
function documentOf(
  of: Receipt,
  { total = of.total, cash = 9000, items }: { total?: number; cash?: number; items?: DocumentField[][] } = {},
): FiscalDocument {
  const own = items ?? of.items.map((item) => itemFields(item, item.price, item.total));
  return makeDocument(3, [
    makeField('settlementType', 1),
    makeField('taxationType', 1),
    makeField('totalSum', total),
    makeField('cashSum', cash),
    makeField('cashlessSum', 10_000),
    makeField('buyerContact', 'a@example.com'),
    ...own.map((fields) => makeField('item', fields)),
  ]);
}

function itemFields(
  { name, quantity, vat }: Receipt['items'][number],
  price: number,
  sum: number,
): DocumentField[] {
  return [
    makeField('itemName', name),
    makeField('price', price),
    makeField('quantity', quantity),
    makeField('itemSum', sum),
    makeField('vatRate', vatRates[vat].code),
  ];
}

describe('a document beside a receipt', () => {
  it('whose kopecks were rounded off only in the total is ours', () => {
    expect(receipt).toMatchObject({ sum: 19_099, total: 19_000 });
    expect(isDocumentOf(documentOf(receipt), receipt)).toBe(true);
  });

  it('whose items share the rounded kopecks is ours, too', () => {
    const [bread, milk] = receipt.items as [Receipt['items'][number], Receipt['items'][number]];
    const items = [itemFields(bread, 4527, 9053), itemFields(milk, 9947, 9947)];
    expect(isDocumentOf(documentOf(receipt, { items }), receipt)).toBe(true);
    // The items have to make the total, and none may grow.
    const short = [itemFields(bread, 4500, 9000), itemFields(milk, 9947, 9947)];
    expect(isDocumentOf(documentOf(receipt, { items: short }), receipt)).toBe(false);
    const grown = [itemFields(bread, 4000, 8000), itemFields(milk, 11_000, 11_000)];
    expect(isDocumentOf(documentOf(receipt, { items: grown }), receipt)).toBe(false);
  });

  it('is told apart by every number, and by texts', () => {
    expect(compareDocument(documentOf(receipt, { total: 18_999 }), receipt).numbers).toEqual([
      { path: 'total', wanted: 19_000, stored: 18_999 },
    ]);
    expect(compareDocument(documentOf(receipt, { cash: 9001 }), receipt).numbers).toEqual([
      { path: 'payments.cash', wanted: 9000, stored: 9001 },
    ]);
    const [bread, milk] = receipt.items as [Receipt['items'][number], Receipt['items'][number]];
    const one = [itemFields(bread, 4550, 9100)];
    expect(compareDocument(documentOf(receipt, { items: one }), receipt).numbers).toEqual([
      { path: 'items.length', wanted: 2, stored: 1 },
    ]);
    const changed = [
      itemFields({ ...bread, name: 'Булка', quantity: 3000 }, 4550, 9100),
      itemFields({ ...milk, vat: 'vat10' }, 9998, 9999),
    ];
    expect(compareDocument(documentOf(receipt, { items: changed }), receipt)).toEqual({
      numbers: [
        { path: 'items[0].quantity', wanted: 2000, stored: 3000 },
        { path: 'items[1].price', wanted: 9999, stored: 9998 },
        { path: 'items[1].vat', wanted: 1, stored: 2 },
      ],
      texts: [{ path: 'items[0].name', wanted: 'Хлеб', stored: 'Булка' }],
    });
  });

  it('whose bytes make no sense is told apart, never thrown at', () => {
    const broken = documentOf(receipt);
    const fields = broken.fields.map((field) =>
      field.id === 'totalSum' || field.id === 'item' ? { ...field, value: Uint8Array.of(1, 2, 3) } : field,
    );
    expect(compareDocument({ ...broken, fields }, receipt).numbers.map(({ path }) => path)).toEqual([
      'total',
      'items.length',
    ]);
  });
});
