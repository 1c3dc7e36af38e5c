import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import {
  checkReceipt,
  type FiscalDocument,
  fieldValue,
  fieldValues,
  type ItemInput,
  isDocumentOf,
  parseReceipt,
  type Receipt,
  type ReceiptInput,
  renderReceipt,
  subjects,
  vatRates,
  vatTags,
} from '../../src/fiscal/index.js';
import { type CashRegister, connect } from '../../src/index.js';

const vats = ['vat20', 'vat10', 'vat120', 'vat110', 'vat0', 'none'] as const;

const text = (max: number) =>
  fc
    .string({ unit: fc.constantFrom(...'абвгдеёжзийЯЮ №"-.,0123456789'), minLength: 1, maxLength: max })
    .filter((value) => value.trim() !== '');

const itemInput: fc.Arbitrary<ItemInput> = fc.record(
  {
    name: text(128),
    price: fc.integer({ min: 1, max: 500_000 }).map((kopecks) => kopecks / 100),
    quantity: fc.integer({ min: 1, max: 20_000 }).map((thousandths) => thousandths / 1000),
    vat: fc.constantFrom(...vats),
    subject: fc.constantFrom(...subjects.names),
    unit: text(16),
    country: fc.constantFrom('643', '156'),
    declaration: text(32),
    excise: fc.integer({ min: 0, max: 10_000 }).map((kopecks) => kopecks / 100),
    additionalAttribute: text(64),
    productCode: fc.constant('4606203090785'),
    department: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['name', 'price', 'vat'] },
);

const receiptInput: fc.Arbitrary<ReceiptInput> = fc
  .record({
    type: fc.constantFrom('sell', 'sellReturn', 'buy', 'buyReturn'),
    items: fc.array(itemInput, { minLength: 1, maxLength: 8 }),
    electronic: fc.boolean(),
    customer: fc.constantFrom(
      { contact: 'a@b.ru' },
      { contact: '+79161234567', name: 'ООО «Ромашка»', inn: '7707083893' },
    ),
    taxation: fc.constantFrom('osn', 'patent'),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, ...receipt }) => {
    const total = checkReceipt({ ...receipt, payments: [] }).problems.find(({ path }) => path === 'payments');
    const sum = Number(/\d+\.\d\d/.exec(total?.en ?? '')?.[0] ?? 0) * 100;
    const cash = Math.round(sum * share);
    return {
      ...receipt,
      payments: [
        { type: 'electronic', sum: Math.round(sum - cash) / 100 },
        { type: 'cash', sum: cash / 100 },
      ],
    } as ReceiptInput;
  });

/** Sums that the document must hold, from the receipt. */
function expectSums(document: FiscalDocument, receipt: Receipt): void {
  const { plain } = vatTags(receipt.vatTotals);
  const ids = {
    1102: 'vat20Sum',
    1103: 'vat10Sum',
    1104: 'vat0Turnover',
    1105: 'noVatTurnover',
    1106: 'vat20_120Sum',
    1107: 'vat10_110Sum',
  } as const;
  for (const [tag, id] of Object.entries(ids)) {
    expect(fieldValue(document, id) ?? 0, tag).toBe(plain.get(Number(tag)) ?? 0);
  }
  expect(fieldValue(document, 'totalSum')).toBe(receipt.total);
  const items = fieldValues(document, 'item');
  expect(items.map((item) => fieldValue(item, 'itemSum'))).toEqual(receipt.items.map(({ total }) => total));
  expect(items.map((item) => fieldValue(item, 'vatRate'))).toEqual(
    receipt.items.map(({ vat }) => vatRates[vat].code),
  );
  expect(items.map((item) => fieldValue(item, 'itemVatSum') ?? 0)).toEqual(
    receipt.items.map(({ vatSum }) => vatSum),
  );
}

describe('receipts that a register signed', () => {
  let emulator: Emulator;
  let register: CashRegister;

  beforeAll(async () => {
    emulator = new Emulator({ latency: 0 });
    register = await connect(emulator.transport());
    await register.openShift({ operator: { name: 'Кассир' } });
  });

  afterAll(async () => {
    await register.close();
    await emulator.close();
  });

  it('say what was asked for: sums, VAT, items, payments', async () => {
    await fc.assert(
      fc.asyncProperty(receiptInput, async (input) => {
        const receipt = parseReceipt(input);
        const result = await register.issue(receipt);
        expect(result.totalKopecks).toBe(receipt.total);
        const document = emulator.lastReceipt as FiscalDocument;
        expect(isDocumentOf(document, receipt)).toBe(true);
        expectSums(document, receipt);
        expect(renderReceipt(document, { width: 48 }).join('\n')).toContain(`ИТОГ`);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
      { numRuns: 60 },
    );
  });
});
