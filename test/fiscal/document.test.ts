import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import { documentForms } from '../../src/fiscal/all-tags.js';
import {
  decodeDocument,
  decodeFields,
  encodeDocument,
  encodeFields,
  type FiscalDocument,
} from '../../src/fiscal/document.js';
import type { FormCode } from '../../src/fiscal/tags.js';
import { writeTlv } from '../../src/fiscal/tlv.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { anyDocument, anyDocumentBytes, documentOf } from './arbitraries.js';

/** A small receipt, put together by hand from the format: tag, length, value. */
const receipt = fromHex(`
  03 00 59 00
    11 04 10 00 39 39 39 39 30 37 38 39 30 30 30 30 35 34 38 38
    10 04 04 00 DA B7 01 00
    F4 03 04 00 28 B4 2B 61
    35 04 06 00 31 04 CB C3 DC C9
    1E 04 01 00 01
    FC 03 03 00 76 10 04
    23 04 1B 00
      06 04 03 00 97 A0 A9
      37 04 03 00 76 10 04
      FF 03 03 00 03 E8 03
      D1 07 02 00 AB CD
`);

describe('a receipt', () => {
  const document = decodeDocument(receipt);

  it('is read with names, in the order of the bytes', () => {
    expect(document).toEqual({
      form: 3,
      name: 'кассовый чек',
      fields: [
        { tag: 1041, id: 'fnNumber', name: 'номер ФН', value: '9999078900005488' },
        { tag: 1040, id: 'docNumber', name: 'номер ФД', value: 112602 },
        { tag: 1012, id: 'dateTime', name: 'дата, время', value: '2021-08-29T16:22:00' },
        { tag: 1077, id: 'fiscalSign', name: 'ФПД', value: fromHex('3104CBC3DCC9') },
        { tag: 1054, id: 'settlementType', name: 'признак расчета', value: 1 },
        { tag: 1020, id: 'totalSum', name: 'сумма расчета, указанного в чеке (БСО)', value: 266358 },
        {
          tag: 1059,
          id: 'item',
          name: 'предмет расчета',
          value: [
            { tag: 1030, id: 'itemName', name: 'наименование предмета расчета', value: 'Чай' },
            {
              tag: 1079,
              id: 'price',
              name: 'цена за единицу предмета расчета с учетом скидок и наценок',
              value: 266358,
            },
            { tag: 1023, id: 'quantity', name: 'количество предмета расчета', value: 1000 },
            { tag: 2001, id: 'tag2001', name: 'Тег 2001', value: fromHex('ABCD') },
          ],
        },
      ],
    });
  });

  it('is written back', () => {
    expect(toHex(encodeDocument(document))).toBe(toHex(receipt));
  });
});

describe('what another encoder would have written differently', () => {
  it.each([
    ['a padded number', 'FC 03 08 00 76 10 04 00 00 00 00 00', 266358],
    ['a quantity with one decimal', 'FF 03 02 00 01 0F', 1500],
    ['an INN without blanks', 'FA 03 0A 00 37 37 30 32 32 30 33 32 37 36', '7702203276'],
    ['a number of a wrong length', '0E 04 02 00 01 00', fromHex('0100')],
    ['a sign of a wrong length', '35 04 02 00 01 00', fromHex('0100')],
    ['an empty number', 'FC 03 00 00', fromHex('')],
    ['a structure that is none', '23 04 03 00 01 02 03', fromHex('010203')],
  ])('%s is kept in raw', (_, hex, value) => {
    const [only] = decodeFields(fromHex(hex));
    expect(only?.value).toEqual(value);
    expect(only?.raw).toEqual(fromHex(hex).slice(4));
    expect(toHex(encodeFields([only as NonNullable<typeof only>]))).toBe(hex);
  });

  it('gives way when the value was changed', () => {
    const [total] = decodeFields(fromHex('FC 03 04 00 76 10 04 00'));
    const changed = { ...(total as NonNullable<typeof total>), value: 1 };
    expect(toHex(encodeFields([changed]))).toBe('FC 03 01 00 01');
  });
});

describe('refusals', () => {
  const code = (expected: string) => expect.objectContaining({ name: 'ProtocolError', code: expected });

  it.each([
    ['nothing', '', 'TRUNCATED'],
    ['a cut header', '03 00 00', 'TRUNCATED'],
    ['a cut body', '03 00 05 00 FC 03 01 00', 'TRUNCATED'],
    ['a cut field', '03 00 05 00 FC 03 02 00 01', 'TRUNCATED'],
    ['two documents', '03 00 00 00 03 00 00 00', 'TRAILING'],
    ['no such form', '08 00 00 00', 'MALFORMED'],
    ['an item alone', '23 04 00 00', 'MALFORMED'],
  ])('%s', (_, hex, expected) => {
    expect(() => decodeDocument(fromHex(hex))).toThrow(code(expected));
  });

  it('names the path of a value that cannot be written', () => {
    const bad = { form: 3 as const, fields: [{ tag: 1059, value: [{ tag: 1030, value: 'я'.repeat(129) }] }] };
    expect(() => encodeDocument(bad)).toThrow(
      expect.objectContaining({ code: 'RANGE', field: 'item.itemName' }),
    );
    const deeper = {
      form: 3 as const,
      fields: [{ tag: 1059, value: [{ tag: 1223, value: [{ tag: 1016, value: 5 }] }] }],
    };
    expect(() => encodeDocument(deeper)).toThrow(
      expect.objectContaining({ field: 'item.agentData.transferOperatorInn' }),
    );
  });

  it.each([
    ['text for an unknown tag', { tag: 2001, value: 'text' }],
    ['a list for a number', { tag: 1020, value: [] }],
    ['a list for an unknown tag', { tag: 2001, value: [] }],
    ['a number for a structure', { tag: 1059, value: 1 }],
    ['bytes for a number', { tag: 1020, value: Uint8Array.of(1) }],
  ])('%s', (_, input) => {
    expect(() => encodeFields([input])).toThrow(code('RANGE'));
  });
});

describe('any document', () => {
  it.each(documentForms.map((form) => form.code))(
    'of form %i comes back from its bytes',
    (form: FormCode) => {
      fc.assert(
        fc.property(documentOf(form), (document) => {
          expect(decodeDocument(encodeDocument(document))).toEqual(document);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('comes back to the same bytes, however odd they are', () => {
    fc.assert(
      fc.property(anyDocumentBytes, (bytes) => {
        expect(encodeDocument(decodeDocument(bytes))).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('with bytes changed is read to the same bytes or refused with a ProtocolError', () => {
    const change = fc.tuple(fc.nat(), fc.nat(0xff));
    fc.assert(
      fc.property(anyDocument, fc.array(change, { minLength: 1, maxLength: 4 }), (document, changes) => {
        const bytes = encodeDocument(document);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        expectSameOrRefused(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('of random bytes is refused with a ProtocolError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectSameOrRefused), { numRuns: 2000 });
  });

  it('nested thousands deep does not exhaust the stack', () => {
    // Each level costs four bytes, so the 65535 bytes of a structure would hold over 16000 levels.
    const levels = 16_000;
    const bytes = new Uint8Array(levels * 4);
    const view = new DataView(bytes.buffer);
    for (let level = 0; level < levels; level++) {
      view.setUint16(level * 4, level === 0 ? 3 : 1059, true);
      view.setUint16(level * 4 + 2, (levels - level - 1) * 4, true);
    }
    expect(encodeDocument(decodeDocument(bytes))).toEqual(bytes);
  });

  it('as large as a structure can be is read', () => {
    const field = writeTlv([{ tag: 1020, value: Uint8Array.of(1, 0) }]);
    const body = new Uint8Array(Math.floor(65535 / field.length) * field.length);
    for (let at = 0; at < body.length; at += field.length) body.set(field, at);
    const bytes = writeTlv([{ tag: 3, value: body }]);
    expect(decodeDocument(bytes).fields).toHaveLength(body.length / field.length);
  });
});

function expectSameOrRefused(bytes: Uint8Array): void {
  let document: FiscalDocument;
  try {
    document = decodeDocument(bytes);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return;
  }
  expect(encodeDocument(document)).toEqual(bytes);
}
