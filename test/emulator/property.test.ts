import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeDocument, fieldValue, fieldValues } from '../../src/fiscal/index.js';
import { vatOf } from '../../src/fiscal/vat.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands } from '../../src/protocol/index.js';
import { bench } from './support.js';

const rates = ['vat20', 'vat10', 'vat120', 'vat110', 'vat0', 'none'] as const;

const item = fc.record({
  price: fc.integer({ min: 0, max: 100_000_00 }),
  quantity: fc.integer({ min: 1, max: 99_999 }),
  tax: fc.integer({ min: 1, max: 6 }),
});

const receipt = fc.record({
  type: fc.constantFrom(1, 2, 4, 5),
  items: fc.array(item, { minLength: 1, maxLength: 8 }),
  discount: fc.integer({ min: 0, max: 99 }),
  shares: fc.array(
    fc.record({ type: fc.integer({ min: 1, max: 10 }), part: fc.integer({ min: 0, max: 100 }) }),
    {
      maxLength: 4,
    },
  ),
});

const receipts = fc.array(receipt, { minLength: 1, maxLength: 3 });

describe('any receipt', () => {
  test('adds up: items, payments, taxes, counters', async () => {
    await fc.assert(
      fc.asyncProperty(
        receipts,
        fc.constantFrom('total', 'items'),
        fc.boolean(),
        async (list, rounding, each) => {
          const { host, emulator } = bench({ rounding });
          // Setting 53: bit 01 of field 114, 55: bit 04, inverted.
          await host.mode(4);
          const value = Uint8Array.of(each ? 0x05 : 0x04);
          await host.call(commands.writeTable, { table: 2, row: 1, field: 114, value });
          await host.openShift();
          const sums = new Map<number, number>();
          for (const { type, items, discount, shares } of list) {
            await host.begin(type);
            let total = 0;
            for (const { price, quantity, tax } of items) {
              const sum = Number((BigInt(price) * BigInt(quantity) + 500n) / 1000n);
              total += sum;
              await host.add({ price, quantity, tax, total: sum });
            }
            const off = Math.min(discount, total);
            const discounted = off > 0 ? { flags: 0, area: 0, kind: 1, sign: 0, value: off } : undefined;
            if (discounted) await host.call(commands.discountOrSurcharge, discounted);
            total -= off;
            for (const share of shares) {
              const { remainder } = await host.register(registers.receiptTotals);
              const sum = Math.floor((remainder * share.part) / 100);
              await host.call(commands.payment, { flags: 0, type: share.type, sum });
            }
            await host.close();
            sums.set(type, (sums.get(type) ?? 0) + total);

            const document = emulator.lastReceipt ?? [];
            const parts = fieldValues(document, 'item');
            const itemSum = (part: (typeof parts)[number]) => fieldValue(part, 'itemSum') ?? -1;
            expect(fieldValue(document, 'totalSum')).toBe(total);
            expect(parts.reduce((sum, part) => sum + itemSum(part), 0)).toBe(
              rounding === 'items' ? total : total + off,
            );
            const paid = (
              ['cashSum', 'cashlessSum', 'prepaidSum', 'creditSum', 'considerationSum'] as const
            ).map((id) => fieldValue(document, id) ?? Number.NaN);
            expect(paid.reduce((sum, one) => sum + one, 0)).toBe(total);
            const expected = [0, 0, 0, 0, 0, 0];
            const turnover = [0, 0, 0, 0];
            parts.forEach((part, index) => {
              const rate = rates[(items[index]?.tax ?? 0) - 1] ?? 'none';
              const own = vatOf(itemSum(part), rate);
              if (rate !== 'vat0' && rate !== 'none') expect(fieldValue(part, 'itemVatSum')).toBe(own);
              const place = rates.indexOf(rate);
              expected[place] = (expected[place] ?? 0) + (place < 4 ? own : itemSum(part));
              if (place < 4) turnover[place] = (turnover[place] ?? 0) + itemSum(part);
            });
            if (!each)
              turnover.forEach((sum, place) => {
                expected[place] = vatOf(sum, rates[place] ?? 'none');
              });
            const totals = (
              [
                'vat20Sum',
                'vat10Sum',
                'vat20_120Sum',
                'vat10_110Sum',
                'vat0Turnover',
                'noVatTurnover',
              ] as const
            ).map((id) => fieldValue(document, id) ?? 0);
            expect(totals).toEqual(expected);
          }
          for (const [type, sum] of sums) {
            expect(await host.register(registers.nonResettableSum, type)).toEqual({ sum });
          }
          const numbers = emulator.fn
            .documents()
            .map(({ bytes }) => fieldValue(decodeDocument(bytes), 'docNumber'));
          expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('any bytes', () => {
  const known = Object.values(commands).map(({ code, sub }) => (sub === undefined ? [code] : [code, sub]));
  const message = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(fc.constantFrom(...known), fc.uint8Array({ maxLength: 140 }))
      .map(([code, rest]) => Uint8Array.of(0, 0, ...code, ...rest)),
    fc
      .tuple(fc.constantFrom(...known), fc.array(fc.constantFrom(0, 1, 2, 3, 0x10, 0x30), { maxLength: 48 }))
      .map(([code, rest]) => Uint8Array.of(0, 0, ...code, ...rest)),
  );

  test('get an answer, and the register goes on living', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 40 }), async (messages) => {
        const errors: unknown[] = [];
        const { emulator, host } = bench({ onError: (error) => errors.push(error) });
        await host.openShift();
        await host.begin();
        await host.call(commands.beginPosition, {});
        for (const one of messages) {
          const { answer } = await emulator.execute(one);
          expect(answer.length).toBeGreaterThan(0);
        }
        expect(errors).toEqual([]);
        for (const { bytes } of emulator.fn.documents()) decodeDocument(bytes);
      }),
      { numRuns: 150 },
    );
  });
});
