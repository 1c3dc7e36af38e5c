import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { isDocumentOf, toReceipt } from '../../src/fiscal/index.js';
import { type CashRegister, connect } from '../../src/index.js';
import { type DirectionFaults, faultyTransport } from '../../src/transport/faults.js';
import { transportFor } from '../../src/transport/url.js';
import { yardstick } from '../support/receipts.js';
import { exchangeWorlds } from '../support/worlds.js';

/** Bytes between two damages: never two in one message, which a checksum of one byte may not notice. */
const DISTANCE = 500;

/** In turn a flipped bit, a lost byte, a doubled byte. */
function damage(start: number): { faults: DirectionFaults; count: () => number } {
  let next = start;
  let count = 0;
  const faults: DirectionFaults = {
    alter(byte, offset) {
      if (offset < next) return byte;
      const kind = count % 3;
      // The checksum of link v2 does not see a zero that is lost or doubled.
      if (kind > 0 && byte === 0) return byte;
      count++;
      next = offset + DISTANCE;
      return kind === 0 ? byte ^ (1 << (count % 8)) : kind === 1 ? [] : [byte, byte];
    },
  };
  return { faults, count: () => count };
}

// At once: what noise costs is waiting.
describe.concurrent.each(exchangeWorlds)('noise on $name', ({ start, options, exchange }) => {
  const open: Array<CashRegister | Emulator> = [];

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('costs time, and every command is executed once', async () => {
    const { emulator, where } = await start();
    open.push(emulator);
    const out = damage(100);
    const into = damage(300);
    const line = typeof where === 'string' ? transportFor(where) : where;
    const noisy = faultyTransport(line, () => ({ out: out.faults, in: into.faults }));
    // A result that got lost is asked for sooner than by default, to save time.
    const kkt = await connect(noisy, { ...options, timers: { pollMs: 300 } });
    open.unshift(kkt);
    const executed: string[] = [];
    emulator.onCommand(({ name, error }) => executed.push(error ? `${name} refused` : (name ?? '?')));
    const times = (name: string): number => executed.filter((other) => other === name).length;

    await kkt.openShift({ operator: { name: 'Иванова Мария' } });
    const types = ['sell', 'sellReturn', 'sell'] as const;
    for (const type of types) await kkt.issue({ ...yardstick, type });
    expect((await kkt.cashIn('100.50')).cashKopecks).toBe(10_050);
    expect((await kkt.cashOut('0.50')).cashKopecks).toBe(10_000);
    await kkt.reportX();
    await kkt.closeShift();

    expect(out.count() + into.count()).toBeGreaterThanOrEqual(5);
    expect(emulator.receipts.map(({ form }) => form)).toEqual([3, 3, 3]);
    for (const name of ['openShift', 'cashIn', 'cashOut', 'closeShift']) expect(times(name), name).toBe(1);
    expect(times('closeReceipt')).toBe(3);
    emulator.receipts.forEach((document, index) => {
      expect(isDocumentOf(document, toReceipt({ ...yardstick, type: types[index] as 'sell' }))).toBe(true);
    });
    // A command that did not arrive in its turn spoils the receipt, which is cancelled and begun again.
    if (exchange === 'buffered') return;
    expect(times('openReceipt')).toBe(3);
    expect(times('endPosition')).toBe(9);
    expect(times('payment')).toBe(3);
    expect(executed.filter((name) => name.endsWith('refused') || name === '?')).toEqual([]);
  });
});
