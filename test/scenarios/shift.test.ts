import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { DeviceError } from '../../src/errors.js';
import { decodeDocument, fieldValue } from '../../src/fiscal/index.js';
import { type CashRegister, connect } from '../../src/index.js';
import { deviceError, deviceStatus } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { exchangeWorlds } from '../support/worlds.js';

describe.each(exchangeWorlds)('a shift over $name', ({ start, options, exchange }) => {
  let emulator: Emulator;
  let kkt: CashRegister;

  async function open(): Promise<void> {
    const world = await start();
    emulator = world.emulator;
    kkt = await connect(world.where, options);
  }

  afterEach(async () => {
    await kkt.close();
    await emulator.close();
  });

  it('exchanges as it was told', async () => {
    await open();
    expect(kkt.exchange).toBe(exchange);
  });

  it('names the part of a receipt that is refused, and leaves the register free', async () => {
    await open();
    await kkt.openShift();
    const executed: string[] = [];
    emulator.onCommand(({ name }) => executed.push(name ?? '?'));
    const items = (yardstick.items ?? []).map((item, index) =>
      index === 1 ? { ...item, department: 77 } : item,
    );
    const remove = emulator.override('endPosition', (request, next) => {
      if (request.department === 77) throw deviceError(deviceStatus.invalidDepartment);
      return next(request);
    });
    await expect(kkt.issue({ ...yardstick, items })).rejects.toMatchObject({
      name: 'DeviceError',
      status: deviceStatus.invalidDepartment,
      outcome: 'refused',
      command: 'endPosition',
      path: 'items[1]',
    });
    remove();
    expect(executed).not.toContain('payment');
    expect(executed).not.toContain('closeReceipt');
    expect((await kkt.issue(yardstick)).receiptNumber).toBe(1);
  });

  it('identifies the register', async () => {
    await open();
    expect(await kkt.identify()).toMatchObject({
      model: 77,
      modelName: '42FS',
      serialNumber: emulator.serialNumber,
      ffd: '1.05',
    });
  });

  it('opens, sells, returns, reports and closes', async () => {
    await open();
    const opened = await kkt.openShift({ operator: { name: 'Иванова Мария' } });
    expect(opened.shiftNumber).toBe(1);
    const sale = await kkt.issue(yardstick);
    expect(sale).toMatchObject({
      type: 'sell',
      form: 3,
      receiptNumber: 1,
      shiftNumber: 1,
      totalKopecks: 21250,
    });
    expect(sale.documentNumber).toBe(opened.documentNumber + 1);
    expect(sale.fnNumber).toBe(emulator.fn.number);

    const signed = emulator.fn.document(sale.documentNumber);
    expect(signed?.fiscalSign).toBe(sale.fiscalSign);
    const document = decodeDocument(signed?.bytes as Uint8Array);
    expect(fieldValue(document, 'totalSum')).toBe(21250);
    expect(fieldValue(document, 'buyerContact')).toBe('client@example.com');
    expect(fieldValue(document, 'cashier')).toBe('Иванова Мария');

    const back = await kkt.issue({ ...yardstick, type: 'sellReturn' });
    expect(back).toMatchObject({ type: 'sellReturn', receiptNumber: 2 });
    expect((await kkt.cashIn('100.50')).cashKopecks).toBe(10050);
    expect((await kkt.cashOut(50)).cashKopecks).toBe(5050);
    await kkt.reportX();
    expect((await kkt.status()).shift).toMatchObject({ state: 'open', number: 1 });
    const closed = await kkt.closeShift();
    expect(closed.documentNumber).toBe(back.documentNumber + 1);
    expect((await kkt.status()).shift).toMatchObject({ state: 'closed', number: 1 });
  });

  it('refuses with the byte and the text of the register', async () => {
    await open();
    await expect(kkt.closeShift()).rejects.toMatchObject({
      name: 'DeviceError',
      status: 0x8f,
      outcome: 'refused',
    });
    await kkt.openShift();
    const again = kkt.openShift();
    await expect(again).rejects.toBeInstanceOf(DeviceError);
    await expect(again).rejects.toMatchObject({ status: 0x9c, textRu: 'Смена открыта, операция невозможна' });
    await expect(kkt.cashOut('1.00')).rejects.toMatchObject({ status: 0x98 });
    expect((await kkt.issue(yardstick)).receiptNumber).toBe(1);
  });

  it('sends at most 12 commands for the yardstick receipt', async () => {
    await open();
    await kkt.openShift();
    // The first queued receipt asks for the size of the register's buffer.
    if (kkt.exchange === 'buffered') await kkt.issue(yardstick);
    const sent: string[] = [];
    const stop = emulator.onCommand(({ name }) => sent.push(name ?? '?'));
    await kkt.issue(yardstick);
    stop();
    expect(sent).toEqual([
      'openReceipt',
      'writeAttribute',
      'writeAttribute',
      'beginPosition',
      'endPosition',
      'beginPosition',
      'endPosition',
      'beginPosition',
      'endPosition',
      'payment',
      'closeReceipt',
      'readRegister',
    ]);
  });
});
