import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { type FiscalDocument, fieldValue, fieldValues } from '../../src/fiscal/index.js';

const folder = new URL('../../examples/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));

/** What makes a receipt: form, settlement type, payments, and of each item method, subject and rate. */
function essence(document: FiscalDocument): string {
  const sums = [
    ['cash', fieldValue(document, 'cashSum')],
    ['electronic', fieldValue(document, 'cashlessSum')],
    ['prepaid', fieldValue(document, 'prepaidSum')],
    ['credit', fieldValue(document, 'creditSum')],
    ['other', fieldValue(document, 'considerationSum')],
  ] as const;
  const items = fieldValues(document, 'item').map((item) =>
    [fieldValue(item, 'paymentMethod'), fieldValue(item, 'itemType'), fieldValue(item, 'vatRate')].join('/'),
  );
  const paid = sums.flatMap(([name, sum]) => (sum ? [`${name} ${sum / 100}`] : []));
  return [`${document.form}:${fieldValue(document, 'settlementType')}`, ...items, ...paid].join(', ');
}

const expected: Readonly<Record<string, readonly string[]>> = {
  'plain-sale.ts': ['3:1, 4/1/2, 4/1/11, cash 406.06'],
  'mixed-payment.ts': ['3:1, 4/1/11, 4/4/11, cash 790, electronic 2000'],
  'electronic-receipt.ts': ['3:1, 1/1/2, 1/4/12, electronic 1330'],
  'prepayment.ts': ['3:1, 2/1/12, electronic 10000', '3:1, 4/1/11, electronic 20000, prepaid 10000'],
  'advance-and-offset.ts': ['3:1, 3/10/12, cash 5000', '3:1, 4/4/11, 4/1/11, cash 6700, prepaid 5000'],
  'gift-card.ts': ['3:1, 3/10/12, electronic 3000', '3:1, 4/1/11, prepaid 2790'],
  'credit.ts': [
    '3:1, 6/1/11, credit 60000',
    '3:1, 5/1/11, electronic 15000, credit 45000',
    '3:1, 7/10/6, cash 10000',
  ],
  'agent.ts': ['3:1, 4/1/6, 4/1/6, 4/4/6, electronic 4310', '3:1, 4/4/6, cash 500'],
  'return.ts': [
    '3:1, 4/1/11, cash 3980',
    '3:2, 4/1/11, cash 1990',
    '3:1, 4/1/11, electronic 1990',
    '3:2, 4/1/11, electronic 1990',
    '3:1, 4/1/2, electronic 1990',
  ],
  'correction.ts': ['31:1, cash 12400', '31:1, electronic 500'],
};

describe('examples', () => {
  const argv = process.argv;
  let emulator: Emulator;
  let printed: unknown[];

  beforeEach(async () => {
    emulator = await Emulator.listen({ latency: 0 });
    printed = [];
    for (const method of ['log', 'warn', 'error'] as const) {
      vi.spyOn(console, method).mockImplementation((line) => void printed.push(line));
    }
  });

  afterEach(async () => {
    process.argv = argv;
    vi.restoreAllMocks();
    await emulator.close();
  });

  it('are all here', () => {
    expect(names.sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(names)('%s runs and signs what it says', async (name) => {
    process.argv = ['node', name, emulator.url];
    await import(new URL(name, folder).href);
    const signed = emulator.receipts.map(essence);
    expect(signed).toEqual(expected[name]);
    expect(printed).not.toEqual([]);
  });
});
