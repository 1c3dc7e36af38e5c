import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type DocumentField,
  decodeDocument,
  decodeFields,
  encodeDocument,
} from '../../src/fiscal/document.js';
import {
  field,
  fields,
  fieldValue,
  fieldValues,
  makeDocument,
  makeField,
  toNamed,
} from '../../src/fiscal/fields.js';
import { fromHex } from '../../src/util/hex.js';
import { anyDocument } from './arbitraries.js';

const tea = [
  makeField('itemName', 'Чай'),
  makeField('price', 100_00),
  makeField('quantity', 1000),
  makeField('itemSum', 100_00),
];
const cake = [makeField('itemName', 'Торт'), makeField('itemSum', 500_00)];
const receipt = makeDocument(3, [
  makeField('settlementType', 1),
  makeField('item', tea),
  makeField('item', cake),
  makeField('totalSum', 600_00),
  makeField('vatSums', [
    makeField('vatSumEntry', [makeField('vatRate', 11), makeField('vatAmount', 108_20)]),
  ]),
  makeField('fiscalSign', fromHex('310400 01F04F')),
]);

describe('fields of a document', () => {
  it('are found by number and by id, on their own level', () => {
    expect(field(receipt, 1020)?.value).toBe(600_00);
    expect(field(receipt, 'totalSum')).toBe(field(receipt, 1020));
    expect(fields(receipt, 1059)).toHaveLength(2);
    expect(field(receipt, 'itemName')).toBeUndefined();
    expect(field(tea, 'itemName')?.value).toBe('Чай');
    expect(field(receipt, 2001)).toBeUndefined();
  });

  it('give typed values', () => {
    expect(fieldValue(receipt, 'totalSum')).toBe(600_00);
    expect(fieldValue(receipt, 'cashier')).toBeUndefined();
    expect(fieldValues(receipt, 'item').map((item) => fieldValue(item, 'itemName'))).toEqual(['Чай', 'Торт']);
    expectTypeOf(fieldValue(receipt, 'totalSum')).toEqualTypeOf<number | undefined>();
    expectTypeOf(fieldValue(receipt, 'cashier')).toEqualTypeOf<string | undefined>();
    expectTypeOf(fieldValue(receipt, 'quantity')).toEqualTypeOf<number | string | undefined>();
    expectTypeOf(fieldValue(receipt, 'item')).toEqualTypeOf<readonly DocumentField[] | undefined>();
    expectTypeOf(fieldValue(receipt, 'fiscalSign')).toEqualTypeOf<Uint8Array | undefined>();
  });

  it('that hold other bytes are not passed off as values', () => {
    const broken = decodeFields(fromHex('FC 03 00 00 23 04 01 00 00 35 04 01 00 07'));
    const malformed = (id: string) =>
      expect.objectContaining({ name: 'ProtocolError', code: 'MALFORMED', field: id });
    expect(() => fieldValue(broken, 'totalSum')).toThrow(malformed('totalSum'));
    expect(() => fieldValue(broken, 'item')).toThrow(malformed('item'));
    expect(fieldValue(broken, 'fiscalSign')).toEqual(Uint8Array.of(7));
  });

  it('made by hand are written like any other', () => {
    expect(decodeDocument(encodeDocument(receipt))).toEqual(receipt);
  });
});

describe('toNamed', () => {
  it('is a plain object by ids', () => {
    expect(toNamed(receipt)).toEqual({
      form: 3,
      name: 'кассовый чек',
      fields: {
        settlementType: 1,
        item: [
          { itemName: 'Чай', price: 100_00, quantity: 1000, itemSum: 100_00 },
          { itemName: 'Торт', itemSum: 500_00 },
        ],
        totalSum: 600_00,
        vatSums: { vatSumEntry: [{ vatRate: 11, vatAmount: 108_20 }] },
        fiscalSign: '31040001F04F',
      },
    });
  });

  it('makes a list of what may repeat even when it stands once, and of what repeats against the format', () => {
    const once = makeDocument(3, [
      makeField('item', cake),
      makeField('cashier', 'А'),
      makeField('cashier', 'Б'),
    ]);
    expect(toNamed(once).fields).toEqual({
      item: [{ itemName: 'Торт', itemSum: 500_00 }],
      cashier: ['А', 'Б'],
    });
  });

  it('survives JSON', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const named = toNamed(document);
        expect(JSON.parse(JSON.stringify(named))).toEqual(named);
      }),
      { numRuns: 200 },
    );
  });
});
