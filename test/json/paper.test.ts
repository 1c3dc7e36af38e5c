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

describe('without paper', () => {
  it.each(['v3', 'p5'] as const)(
    '%s: an X report is refused, the report on settlements says what it lacks',
    async (link) => {
      await using bench = await jsonBench({ model: '30F', link });
      const { emulator, json } = bench;
      await json.process({ type: 'openShift' });
      const off = emulator.faults.add({ paper: 'out' });
      await expect(json.process({ type: 'reportX' })).rejects.toMatchObject({ code: 44, outcome: 'refused' });
      const settlements = { type: 'reportOfdExchangeStatus', key: 'once' };
      const answer = { fiscalParams: { fiscalDocumentNumber: 3 }, warnings: { notPrinted: true } };
      expect(await json.process(settlements)).toMatchObject(answer);
      off();
      await json.process({ type: 'continuePrint' });
      expect(await json.process({ ...settlements, key: 'twice' })).toMatchObject({ warnings: {} });
      expect(emulator.fn.documents().filter(({ form }) => form === 21)).toHaveLength(2);
    },
  );
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
  it.each([
    [91 / 11, '3b03'],
    [8.27, '3b03'],
    [8.28, '3c03'],
    [8.26, '3a03'],
    [8.275, '3c03'],
  ])('goes into the document when it is off by rounding: %d', async (sum, stored) => {
    const warnings: string[] = [];
    await using bench = await jsonBench({}, {}, { onWarning: ({ code }) => warnings.push(code) });
    const items = [{ ...position, tax: { type: 'vat10', sum } }];
    await bench.json.process({ ...sell, items, taxes: [{ type: 'vat10', sum }] });
    const [{ bytes } = { bytes: new Uint8Array() }] = bench.emulator.fn
      .documents()
      .filter(({ form }) => form === 3);
    const hex = Buffer.from(bytes).toString('hex');
    // Tags 1103 and 1200, two bytes each.
    expect(hex).toContain(`4f040200${stored}`);
    expect(hex).toContain(`b0040200${stored}`);
    expect(warnings).toEqual(stored === '3b03' ? [] : ['VAT_SUM_DIFFERS']);
  });

  it('says nothing where it is nothing, and is counted for the rates that are not named', async () => {
    await using bench = await jsonBench();
    const items = [position, { ...position, tax: { type: 'vat20' } }];
    for (const taxes of [[{ type: 'vat10', sum: 0 }], [{ type: 'vat20', sum: 15.17 }]])
      await bench.json.process({ ...sell, items, payments: [{ type: 'cash', sum: 182 }], taxes });
    const signed = bench.emulator.fn.documents().filter(({ form }) => form === 3);
    expect(signed).toHaveLength(2);
    // 8.27 in tag 1103 and 15.17 in tag 1102.
    for (const { bytes } of signed)
      expect(Buffer.from(bytes).toString('hex')).toMatch(/^(?=.*4f0402003b03)(?=.*4e040200ed05)/);
  });

  it('is refused when it is another', async () => {
    await using bench = await jsonBench();
    const items = [{ ...position, tax: { type: 'vat10', sum: 8.29 } }];
    await expect(bench.json.process({ ...sell, items })).rejects.toMatchObject({ code: 243 });
    const taxes = [{ type: 'vat10', sum: 8.29 }];
    await expect(bench.json.process({ ...sell, taxes })).rejects.toMatchObject({ code: 148 });
    const more = [{ ...position, tax: { type: 'vat10', sum: 91.01 } }];
    await expect(bench.json.process({ ...sell, items: more })).rejects.toMatchObject({ code: 128 });
  });
});

describe('a Z report that broke off', () => {
  const tasks = [
    ['sell', [1, 2, 5, 2, 3]],
    ['reportX', [1, 2, 5]],
    ['cashIn', [1, 2, 5, 2]],
    ['getRegistrationInfo', [1, 2, 5]],
    ['nonFiscal', [1, 2, 5]],
  ] as const;

  it.each(tasks)("is finished before %s, as ATOL's driver does it", async (type, documents) => {
    for (const signed of [false, true]) {
      await using bench = await jsonBench({ model: '30F' });
      const { emulator, json } = bench;
      await json.process({ type: 'openShift' });
      emulator.faults.add({ zReport: 'interrupted', signed });
      const items = type === 'nonFiscal' ? [text('a')] : [position];
      await json.process({ ...sell, type, items, cashSum: 1 });
      expect(emulator.fn.documents().map(({ form }) => form)).toEqual(documents);
    }
  });

  it('is what a closing of the shift closes', async () => {
    for (const signed of [false, true])
      for (const named of [{}, { operator: sell.operator }]) {
        await using bench = await jsonBench({ model: '30F' });
        const { emulator, json } = bench;
        await json.process({ type: 'openShift' });
        await json.process(sell);
        emulator.faults.add({ zReport: 'interrupted', signed });
        expect(await json.process({ type: 'closeShift', ...named })).toMatchObject({
          fiscalParams: { fiscalDocumentNumber: 4, shiftNumber: 1, receiptsCount: 1 },
        });
        expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3, 5]);
      }
  });
});
