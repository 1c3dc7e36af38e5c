import { describe, expect, expectTypeOf, it } from 'vitest';
import { vatRateNames } from '../../src/fiscal/index.js';
import { deviceError } from '../../src/protocol/index.js';
import { worlds } from '../support/worlds.js';
import { benches } from './support.js';

const noVat = Object.fromEntries(vatRateNames.map((name) => [name, 0]));

describe.each(worlds)('counters over $name', (world) => {
  const bench = benches(world);
  const item = { name: 'Товар', quantity: 1, subject: 'goods', method: 'fullPayment' } as const;

  it('are those of the shift that was sold', async () => {
    const { kkt } = await bench();
    await kkt.openShift();
    await kkt.cashIn(1000);
    await kkt.cashIn('0.50');
    await kkt.cashOut(100);
    await kkt.issue({
      type: 'sell',
      taxation: 'osn',
      items: [
        { ...item, price: '120.00', vat: 'vat20' },
        { ...item, price: '11.00', vat: 'vat10' },
      ],
      payments: [
        { type: 'electronic', sum: '31.00' },
        { type: 'cash', sum: '200.00' },
      ],
    });
    await kkt.issue({
      type: 'sellReturn',
      taxation: 'osn',
      items: [{ ...item, price: '10.00', vat: 'none' }],
      payments: [{ type: 'cash', sum: '10.00' }],
    });
    const shift = await kkt.counters.shift();
    expect(shift.byType.sell).toEqual({
      receipts: 1,
      cancelled: 0,
      cancelledKopecks: 0,
      positions: 2,
      positionsKopecks: 13100,
      reversals: 0,
      reversalsKopecks: 0,
      discountsKopecks: 0,
      surchargesKopecks: 0,
      payments: {
        cash: 10000,
        electronic: 3100,
        prepaid: 0,
        credit: 0,
        other: 0,
        user6: 0,
        user7: 0,
        user8: 0,
        user9: 0,
        user10: 0,
      },
      vat: { ...noVat, vat20: 2000, vat10: 100 },
    });
    expect(shift.byType.sellReturn).toMatchObject({
      receipts: 1,
      positionsKopecks: 1000,
      payments: { cash: 1000 },
    });
    expect(shift).toMatchObject({
      cashIn: { count: 2, kopecks: 100050 },
      cashOut: { count: 1, kopecks: 10000 },
      cashKopecks: 100050 - 10000 + 10000 - 1000,
      revenueKopecks: 12100,
      documents: 3,
    });
    expect(JSON.parse(JSON.stringify(shift))).toEqual(shift);
    const totals = await kkt.counters.totals(['sell', 'buy']);
    expect(Object.keys(totals)).toEqual(['sell', 'buy']);
    expect(totals.sell).toMatchObject({ kopecks: 13100, payments: { cash: 10000, electronic: 3100 } });
    await kkt.closeShift();
    const cleared = await kkt.counters.shift(['sell']);
    expect(Object.keys(cleared.byType)).toEqual(['sell']);
    expect(cleared.byType.sell).toMatchObject({ receipts: 0, payments: { cash: 0 } });
    expect((await kkt.counters.totals(['sell'])).sell.kopecks).toBe(13100);
  });

  it('show a loss below zero', async () => {
    const { kkt } = await bench();
    await kkt.openShift();
    await kkt.issue({
      type: 'buy',
      taxation: 'osn',
      items: [{ ...item, price: '10.00', vat: 'none' }],
      payments: [{ type: 'electronic', sum: '10.00' }],
    });
    expect((await kkt.counters.shift(['buy'])).revenueKopecks).toBe(-1000);
  });

  it('leave out what the firmware does not count', async () => {
    const { kkt, emulator } = await bench();
    emulator.override('readRegister', (request, next) => {
      const absent = request.register === 0x41 || (request.register === 0x03 && request.p2 > 5);
      if (absent) throw deviceError(request.register === 0x41 ? 0x6c : 0x13);
      return next(request);
    });
    const { byType } = await kkt.counters.shift(['sell']);
    expect(byType.sell.receipts).toBeUndefined();
    expect(Object.keys(byType.sell.payments)).toEqual(['cash', 'electronic', 'prepaid', 'credit', 'other']);
    emulator.override('readRegister', () => {
      throw deviceError(0xd5);
    });
    await expect(kkt.counters.shift(['sell'])).rejects.toMatchObject({ status: 0xd5 });
  });

  it('are read one by one by name', async () => {
    const { kkt } = await bench({ model: '30F' });
    expect(await kkt.counters.read('lineLength')).toEqual({ chars: 32, dots: 384 });
    const { sum } = await kkt.counters.read('cashSum');
    expectTypeOf(sum).toEqualTypeOf<number>();
    await expect(kkt.counters.read('eklzActivation')).rejects.toMatchObject({ status: 0x6c });
    await expect(kkt.counters.read('cashSum', 256)).rejects.toMatchObject({ code: 'RANGE', field: 'p1' });
  });
});
