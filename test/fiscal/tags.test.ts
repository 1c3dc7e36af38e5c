import { describe, expect, expectTypeOf, it } from 'vitest';
import { documentForms, tags } from '../../src/fiscal/all-tags.js';
import { limits } from '../../src/fiscal/data/limits.js';
import {
  isFormCode,
  isTagId,
  type TagInfo,
  type TypeOfTag,
  tagById,
  tagByNumber,
  tagsOfForm,
} from '../../src/fiscal/tags.js';

const info = (tag: number) => tagByNumber(tag) as TagInfo;

describe('tag table', () => {
  it('holds each number and each id once, in order', () => {
    expect(tags).toHaveLength(166);
    expect(new Set(tags.map((row) => row.tag)).size).toBe(166);
    expect(new Set(tags.map((row) => row.id)).size).toBe(166);
    expect(tags.map((row) => row.tag)).toEqual(tags.map((row) => row.tag).sort((a, b) => a - b));
  });

  it.each(Object.entries(limits))('says the same of %s as the limits of receipts do', (id, limit) => {
    expect(isTagId(id) && tagById(id)).toMatchObject(limit);
  });

  it('names parents and children both ways', () => {
    for (const row of tags) {
      for (const child of row.children ?? [])
        expect(info(child).parents, `${row.tag} holds ${child}`).toContain(row.tag);
      for (const parent of row.parents)
        expect(info(parent).children, `${row.tag} in ${parent}`).toContain(row.tag);
    }
  });

  it('gives only structures children, and every parent a duty', () => {
    for (const row of tags) {
      if (row.children) expect(row.type).toBe('stlv');
      for (const parent of row.parents) expect(row.nested[parent]?.electronic).toBeDefined();
    }
  });

  it('has one table for receipt and BSO, and one for their corrections', () => {
    for (const row of tags) {
      expect(row.docs[4]).toEqual(row.docs[3]);
      expect(row.docs[41]).toEqual(row.docs[31]);
    }
  });

  it('leaves the length open only where the format does', () => {
    const open = tags.filter(
      (row) => row.fixedBytes === undefined && row.maxBytes === undefined && row.type !== 'stlv',
    );
    // Print only, open texts, and counters of later formats.
    expect(open.map((row) => row.tag)).toEqual([1000, 1151, 1152, 1153, 1154, 1155, 1184, 1196, 1237, 1238]);
  });

  it('gives every fixed-width type its width', () => {
    const width = { uint8: 1, bitmask8: 1, uint16: 2, uint32: 4, unixtime: 4, bitmask32: 4 } as const;
    for (const row of tags) {
      if (row.type in width) expect(row.fixedBytes, `${row.tag}`).toBe(width[row.type as keyof typeof width]);
      if (row.padded) expect(row).toMatchObject({ type: 'string', fixedBytes: row.maxBytes });
    }
  });

  it.each([
    [1037, { id: 'kktRegNumber', type: 'string', fixedBytes: 20, padded: true, filledBy: 'fn' }],
    [1041, { id: 'fnNumber', type: 'string', fixedBytes: 16, padded: false }],
    [1077, { id: 'fiscalSign', type: 'bytes', fixedBytes: 6 }],
    [1020, { id: 'totalSum', type: 'vln', maxBytes: 6, nameRu: 'сумма расчета, указанного в чеке (БСО)' }],
    [1023, { id: 'quantity', type: 'fvln', maxBytes: 8, parents: [1059] }],
    [1059, { id: 'item', type: 'stlv', maxBytes: 1024, repeats: true }],
    [1084, { children: [1085, 1086], maxBytes: 320 }],
    [1174, { children: [1177, 1178, 1179] }],
    [
      1199,
      {
        parents: [1059, 1119],
        nested: { 1059: { electronic: 2, printed: 2 }, 1119: { electronic: 1, printed: 1 } },
      },
    ],
    [1226, { nested: { 1059: { printed: 3, electronic: 2 } } }],
    [1205, { type: 'bitmask32', ffd105: false }],
    [1011, { ffd105: undefined }],
    [1000, { filledBy: 'print' }],
    [
      1017,
      {
        docs: {
          1: { printed: 2, electronic: 2, place: 28 },
          11: { place: 28 },
          7: { printed: 1, electronic: 1, place: 2 },
        },
      },
    ],
    [1203, { docs: { 3: { electronic: 3, place: 13 }, 5: { electronic: 3, place: 6 } } }],
    [1048, { docs: { 3: { printed: 1, electronic: 3 }, 5: { printed: 1, place: 3 } } }],
    [1101, { repeats: true, docs: { 11: { electronic: 2 } } }],
  ])('tag %i', (tag, expected) => {
    expect(info(tag)).toMatchObject(expected);
  });

  it('keeps printed and electronic duties apart', () => {
    expect(info(1203).docs[3]).not.toHaveProperty('printed');
    expect(info(1048).docs[5]).not.toHaveProperty('electronic');
  });

  it('finds tags by id and by number', () => {
    expect(tagById('cashier').tag).toBe(1021);
    expect(tagByNumber(1021)?.id).toBe('cashier');
    expect(tagByNumber(9999)).toBeUndefined();
    expect(isTagId('cashier')).toBe(true);
    expect(isTagId('constructor')).toBe(false);
    expectTypeOf<TypeOfTag<'totalSum'>>().toEqualTypeOf<'vln'>();
    expectTypeOf<TypeOfTag<'vatRate'>>().toEqualTypeOf<'uint8'>();
  });
});

describe('documents', () => {
  it('are eleven', () => {
    expect(documentForms.map((form) => form.code)).toEqual([1, 11, 2, 21, 3, 31, 4, 41, 5, 6, 7]);
    expect(documentForms.find((form) => form.code === 31)).toEqual({
      code: 31,
      id: 'correctionReceipt',
      nameRu: 'кассовый чек коррекции',
      maxBytes: 32768,
    });
    expect(documentForms.find((form) => form.code === 7)?.maxBytes).toBe(512);
    expect(isFormCode(21)).toBe(true);
    expect(isFormCode(8)).toBe(false);
  });

  it.each([
    [1, 35, 'documentName ffdVersion userName userInn taxationTypes dateTime kktRegNumber'],
    [2, 20, 'documentName ffdVersion userName userInn cashier cashierInn settlementAddress'],
    [3, 52, 'documentName ffdVersion userName userInn buyerName buyerInn receiptNumber'],
    [5, 23, 'documentName ffdVersion userName userInn cashier cashierInn settlementAddress'],
    [6, 14, 'documentName ffdVersion userName userInn cashier cashierInn settlementAddress'],
    [7, 7, 'documentName ofdInn fnNumber docNumber dateTime operatorMessageToFn operatorFiscalSign'],
    [11, 36, 'documentName ffdVersion userName userInn taxationTypes dateTime kktRegNumber'],
    [21, 16, 'documentName ffdVersion userName userInn settlementAddress settlementPlace dateTime'],
    [31, 54, 'documentName ffdVersion userName userInn buyerName buyerInn receiptNumber'],
  ] as const)('form %i has %i tags, beginning with %s', (form, count, first) => {
    const list = tagsOfForm(form);
    expect(list).toHaveLength(count);
    expect(
      list
        .slice(0, 7)
        .map((row) => row.id)
        .join(' '),
    ).toBe(first);
  });

  it('puts the tags of 2025 beside their kin', () => {
    const ids = tagsOfForm(3).map((row) => row.tag);
    expect(ids.indexOf(1115)).toBe(ids.indexOf(1107) + 1);
    expect(ids.indexOf(1234)).toBeGreaterThan(ids.indexOf(1081));
    expect(ids.indexOf(1234)).toBeLessThan(ids.indexOf(1215));
    expect(tagsOfForm(11).at(-1)?.tag).toBe(1101);
  });
});
