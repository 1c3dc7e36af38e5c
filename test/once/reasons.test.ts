import { describe, expect, it } from 'vitest';
import { deviceError, registers } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { other, Stand, sellingStand, texts, unknownOf } from './stand.js';

const shop = sellingStand();

describe('why a receipt was not issued', () => {
  it('the register is not registered', async () => {
    await using empty = await Stand.make({ registered: false });
    await using register = await empty.connect();
    await expect(register.issue(yardstick, { shift: 'auto' })).rejects.toMatchObject({
      name: 'DeviceError',
      outcome: 'refused',
    });
    expect(empty.documents).toBe(0);
  });

  it('the register does not answer before anything was begun', async () => {
    await shop.stand.clock.sleep(10_000);
    shop.stand.line.arm({ kind: 'down', dir: 'out', at: 0 });
    await expect(shop.kkt.issue(yardstick)).rejects.toMatchObject({
      name: 'ConnectionError',
      outcome: 'not-sent',
    });
    await shop.stand.clock.sleep(61_000);
    expect((await shop.kkt.issue(yardstick)).history).toBeUndefined();
  });

  it('the shift is closed and cannot be opened', async () => {
    await shop.kkt.closeShift();
    const off = shop.stand.emulator.faults.add({ at: 'openShift', error: 'D2', times: 'always' });
    const error = await shop.kkt.issue(yardstick, { shift: 'auto' }).catch((failure) => failure);
    expect(error).toMatchObject({ code: 'SHIFT_FAILED', outcome: 'refused', cause: { status: 0xd2 } });
    expect(texts(error).at(-1)).toContain('открыть смену не удалось');
    off();
    await shop.kkt.issue(yardstick, { shift: 'auto' });
    expect(shop.stand.documents).toBe(1);
  });

  it('the line was lost while an expired shift was closed and opened', async () => {
    await shop.stand.clock.sleep(24 * 3_600_000 + 60_000);
    shop.stand.line.armAt('openShift', 'after', 'cut');
    const result = await shop.kkt.issue(yardstick, { shift: 'auto' });
    expect(result).toMatchObject({ shiftNumber: 2, receiptNumber: 1 });
    expect(texts(result).join('\n')).toContain('смена превысила 24 часа');
  });

  it('nobody knows: the FN was replaced meanwhile, which keeps nobody from selling', async () => {
    shop.stand.line.armAt('closeReceipt', 'after', 'down');
    const unknown = await unknownOf(shop.kkt.issue(yardstick, { key: 'old' }));
    await shop.stand.clock.sleep(61_000);
    shop.stand.emulator.override('fnGetNumber', () => ({ fnNumber: '9999078902000099' }));
    expect(await unknownOf(unknown.resolve())).toMatchObject({ cause: { code: 'FN_REPLACED' } });
    await shop.kkt.issue(other);
    expect(shop.kkt.pending).toMatchObject([{ key: 'old' }]);
    await shop.kkt.decide('old', 'none');
    expect(shop.kkt.pending).toEqual([]);
  });

  it('is found out without the counter of cancelled receipts', async () => {
    shop.stand.emulator.override('readRegister', (request, next) => {
      if (request.register === registers.cancellationsSum.number) throw deviceError(0x6c);
      return next(request);
    });
    for (const [command, when] of [
      ['endPosition', 'after'],
      ['payment', 'before'],
      ['closeReceipt', 'before'],
      ['closeReceipt', 'after'],
    ] as const) {
      const before = shop.stand.documents;
      shop.stand.line.armAt(command, when, 'cut');
      await shop.kkt.issue(yardstick);
      expect(shop.stand.documents).toBe(before + 1);
    }
  });
});
