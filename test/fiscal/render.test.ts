import fc from 'fast-check';
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/errors.js';
import {
  type DocumentField,
  documentForms,
  documentQr,
  makeField as make,
  makeDocument,
  qrSvg,
  qrTerminal,
  renderReceipt,
  renderReceiptSvg,
  type TagId,
  type TagValue,
} from '../../src/fiscal/index.js';
import { documentOf } from './arbitraries.js';

const field = <Id extends TagId>(id: Id, value: TagValue<Id>): DocumentField => make(id, value);

const item = (name: string, price: number, quantity: number, sum: number, rate: number, tax: number) =>
  field('item', [
    field('itemName', name),
    field('price', price),
    field('quantity', quantity),
    field('itemSum', sum),
    field('vatRate', rate),
    field('itemVatSum', tax),
    field('paymentMethod', 4),
    field('itemType', 1),
  ]);

const end = [
  field('taxationType', 1),
  field('kktRegNumber', '0000000001060573'),
  field('fnNumber', '9999078900001341'),
  field('docNumber', 12),
  field('fiscalSign', Uint8Array.of(0x31, 4, 1, 2, 3, 4)),
];

const receipt = makeDocument(3, [
  field('userName', 'ООО "Ромашка"'),
  field('userInn', '7707083893'),
  field('settlementType', 1),
  field('receiptNumber', 5),
  field('shiftNumber', 2),
  field('dateTime', '2026-11-22T10:05:00'),
  field('cashier', 'Иванова'),
  item('Хлеб бородинский очень длинное название нарезной', 4550, 2000, 9100, 2, 827),
  item('Молоко', 1000, 1500, 1500, 11, 270),
  field('totalSum', 10_600),
  field('cashSum', 10_600),
  field('cashlessSum', 0),
  field('vat10Sum', 827),
  field('vat0Turnover', 0),
  field('vatSums', [field('vatSumEntry', [field('vatRate', 11), field('vatAmount', 270)])]),
  ...end,
]);

const correction = makeDocument(31, [
  field('settlementType', 3),
  field('correctionType', 1),
  field('correctionBasis', [
    field('correctionDate', '2026-11-20T00:00:00'),
    field('correctionOrderNumber', '12-3'),
  ]),
  field('totalSum', 50_000),
  field('cashlessSum', 50_000),
  field('noVatTurnover', 50_000),
  ...end,
]);

const openShift = makeDocument(2, [
  field('fnNumber', '9999078900001341'),
  field('shiftNumber', 7),
  field('dateTime', '2026-11-22T09:00:00'),
  field('fnReplaceUrgent', 1),
  field('fnMemoryFull', 0),
  field('cashier', 'Иванова'),
  field('cashierInn', '123456789047'),
]);

const qr = 't=20261122T1005&s=106.00&fn=9999078900001341&i=12&fp=16909060&n=1';

describe('a receipt on paper', () => {
  it('reads as the customer sees it', () => {
    expect(renderReceipt(receipt, { width: 32, header: ['ДОБРО ПОЖАЛОВАТЬ'], footer: ['СПАСИБО'] })).toEqual([
      '        ДОБРО ПОЖАЛОВАТЬ',
      '         ООО "Ромашка"',
      '         ИНН 7707083893',
      '          КАССОВЫЙ ЧЕК',
      '             ПРИХОД',
      'ЧЕК №                          5',
      'СМЕНА №                        2',
      '22.11.2026 10:05',
      'КАССИР                   Иванова',
      '--------------------------------',
      '1. Хлеб бородинский очень',
      'длинное название нарезной',
      '2 x 45.50                 =91.00',
      'НДС 10%                    =8.27',
      'ПОЛНЫЙ РАСЧЕТ',
      'ТОВАР',
      '2. Молоко',
      '1.5 x 10.00               =15.00',
      'НДС 22%                    =2.70',
      'ПОЛНЫЙ РАСЧЕТ',
      'ТОВАР',
      '--------------------------------',
      'ИТОГ                     =106.00',
      'НАЛИЧНЫМИ                =106.00',
      'СУММА НДС 10%              =8.27',
      'СУММА НДС 22%              =2.70',
      '--------------------------------',
      'СНО                          ОСН',
      'РН ККТ          0000000001060573',
      'ФН №            9999078900001341',
      'ФД №                          12',
      'ФП                      16909060',
      '            СПАСИБО',
    ]);
  });

  it('a correction tells its basis', () => {
    const lines = renderReceipt(correction);
    for (const part of [
      'КАССОВЫЙ ЧЕК КОРРЕКЦИИ',
      'РАСХОД',
      'ПО ПРЕДПИСАНИЮ',
      '20.11.2026',
      '12-3',
      'СУММА БЕЗ НДС',
    ]) {
      expect(lines.join('\n')).toContain(part);
    }
  });

  it('a report keeps to the order of its table, prints flags by name and nothing that is only electronic', () => {
    expect(renderReceipt(openShift)).toEqual([
      '         ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ',
      'КАССИР                             Иванова',
      'ДАТА, ВРЕМЯ               22.11.2026 09:00',
      'СМЕНА №                                  7',
      'НЕОБХОДИМА СРОЧНАЯ ЗАМЕНА ФН',
      'ФН №                      9999078900001341',
    ]);
  });

  it('fits its width, for every form and any values', () => {
    for (const { code } of documentForms) {
      fc.assert(
        fc.property(documentOf(code), fc.constantFrom(32, 42, 48), (document, width) => {
          for (const line of renderReceipt(document, { width })) {
            expect(line.length).toBeLessThanOrEqual(width);
            expect(line).not.toMatch(/[\r\n]/);
          }
        }),
        { numRuns: 30 },
      );
    }
  });

  it('refuses a width that no printer has', () => {
    expect(() => renderReceipt(receipt, { width: 5 })).toThrow(ValidationError);
    expect(() => renderReceipt(receipt, { width: 32.5 })).toThrow(ValidationError);
  });
});

describe('the picture of the paper', () => {
  it('holds every text and the QR code', () => {
    const svg = renderReceiptSvg(receipt);
    for (const text of ['ООО &quot;Ромашка&quot;', 'ИТОГ', '=106.00', '16909060'])
      expect(svg).toContain(text);
    expect(svg).toMatch(/<path transform="translate\([\d. ]+\) scale\([\d.]+\)" d="M/);
  });

  it('is well-formed XML for every form and any values', () => {
    for (const { code } of documentForms) {
      fc.assert(
        fc.property(documentOf(code), (document) => {
          const svg = renderReceiptSvg(document);
          expect(svg.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
          expect((svg.match(/<text/g) ?? []).length).toBe((svg.match(/<\/text>/g) ?? []).length);
        }),
        { numRuns: 20 },
      );
    }
  });
});

describe('QR codes', () => {
  it('come from the fields of the document', () => {
    expect(documentQr(receipt)).toEqual([qr]);
    expect(documentQr(openShift)).toEqual([]);
  });

  it('of the terminal can be read', () => {
    const lines = qrTerminal(qr, { border: 4 }).split('\n');
    // Half blocks show light modules: two rows of modules in a line.
    const rows = lines.flatMap((line) => [
      Array.from(line, (char) => char === '█' || char === '▀'),
      Array.from(line, (char) => char === '█' || char === '▄'),
    ]);
    expect(read(rows.map((row) => row.map((light) => !light)))).toBe(qr);
  });

  it('inverted are the same code on a light terminal', () => {
    const plain = qrTerminal(qr);
    const inverted = qrTerminal(qr, { inverted: true });
    const opposite: Record<string, string> = { '█': ' ', ' ': '█', '▀': '▄', '▄': '▀', '\n': '\n' };
    expect(Array.from(plain, (char) => opposite[char]).join('')).toBe(inverted);
  });

  it('of the SVG can be read', () => {
    const svg = qrSvg(qr);
    const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
    const rows = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
    for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
    }
    expect(read(rows)).toBe(qr);
  });
});

/** Modules as a picture of four dots each, for the reader of the QR library. */
function read(rows: readonly (readonly boolean[])[]): string {
  const scale = 4;
  const width = (rows[0]?.length ?? 0) * scale;
  const height = rows.length * scale;
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dark = rows[Math.floor(y / scale)]?.[Math.floor(x / scale)];
      data.set([...new Array(3).fill(dark ? 0 : 255), 255], (y * width + x) * 4);
    }
  }
  return decodeQR({ width, height, data });
}
