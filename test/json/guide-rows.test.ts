import { describe, expect, it } from 'vitest';
import { type DocumentField, decodeDocument } from '../../src/fiscal/index.js';
import { commands } from '../../src/index.js';
import type { JsonTaskError } from '../../src/json/index.js';
import { jsonBench, operator, position, sell } from './support.js';

/** What "What differs" of docs/migrating-from-node-atol-wrapper.md promises of tasks, row by row. */
const failure = (promise: Promise<unknown>): Promise<JsonTaskError> =>
  promise.then(
    (answer) => {
      throw new Error(`not refused: ${JSON.stringify(answer)}`);
    },
    (error: JsonTaskError) => error,
  );

const flat = (fields: readonly DocumentField[]): DocumentField[] =>
  fields.flatMap((field) => [field, ...(isTree(field.value) ? flat(field.value) : [])]);

const isTree = (value: DocumentField['value']): value is readonly DocumentField[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'object');

async function tagsOf(task: object): Promise<ReadonlyMap<number, unknown>> {
  await using bench = await jsonBench();
  await bench.json.process(task);
  const { bytes } = bench.emulator.fn.documents().at(-1) ?? { bytes: new Uint8Array() };
  return new Map(flat(decodeDocument(bytes).fields).map(({ tag, value }) => [tag, value]));
}

const correction = {
  type: 'sellCorrection',
  taxationType: 'osn',
  operator,
  correctionType: 'self',
  correctionBaseDate: '2026.11.20',
  correctionBaseNumber: '7',
  payments: [{ type: 'cash', sum: 91 }],
  taxes: [{ type: 'none', sum: 91 }],
};
const agent = { agentInfo: { agents: ['attorney'] }, supplierInfo: { phones: ['+74950000000'] } };

describe('wrong receipts are refused before a byte is sent', () => {
  it.each<[string, object]>([
    ['VAT of another rate', { ...sell, items: [{ ...position, tax: { type: 'vat10', sum: 5 } }] }],
    ['a rate that no position has', { ...sell, taxes: [{ type: 'vat22', sum: 1 }] }],
    ['no contact', { ...sell, clientInfo: { emailOrPhone: 'нет' } }],
    ['no INN of the customer', { ...sell, clientInfo: { name: 'ООО', vatin: '7707083890' } }],
    ['no INN of the cashier', { ...sell, operator: { name: 'Иванова', vatin: '500100732250' } }],
    ['goods of an agent without the INN', { ...sell, items: [{ ...position, ...agent }] }],
    ['a correction without its kind', { ...correction, correctionType: undefined }],
    ['a correction of a day to come', { ...correction, correctionBaseDate: '2099.11.20' }],
    ['the internet without a place', { ...sell, internet: true, clientInfo: { emailOrPhone: 'a@b.ru' } }],
    ['the internet without a contact', { ...sell, internet: true, paymentsPlace: 'example.ru' }],
  ])('%s', async (_, task) => {
    await using bench = await jsonBench();
    await bench.kkt.openShift();
    const before = bench.emulator.fn.documents().length;
    expect(await failure(bench.json.process(task))).toMatchObject({
      name: 'JsonTaskError',
      outcome: 'not-sent',
    });
    expect(bench.emulator.fn.documents().length).toBe(before);
  });
});

describe('documents', () => {
  it('say that a sale was made on the internet, and where', async () => {
    const tags = await tagsOf({
      ...sell,
      internet: true,
      clientInfo: { emailOrPhone: 'a@b.ru' },
      paymentsPlace: 'example.ru',
      paymentsAddress: 'Москва, Тверская, 1',
    });
    expect(tags.has(1125)).toBe(true);
    expect(tags.get(1009)).toBe('Москва, Тверская, 1');
    expect(tags.get(1187)).toBe('example.ru');
  });

  it('name no INN of the cashier before', async () => {
    await using bench = await jsonBench();
    await bench.json.process(sell);
    await bench.json.process({ ...sell, operator: { name: 'Петрова' } });
    const { bytes } = bench.emulator.fn.documents().at(-1) ?? { bytes: new Uint8Array() };
    const tags = flat(decodeDocument(bytes).fields).map(({ tag }) => tag);
    expect(tags).toContain(1021);
    expect(tags).not.toContain(1203);
  });

  it.each(['vat5', 'vat7', 'vat22', 'vat105', 'vat107', 'vat122'])('know %s', async (type) => {
    const tags = await tagsOf({ ...sell, items: [{ ...position, tax: { type } }] });
    expect(tags.has(1199)).toBe(true);
  });
});

describe('refused with the number of the guide', () => {
  const pixels = { type: 'pixels', width: 8, pixels: 'AAAAAAAAAAA=' };
  const mark = { ...position, imcParams: { imc: 'MDEw', imcType: 'auto' } };
  it.each<[number, object]>([
    [501, { type: 'validateMark', params: {} }],
    [501, { type: 'beginMarkingCodeValidation' }],
    [413, { ...sell, items: [mark] }],
    ...['5', '6', '7', '8', '9'].map(
      (type) => [60, { ...sell, payments: [{ type, sum: 91 }] }] as [number, object],
    ),
    [266, { ...sell, items: [position, { type: 'barcode', barcodeType: 'GS1_128', barcode: '0104' }] }],
    [266, { ...sell, items: [position, { type: 'barcode', barcodeType: 'CODE39_EXTENDED', barcode: '1' }] }],
    [11, { ...sell, items: [position, pixels] }],
    [199, { type: 'printDocumentsFromJournal', filter: 'shiftNumber', from: 1, to: 2 }],
  ])('%i: %j', async (code, task) => {
    await using bench = await jsonBench({ model: '30F' });
    await bench.kkt.openShift();
    const { length } = bench.emulator.receipts;
    expect(await failure(bench.json.process(task))).toMatchObject({ code });
    expect(bench.emulator.receipts.length).toBe(length);
  });

  it('takes pixels before and behind a receipt', async () => {
    await using bench = await jsonBench({ model: '30F' });
    const task = { ...sell, preItems: [pixels], postItems: [pixels] };
    expect(await bench.json.process(task)).toMatchObject({ fiscalParams: { total: 91 } });
  });

  it('82: a nonFiscal in a receipt that another program left open, which a sale cancels', async () => {
    await using bench = await jsonBench({ model: '30F' });
    await bench.kkt.openShift();
    await bench.kkt.call(commands.openReceipt, { type: 1, flags: 0 });
    const nonFiscal = { type: 'nonFiscal', items: [{ type: 'text', text: 'Заказ' }] };
    expect(await failure(bench.json.process(nonFiscal))).toMatchObject({ code: 82, outcome: 'refused' });
    expect(await bench.json.process(sell)).toMatchObject({ fiscalParams: { total: 91 } });
  });
});

it('has no counters of the FN in reportOfdExchangeStatus', async () => {
  await using bench = await jsonBench({ model: '30F' });
  const answer = await bench.json.process({ type: 'reportOfdExchangeStatus', operator });
  expect(JSON.stringify(answer)).not.toMatch(/counters|Counters/);
  expect(answer).toHaveProperty('fiscalParams');
});
