import { describe, expect, test } from 'vitest';
import type { Rounding } from '../../src/emulator/device/receipt.js';
import { fieldValue, fieldValues } from '../../src/fiscal/index.js';
import type { CashRegister, ReceiptInput } from '../../src/index.js';
import { Stand } from '../once/stand.js';

type Row = readonly [
  name: string,
  items: readonly (readonly [price: number, quantity: number, sum: number])[],
  vat: 'vat10' | 'vat20' | 'none',
  total: number,
  /** Of the unrounded items. */
  vatSum: number,
  /** Of what is to be paid, worked out by hand. */
  recalculated: number,
];

/** Rounded receipts of real registers, September 2020: sums in kopecks. */
const real: readonly Row[] = [
  [
    'a supermarket',
    [
      [3599, 1, 3599],
      [1739, 1, 1739],
    ],
    'vat10',
    5300,
    485,
    482,
  ],
  ['АИ-92', [[3652, 30, 109_560]], 'vat20', 109_532, 18_260, 18_255],
  ['diesel for 1400', [[4880, 28.69, 140_007]], 'vat20', 140_000, 23_335, 23_333],
  ['fuel without VAT for 600', [[4179, 14.36, 60_010]], 'none', 60_000, 60_010, 60_000],
  ['fuel for 700', [[4714, 14.85, 70_003]], 'vat20', 70_000, 11_667, 11_667],
  ['fuel for 1000', [[4371, 22.88, 100_008]], 'vat20', 100_000, 16_668, 16_667],
  ['fuel without VAT for 500', [[4270, 11.71, 50_002]], 'none', 50_000, 50_002, 50_000],
  ['diesel for 2000', [[4880, 40.99, 200_031]], 'vat20', 200_000, 33_339, 33_333],
];

const totalTag = { vat20: 'vat20Sum', vat10: 'vat10Sum', none: 'noVatTurnover' } as const;
const roubles = (kopecks: number) => (kopecks / 100).toFixed(2);

function input([name, items, vat, total]: Row, extra: Partial<ReceiptInput> = {}): ReceiptInput {
  return {
    type: 'sell',
    taxation: 'osn',
    items: items.map(([price, quantity, sum]) => ({
      name,
      price: roubles(price),
      quantity,
      total: roubles(sum),
      vat,
    })),
    total: roubles(total),
    payments: [{ type: 'cash', sum: roubles(total) }],
    ...extra,
  };
}

async function at(rounding: Rounding | undefined, use: (stand: Stand, kkt: CashRegister) => Promise<void>) {
  await using stand = await Stand.make({ model: '30F', dateTime: '2020-09-16T09:00:00', rounding });
  await using kkt = await stand.selling();
  await use(stand, kkt);
}

const signed = ({ emulator }: Stand, vat: Row[2]) => {
  const receipt = emulator.lastReceipt ?? [];
  const items = fieldValues(receipt, 'item');
  return {
    total: fieldValue(receipt, 'totalSum'),
    vat: fieldValue(receipt, totalTag[vat]),
    items: items.map((item) => [fieldValue(item, 'price'), fieldValue(item, 'itemSum')]),
    itemVat: items.reduce((sum, item) => sum + (fieldValue(item, 'itemVatSum') ?? 0), 0),
  };
};

describe('a rounded receipt', () => {
  test('of every kind of real registers has the items as they were, and only a lower total', () =>
    at(undefined, async (stand, kkt) => {
      for (const row of real) {
        const [name, items, vat, total, vatSum] = row;
        await kkt.issue(input(row));
        expect(signed(stand, vat), name).toEqual({
          total,
          vat: vatSum,
          items: items.map(([price, , sum]) => [price, sum]),
          itemVat: vat === 'none' ? 0 : vatSum,
        });
        const off = items.reduce((all, [, , sum]) => all + sum, 0) - total;
        expect(stand.emulator.tape.findLast((line) => line.startsWith('ОКРУГЛЕНИЕ'))).toMatch(
          new RegExp(`^ОКРУГЛЕНИЕ +=${roubles(off)}$`),
        );
      }
      const sold = real.reduce((sum, [, , , total]) => sum + total, 0);
      expect(await kkt.status()).toMatchObject({ cashKopecks: sold });
    }));

  test('gets its totals of VAT counted anew with setting 55', () =>
    at(undefined, async (stand, kkt) => {
      await kkt.closeShift();
      await kkt.settings.set('recalculateTaxesAfterDiscount', true);
      await kkt.openShift();
      for (const row of real) {
        const [name, items, vat, total, , recalculated] = row;
        await kkt.issue(input(row));
        expect(signed(stand, vat), name).toMatchObject({
          total,
          vat: recalculated,
          items: items.map(([price, , sum]) => [price, sum]),
        });
      }
    }));

  test('is carried by the items in a register of the other kind', () =>
    at('items', async (stand, kkt) => {
      for (const row of real) {
        const [name, , vat, total, , recalculated] = row;
        await kkt.issue(input(row));
        const { items, ...receipt } = signed(stand, vat);
        expect(receipt, name).toEqual({
          total,
          vat: recalculated,
          itemVat: vat === 'none' ? 0 : recalculated,
        });
        expect(items.reduce((sum, [, part]) => sum + (part ?? 0), 0)).toBe(total);
      }
    }));

  test.each(['total', 'items'] as const)('is found when the answer is lost, rounding the %s', (rounding) =>
    at(rounding, async (stand, kkt) => {
      for (const [index, row] of real.entries()) {
        stand.line.armAt('closeReceipt', 'after', 'cut');
        const result = await kkt.issue(input(row), { key: `order ${index}` });
        expect(result).toMatchObject({ totalKopecks: row[3], documentNumber: index + 3 });
      }
      expect(stand.documents).toBe(real.length);
    }),
  );

  test('takes given totals of the items as they were', () =>
    at(undefined, async (stand, kkt) => {
      const fuel = real[3] as Row;
      await kkt.issue(input(fuel, { vats: [{ vat: 'none', sum: '600.10' }] }));
      expect(signed(stand, 'none')).toMatchObject({ total: 600_00, vat: 600_10 });
    }));
});

describe('setting 53', () => {
  test.each([
    [true, 3],
    [false, 2],
  ])('%s: three times half a kopeck of VAT are %i', (each, vat) =>
    at(undefined, async (stand, kkt) => {
      await kkt.closeShift();
      await kkt.settings.set('roundTaxSum', each);
      await kkt.openShift();
      const items = [1, 2, 3].map((n) => ({
        name: `Пакет ${n}`,
        price: '0.03',
        quantity: 1,
        vat: 'vat20' as const,
      }));
      await kkt.issue({ type: 'sell', taxation: 'osn', items, payments: [{ type: 'cash', sum: '0.09' }] });
      expect(signed(stand, 'vat20')).toMatchObject({ vat, itemVat: 3 });
    }),
  );
});

describe('the drawer', () => {
  const sale = (type: ReceiptInput['type'], sum: number): ReceiptInput => ({
    type,
    taxation: 'osn',
    items: [{ name: 'Чай', price: sum, quantity: 1, vat: 'none' }],
    payments: [{ type: 'cash', sum }],
  });

  test('never holds less than nothing, and reports what it lacked', () =>
    at(undefined, async ({ emulator }, kkt) => {
      await kkt.issue(sale('sell', 100));
      await kkt.issue(sale('sellReturn', 350));
      expect(emulator.state.cash).toBe(0);
      expect((await kkt.status()).cashKopecks).toBe(0);
      expect(await kkt.cashIn(100)).toEqual({ cashKopecks: 100_00 });
      await kkt.reportX();
      expect(emulator.tape.join('\n')).toMatch(/НАЛИЧНОСТЬ +=100\.00\nНЕДОСТАЧА +=250\.00/);
      await kkt.closeShift();
      await kkt.openShift();
      const { length } = emulator.tape;
      await kkt.reportX();
      expect(emulator.tape.slice(length).join('\n')).not.toContain('НЕДОСТАЧА');
    }));

  test('is told on paper what came in and went back', () =>
    at(undefined, async ({ emulator }, kkt) => {
      const given = { ...sale('sell', 608.1), payments: [{ type: 'cash' as const, sum: 1000 }] };
      const items = [{ name: 'Чай', price: '608.10', quantity: 1, vat: 'none' as const, discount: '2.55' }];
      await kkt.issue({ ...given, items });
      expect(emulator.tape.join('\n')).toMatch(
        /x 608\.10 +=608\.10\nСКИДКА +=2\.55\n[\s\S]*НАЛИЧНЫМИ +=608\.10\nПОЛУЧЕНО НАЛИЧНЫМИ +=1000\.00\nСДАЧА +=391\.90/,
      );
      await kkt.issue(sale('sell', 5));
      expect(emulator.tape.filter((line) => line.includes('СДАЧА'))).toHaveLength(1);
    }));
});

test('the number of a machine in a receipt goes before that of the registration', () =>
  at(undefined, async ({ emulator }, kkt) => {
    const items = [{ name: 'Перевозка', price: 1012, quantity: 1, vat: 'none' as const }];
    const payments = [{ type: 'electronic' as const, sum: 1012 }];
    await kkt.issue({ type: 'sell', taxation: 'osn', machineNumber: 'A-7', items, payments });
    expect(fieldValue(emulator.lastReceipt ?? [], 'machineNumber')).toBe('A-7');
  }));
