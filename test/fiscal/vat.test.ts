import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkCapabilities,
  checkReceipt,
  parseReceipt,
  type ReceiptInput,
  type VatRate,
  vatOf,
  vatRateByCode,
  vatRateNames,
  vatRates,
  vatTags,
  vatTotals,
} from '../../src/fiscal/index.js';
import { planReceipt } from '../../src/register/classic/plan.js';

function sale(vat: VatRate, more: Partial<ReceiptInput> = {}): ReceiptInput {
  return {
    type: 'sell',
    items: [{ name: 'Товар', price: '269.10', quantity: 3, vat }],
    payments: [{ type: 'cash', sum: '807.30' }],
    ...more,
  };
}

describe('rates of tag 1199', () => {
  it('are twelve, with the codes of the order', () => {
    expect(vatRateNames.map((name) => [name, vatRates[name].code])).toEqual([
      ['vat20', 1],
      ['vat10', 2],
      ['vat120', 3],
      ['vat110', 4],
      ['vat0', 5],
      ['none', 6],
      ['vat5', 7],
      ['vat7', 8],
      ['vat105', 9],
      ['vat107', 10],
      ['vat22', 11],
      ['vat122', 12],
    ]);
    for (const name of vatRateNames) expect(vatRateByCode(vatRates[name].code)?.name).toBe(name);
    expect(vatRateByCode(13)).toBeUndefined();
  });

  it.each([
    // A real receipt of 2026: 269.10 × 3 at 22 %; from the unit price it would be 145.59.
    ['vat22', 80730, 14558],
    ['vat122', 80730, 14558],
    ['vat20', 10000, 1667],
    ['vat120', 12000, 2000],
    ['vat10', 9100, 827],
    ['vat110', 1100, 100],
    ['vat5', 10500, 500],
    ['vat105', 10501, 500],
    ['vat7', 10700, 700],
    ['vat107', 1, 0],
    ['vat0', 10000, 0],
    ['none', 10000, 0],
    // Exactly half a kopeck goes up.
    ['vat20', 3, 1],
  ] as const)('%s of %i is %i', (rate, sum, tax) => {
    expect(vatOf(sum, rate)).toBe(tax);
  });
});

describe('totals of a receipt', () => {
  it('are sums of the rounded items; for 0 % and none the turnover', () => {
    const items = [
      { vat: 'vat20', total: 100, vatSum: 17 },
      { vat: 'vat20', total: 100, vatSum: 17 },
      { vat: 'none', total: 300, vatSum: 0 },
      { vat: 'vat0', total: 50, vatSum: 0 },
    ] as const;
    expect(vatTotals(items)).toEqual([
      { vat: 'vat20', sum: 34 },
      { vat: 'vat0', sum: 50 },
      { vat: 'none', sum: 300 },
    ]);
  });

  it('go to the tags 1102–1107, those of later rates to the list 1115', () => {
    const tags = vatTags([
      { vat: 'vat20', sum: 1 },
      { vat: 'vat110', sum: 2 },
      { vat: 'vat7', sum: 3 },
    ]);
    expect([...tags.plain]).toEqual([
      [1102, 1],
      [1107, 2],
    ]);
    expect(tags.listed).toEqual([{ code: 8, sum: 3 }]);
  });

  it('with 1115 only, 1104 is there and zero', () => {
    expect([...vatTags([{ vat: 'vat22', sum: 14558 }]).plain]).toEqual([[1104, 0]]);
    expect([...vatTags([{ vat: 'none', sum: 100 }]).plain]).toEqual([[1105, 100]]);
  });

  it('of a receipt equal the sums of its items', () => {
    const item = fc.record({
      price: fc.integer({ min: 1, max: 1e7 }),
      vat: fc.constantFrom(...vatRateNames),
    });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (rows) => {
        const sum = rows.reduce((total, { price }) => total + price, 0);
        const receipt = parseReceipt({
          type: 'sell',
          items: rows.map(({ price, vat }) => ({ name: 'А', price: price / 100, vat, method: null })),
          payments: [{ type: 'cash', sum: sum / 100 }],
        });
        for (const { vat, sum: total } of receipt.vatTotals) {
          const own = receipt.items.filter((entry) => entry.vat === vat);
          const expected = own.map((entry) => (vatRates[vat].percent > 0 ? entry.vatSum : entry.total));
          expect(total).toBe(expected.reduce((a, b) => a + b, 0));
        }
        expect(new Set(receipt.vatTotals.map(({ vat }) => vat))).toEqual(new Set(rows.map(({ vat }) => vat)));
      }),
    );
  });

  it('may be given as the items or as the turnover gives them', () => {
    const items = [1, 2, 3].map(() => ({ name: 'А', price: '0.02', vat: 'vat20' as const }));
    const given = (sum: string) =>
      checkReceipt({
        type: 'sell',
        items,
        payments: [{ type: 'cash', sum: '0.06' }],
        vats: [{ vat: 'vat20', sum }],
      });
    // Each item has no kopeck of tax; all together have one.
    expect(given('0.00').problems).toEqual([]);
    expect(given('0.01').problems).toEqual([]);
    expect(given('0.02').problems.map(({ code }) => code)).toEqual(['VAT_TOTAL_MISMATCH']);
  });
});

describe('rates and the day of the settlement', () => {
  const codes = (input: ReceiptInput, date: string) => {
    const { problems, warnings } = checkReceipt(input, { date });
    return [...problems, ...warnings].map(({ code }) => code);
  };

  it.each([
    ['vat5', '2024-12-31', ['VAT_NOT_IN_FORCE']],
    ['vat107', '2024-12-31', ['VAT_NOT_IN_FORCE', 'VAT_METHOD']],
    ['vat5', '2025-01-01', []],
    ['vat22', '2025-12-31', ['VAT_NOT_IN_FORCE']],
    ['vat22', '2026-01-01', []],
    ['vat20', '2025-12-31', []],
    ['vat20', '2026-01-01', ['VAT_REPLACED']],
  ] as const)('%s on %s: %j', (vat, date, expected) => {
    expect(codes(sale(vat), date).filter((code) => code !== 'VAT_METHOD' || vat === 'vat107')).toEqual(
      expected,
    );
  });

  it('returns of earlier settlements keep the old rate', () => {
    expect(codes(sale('vat20', { type: 'sellReturn' }), '2026-11-22')).toEqual([]);
  });

  it('a correction does not go back to the future', () => {
    const correction = (date: string): ReceiptInput => ({
      type: 'sellCorrection',
      correction: { type: 'self', date },
      payments: [{ type: 'cash', sum: 120 }],
      vats: [{ vat: 'vat20', sum: 20 }],
    });
    expect(codes(correction('2026-11-22'), '2026-11-22')).toEqual([]);
    expect(codes(correction('2026-11-23'), '2026-11-22')).toEqual(['DATE_FUTURE']);
  });

  it('a day that is none is a problem, not a crash', () => {
    expect(codes(sale('vat20'), 'today')).toEqual(['DATE_FORMAT']);
  });
});

describe('rates and the firmware', () => {
  const later = vatRateNames.filter((name) => vatRates[name].code > 6);

  it.each(vatRateNames)('%s goes out under the number of tag 1199', (vat) => {
    const receipt = parseReceipt(sale(vat, { items: [{ name: 'А', price: '807.30', vat, method: null }] }));
    const calls = planReceipt(receipt);
    expect(calls.find(({ command }) => command.name === 'endPosition')?.request).toMatchObject({
      tax: vatRates[vat].code,
    });
  });

  it.each(later)('%s is refused for a register of which it is said that it has none', (vat) => {
    const receipt = parseReceipt(sale(vat, { items: [{ name: 'А', price: '807.30', vat, method: null }] }));
    const [problem] = checkCapabilities(receipt, { vatRates: { [vat]: false } });
    expect(problem).toMatchObject({ code: 'VAT_NOT_SUPPORTED', path: 'items[0].vat', tag: 1199, value: vat });
    expect(problem?.ru).toContain('capabilities.vatRates');
    expect(() => planReceipt(receipt, { vatRates: { [vat]: false } })).toThrow(/capabilities\.vatRates/);
  });

  it('goes out under the number that the register gives it', () => {
    const calls = planReceipt(parseReceipt(sale('vat22')), { vatRates: { vat22: 21 } });
    expect(calls.find(({ command }) => command.name === 'endPosition')?.request).toMatchObject({ tax: 21 });
  });
});
