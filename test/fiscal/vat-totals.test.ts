import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReceipt, type ItemInput, type VatRate, vatRateNames } from '../../src/fiscal/index.js';

/** Percent of the rates by name, told a second time here: nothing of the package is used to recount. */
const percents: Readonly<Record<string, bigint>> = {
  vat20: 20n,
  vat120: 20n,
  vat10: 10n,
  vat110: 10n,
  vat5: 5n,
  vat105: 5n,
  vat7: 7n,
  vat107: 7n,
  vat22: 22n,
  vat122: 22n,
};

/** Half up, of kopecks as BigInt: (2·gross·p + 100 + p) div 2·(100 + p). */
function taxOf(gross: bigint, vat: string): bigint {
  const p = percents[vat];
  return p === undefined ? gross : (2n * gross * p + 100n + p) / (2n * (100n + p));
}

function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

const roubles = (kopecks: bigint): string => `${kopecks / 100n}.${String(kopecks % 100n).padStart(2, '0')}`;

const line = fc.record({
  price: fc.bigInt({ min: 1n, max: 500_000n }),
  vat: fc.constantFrom(...vatRateNames),
});

interface Case {
  readonly items: ItemInput[];
  readonly sum: bigint;
  /** By rate: turnover, and the sum of the rounded taxes. */
  readonly rates: ReadonlyMap<VatRate, { turnover: bigint; rounded: bigint; count: bigint }>;
}

function caseOf(lines: ReadonlyArray<{ price: bigint; vat: VatRate }>): Case {
  const rates = new Map<VatRate, { turnover: bigint; rounded: bigint; count: bigint }>();
  for (const { price, vat } of lines) {
    const before = rates.get(vat) ?? { turnover: 0n, rounded: 0n, count: 0n };
    rates.set(vat, {
      turnover: before.turnover + price,
      rounded: before.rounded + taxOf(price, vat),
      count: before.count + 1n,
    });
  }
  return {
    items: lines.map(({ price, vat }) => ({ name: 'Товар', price: roubles(price), vat, method: null })),
    sum: lines.reduce((all, { price }) => all + price, 0n),
    rates,
  };
}

function check({ items, sum }: Case, off: bigint, vats?: ReadonlyArray<{ vat: VatRate; sum: bigint }>) {
  const total = roubles(sum - off);
  return checkReceipt({
    type: 'sell',
    items,
    total,
    payments: [{ type: 'cash', sum: total }],
    ...(vats && { vats: vats.map((one) => ({ vat: one.vat, sum: roubles(one.sum) })) }),
  });
}

const lines = fc.array(line, { minLength: 1, maxLength: 8 });
/** Kopecks by which the receipt is rounded down. */
const cut = fc.bigInt({ min: 0n, max: 99n });

describe('totals of VAT', () => {
  it('are the sums of the rounded taxes of the items, also where the total is rounded', () => {
    fc.assert(
      fc.property(lines, cut, (some, off) => {
        const whole = caseOf(some);
        fc.pre(off <= whole.sum);
        const { receipt } = check(whole, off);
        expect(receipt?.vatTotals.map(({ vat, sum }) => [vat, BigInt(sum)])).toEqual(
          vatRateNames.flatMap((vat) => {
            const rate = whole.rates.get(vat);
            return rate ? [[vat, rate.rounded]] : [];
          }),
        );
      }),
    );
  });

  it('are accepted in both ways of counting, rounded or not', () => {
    fc.assert(
      fc.property(lines, cut, fc.boolean(), (some, off, byTurnover) => {
        const whole = caseOf(some);
        fc.pre(off <= whole.sum);
        const vats = [...whole.rates].map(([vat, { turnover, rounded }]) => ({
          vat,
          sum: byTurnover ? taxOf(turnover, vat) : rounded,
        }));
        expect(check(whole, off, vats).problems).toEqual([]);
      }),
    );
  });

  it('are refused above and below what rounding can explain', () => {
    fc.assert(
      fc.property(
        lines,
        cut,
        fc.nat(7),
        fc.bigInt({ min: 1n, max: 100_000n }),
        fc.boolean(),
        (some, off, at, by, up) => {
          const whole = caseOf(some);
          fc.pre(off <= whole.sum);
          const rates = [...whole.rates];
          const [vat, { turnover, rounded, count }] = rates[at % rates.length] as (typeof rates)[number];
          const most = [rounded, taxOf(turnover, vat)].reduce(larger);
          const fewest = [rounded, taxOf(turnover > off ? turnover - off : 0n, vat)].reduce(smaller);
          const wrong = up ? most + by : fewest - count - by;
          fc.pre(wrong >= 0n);
          const vats = rates.map(([name, rate]) => ({ vat: name, sum: name === vat ? wrong : rate.rounded }));
          const codes = check(whole, off, vats).problems.map(({ code }) => code);
          expect(codes).toEqual(['VAT_TOTAL_MISMATCH']);
        },
      ),
    );
  });

  it('of a real rounded receipt: the turnover without VAT is that of the items', () => {
    const fuel = { name: 'Топливо', price: '41.79', quantity: '14.36', total: '600.10', vat: 'none' };
    const rounded = (sum: string) =>
      checkReceipt({
        type: 'sell',
        items: [fuel],
        total: '600.00',
        payments: [{ type: 'cash', sum: '600.00' }],
        vats: [{ vat: 'none', sum }],
      }).problems.map(({ code }) => code);
    expect(rounded('600.10')).toEqual([]);
    expect(rounded('600.00')).toEqual([]);
    expect(rounded('599.99')).toEqual(['VAT_TOTAL_MISMATCH']);
    expect(rounded('600.11')).toEqual(['VAT_TOTAL_MISMATCH']);
  });
});

describe('totals of VAT of a correction', () => {
  const correction = (
    vats: ReadonlyArray<readonly [VatRate, number | string]>,
    sum: number | string = 1000,
  ) =>
    checkReceipt({
      type: 'sellCorrection',
      correction: { type: 'self', date: '2026-01-10' },
      payments: [{ type: 'cash', sum }],
      vats: vats.map(([vat, total]) => ({ vat, sum: total })),
    });

  it('cannot need more turnover together than there is', () => {
    const cases: ReadonlyArray<ReadonlyArray<readonly [VatRate, number | string]>> = [
      [
        ['vat20', '166.67'],
        ['none', '1000'],
      ],
      [
        ['vat20', '166.67'],
        ['vat10', '90.91'],
      ],
      [
        ['vat22', '180.33'],
        ['vat5', '47.62'],
      ],
      [
        ['vat20', '166.67'],
        ['vat10', '90.91'],
        ['vat0', '1000'],
        ['vat120', '166.67'],
        ['vat110', '90.91'],
      ],
    ];
    for (const vats of cases) {
      expect(correction(vats).problems).toMatchObject([{ code: 'VAT_TOTAL_ABOVE', path: 'vats' }]);
    }
  });

  it('of several rates that fill the sum are right, and those that leave much of it are a warning', () => {
    expect(
      correction([
        ['vat20', '83.33'],
        ['vat10', '45.45'],
      ]),
    ).toMatchObject({ problems: [], warnings: [] });
    expect(
      correction(
        [
          ['vat20', '8.33'],
          ['vat10', '4.55'],
        ],
        1000,
      ),
    ).toMatchObject({
      problems: [],
      warnings: [{ code: 'VAT_TOTAL_DIFFERS', path: 'vats' }],
    });
  });

  it('of any split of the sum are right', () => {
    const split = fc.uniqueArray(
      fc.record({
        vat: fc.constantFrom(...vatRateNames),
        turnover: fc.bigInt({ min: 1n, max: 10_000_000n }),
      }),
      {
        minLength: 1,
        maxLength: 12,
        selector: ({ vat }) => vat,
      },
    );
    fc.assert(
      fc.property(split, (parts) => {
        const sum = parts.reduce((all, { turnover }) => all + turnover, 0n);
        const vats = parts.map(({ vat, turnover }) => [vat, roubles(taxOf(turnover, vat))] as const);
        expect(correction(vats, roubles(sum)).problems).toEqual([]);
      }),
    );
  });
});
