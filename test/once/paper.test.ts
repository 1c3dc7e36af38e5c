import { describe, expect, it } from 'vitest';
import { yardstick } from '../support/receipts.js';
import { sellingStand, texts } from './stand.js';

const { electronic: _, ...printed } = yardstick;

const shop = sellingStand({ model: '30F' });

const onTape = () => shop.stand.emulator.tape.filter((line) => line.includes('Товар второй')).length;

describe('paper', () => {
  it('that is out when the receipt is closed: it is signed, and printed when there is paper', async () => {
    const refill = shop.stand.emulator.faults.add({ at: 'payment', paper: 'out' });
    const result = await shop.kkt.issue(printed, { key: 'k' });
    expect(result.printed).toBe(false);
    expect(texts(result).join('\n')).toContain('документ подписан, но не допечатан');
    expect(await shop.kkt.issue(printed, { key: 'k' })).toEqual(result);
    expect(onTape()).toBe(0);
    refill();
    expect(await shop.kkt.print.continue()).toBe(true);
    expect(onTape()).toBe(1);
    expect(shop.stand.documents).toBe(1);
    const next = await shop.kkt.issue(printed);
    expect(next.history).toBeUndefined();
  });

  it('that was put in meanwhile: the rest is printed at once', async () => {
    shop.stand.emulator.faults.add({ at: 'closeReceipt', error: '67', executed: true, printed: false });
    const result = await shop.kkt.issue(printed);
    expect(result.printed).toBe(true);
    expect(texts(result)).toContain('документ допечатан (EE)');
    expect(shop.stand.emulator.state.printed).toBe(true);
    expect(shop.stand.documents).toBe(1);
  });

  it.each(['67', '68', '69'])('refusal %s of an item or of the closing: nothing is signed', async (error) => {
    for (const at of ['endPosition', 'closeReceipt']) {
      shop.stand.emulator.faults.add({ at, error });
      await expect(shop.kkt.issue(printed)).rejects.toMatchObject({
        outcome: 'refused',
        name: 'DeviceError',
      });
    }
    expect(shop.stand.documents).toBe(0);
    expect((await shop.kkt.issue(printed)).history).toBeUndefined();
  });

  it('that is out when the answer is lost: found, not printed', async () => {
    shop.stand.emulator.faults.add({ at: 'payment', paper: 'out' });
    shop.stand.line.armAt('closeReceipt', 'after', 'cut');
    expect(await shop.kkt.issue(printed)).toMatchObject({ printed: false });
    expect(shop.stand.documents).toBe(1);
  });

  it('that is out when a receipt cannot be cancelled: refused, and the next one cancels it', async () => {
    shop.stand.emulator.faults.add({ at: 'payment', error: '67' });
    const jam = shop.stand.emulator.faults.add({ at: 'cancelReceipt', error: '67', times: 'always' });
    await expect(shop.kkt.issue(printed)).rejects.toMatchObject({ outcome: 'refused', status: 0x67 });
    expect((await shop.kkt.status()).receipt.open).toBe(true);
    jam();
    const result = await shop.kkt.issue(printed);
    expect(shop.stand.documents).toBe(1);
    expect(texts(result)).toContain('незакрытый чек, которым никто не занят, отменён');
  });

  it('that is out in the reports of a shift: signed, printed later', async () => {
    const refill = shop.stand.emulator.faults.add({ paper: 'out' });
    expect(await shop.kkt.closeShift()).toMatchObject({ printed: false });
    refill();
    expect(await shop.kkt.print.continue()).toBe(true);
    expect(await shop.kkt.openShift()).toMatchObject({ printed: true, shiftNumber: 2 });
  });
});
