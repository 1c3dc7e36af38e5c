import { describe, expect, it } from 'vitest';
import { jsonBench, position, sell } from './support.js';

const text = (value: string, look: object = {}) => ({ type: 'text', text: value, ...look });
const words = 'слово '.repeat(9);
const picture = { type: 'pictureFromMemory', pictureNumber: 77 };
const noCode = { type: 'barcode', barcodeType: 'EAN13', barcode: '4607021890012' };

/** Lines that ATOL's driver 10.8 sends to a 30F (32 characters) for these texts. */
const lines: ReadonlyArray<readonly [element: object, lines: string[]]> = [
  [text('  ab  ', { alignment: 'right' }), [`${' '.repeat(28)}ab`]],
  [text('  ab  ', { alignment: 'center' }), [`${' '.repeat(15)}ab`]],
  [text('ab', { alignment: 'center', doubleWidth: true }), [`${' '.repeat(7)}ab`]],
  [text(words), ['слово слово слово слово слово сл']],
  [text(words, { wrap: 'chars' }), ['слово слово слово слово слово сл', 'ово слово слово слово']],
  [text(words, { wrap: 'words' }), ['слово слово слово слово слово', 'слово слово слово слово']],
  [
    text(`${'ё'.repeat(32)} ab`, { wrap: 'words', alignment: 'right' }),
    ['ё'.repeat(32), `${' '.repeat(30)}ab`],
  ],
  [text('a\nb', { alignment: 'right' }), [`${' '.repeat(31)}a`, `${' '.repeat(31)}b`]],
  [text('“a” – 😀b…'), [' a     b ']],
];

describe('texts on paper', () => {
  it.each(lines)('%j', async (element, expected) => {
    await using bench = await jsonBench({ model: '30F' });
    await bench.json.process({ type: 'nonFiscal', printFooter: false, items: [element] });
    expect(bench.emulator.tape.slice(0, expected.length)).toEqual(expected);
    const { length } = bench.emulator.tape;
    await bench.json.process({ ...sell, items: [position, element] });
    const receipt = bench.emulator.tape.slice(length);
    expect(receipt).toEqual(expect.arrayContaining(expected));
  });

  it('stand behind payments in the order in which these are sent', async () => {
    await using bench = await jsonBench();
    const payments = [
      { type: 'cash', sum: 41, printItems: [text('НАЛИЧНЫЕ')] },
      { type: 'electronically', sum: 50, printItems: [text('КАРТА')] },
    ];
    await bench.json.process({ ...sell, payments });
    const { tape } = bench.emulator;
    expect(tape.indexOf('КАРТА')).toBeGreaterThan(-1);
    expect(tape.indexOf('НАЛИЧНЫЕ')).toBeGreaterThan(tape.indexOf('КАРТА'));
  });
});

describe('what cannot be printed', () => {
  it('refuses a receipt between its positions, and is left out where the task says so', async () => {
    await using bench = await jsonBench();
    const { emulator, json } = bench;
    const items = [picture, position, noCode, text('СПАСИБО')];
    await expect(json.process({ ...sell, items })).rejects.toMatchObject({ code: 51, outcome: 'refused' });
    expect(emulator.tape.join()).not.toContain('СПАСИБО');
    await json.process({ ...sell, items, ignoreNonFiscalPrintErrors: true });
    expect(emulator.tape).toContain('СПАСИБО');
    expect(emulator.fn.documents().filter(({ form }) => form === 3)).toHaveLength(1);
  });

  it('refuses a receipt whatever the task says when a position is wrong', async () => {
    await using bench = await jsonBench();
    const items = [{ ...position, amount: 1 }, noCode];
    const task = { ...sell, items, ignoreNonFiscalPrintErrors: true };
    await expect(bench.json.process(task)).rejects.toMatchObject({ code: 16, outcome: 'not-sent' });
  });

  it('is left out behind a payment and behind a document, and what can be printed is', async () => {
    await using bench = await jsonBench();
    const { emulator, json } = bench;
    const payments = [{ type: 'cash', sum: 91, printItems: [picture, noCode, text('ОПЛАЧЕНО')] }];
    const answer = await json.process({
      ...sell,
      payments,
      postItems: [picture, text('ДО ВСТРЕЧИ'), noCode],
    });
    expect(answer).toMatchObject({ warnings: {} });
    expect(emulator.tape).toEqual(expect.arrayContaining(['ОПЛАЧЕНО', 'ДО ВСТРЕЧИ']));
    expect(emulator.tape.filter((line) => line === 'ДО ВСТРЕЧИ')).toHaveLength(1);
  });
});

describe('VAT that a till has counted itself', () => {
  it('is that of the rate when it is off by rounding', async () => {
    const warnings: string[] = [];
    await using bench = await jsonBench({}, {}, { onWarning: ({ code }) => warnings.push(code) });
    for (const sum of [91 / 11, 8.27, 8.28, 8.26]) {
      const items = [{ ...position, tax: { type: 'vat10', sum } }];
      await bench.json.process({ ...sell, items, taxes: [{ type: 'vat10', sum }] });
    }
    const signed = bench.emulator.fn.documents().filter(({ form }) => form === 3);
    // 8.27 is 3B 03 in tags 1103 and 1200.
    for (const { bytes } of signed)
      expect(Buffer.from(bytes).toString('hex')).toMatch(
        /4f0402003b03.*b00402003b03|b00402003b03.*4f0402003b03/,
      );
    expect(signed).toHaveLength(4);
    expect(new Set(warnings)).toEqual(new Set(['VAT_FITTED']));
  });

  it('is refused when it is another', async () => {
    await using bench = await jsonBench();
    const items = [{ ...position, tax: { type: 'vat10', sum: 8.29 } }];
    await expect(bench.json.process({ ...sell, items })).rejects.toMatchObject({ code: 243 });
    const taxes = [{ type: 'vat10', sum: 8.29 }];
    await expect(bench.json.process({ ...sell, taxes })).rejects.toMatchObject({ code: 148 });
  });
});
