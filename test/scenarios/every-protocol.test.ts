import { afterAll, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { fieldValue } from '../../src/fiscal/fields.js';
import { type CashRegister, connect, receipt } from '../../src/index.js';
import { allWorlds } from '../support/worlds.js';

const OPERATOR = { name: 'Кассир №1', inn: '123456789047' } as const;

/** One suite for every protocol and every cable: a till need not know which one is below. */
describe.concurrent.each(allWorlds)('a till over $name', ({ start, options }) => {
  const open: Array<{ close(): Promise<void> }> = [];
  afterAll(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function till(): Promise<{ emulator: Emulator; kkt: CashRegister }> {
    const { emulator, where } = await start({ model: '30F', registration: { taxationSystems: 1 } });
    const kkt = await connect(where, options);
    open.push(kkt, emulator);
    return { emulator, kkt };
  }

  const sale = () =>
    receipt('sell')
      .customer({ contact: 'buyer@example.ru' })
      .item('Хлеб', { price: 45.5, quantity: 2, vat: 'vat10' })
      .item('Доставка', { price: 100, quantity: 1, vat: 'none', subject: 'service' })
      .cash(200);

  it('lives a day: shift, sale, return, cash, reports, shift', async () => {
    const { emulator, kkt } = await till();
    const opened = await kkt.openShift({ operator: OPERATOR });
    expect(opened).toMatchObject({ documentNumber: 2, shiftNumber: 1 });
    const sold = await kkt.issue(sale());
    expect(sold).toMatchObject({ documentNumber: 3, shiftNumber: 1, receiptNumber: 1, totalKopecks: 19_100 });
    expect((await kkt.cashIn('500')).cashKopecks).toBe(69_100);
    expect((await kkt.cashOut('0.5')).cashKopecks).toBe(69_050);
    const refund = receipt('sellReturn').item('Хлеб', { price: 45.5, quantity: 1, vat: 'vat10' }).cash(45.5);
    expect(await kkt.issue(refund)).toMatchObject({ documentNumber: 4, receiptNumber: 2 });
    const cashless = receipt('sell').item('Сыр', { price: 10.1, quantity: 1.234, vat: 'vat20' }).card(12.46);
    expect(await kkt.issue(cashless)).toMatchObject({ documentNumber: 5, totalKopecks: 1246 });
    expect((await kkt.status()).cashKopecks).toBe(64_500);
    const closed = await kkt.closeShift({ operator: OPERATOR });
    expect(closed).toMatchObject({ documentNumber: 6, shiftNumber: 1 });
    expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3, 3, 3, 5]);
    const [first] = emulator.receipts;
    expect(first && fieldValue(first, 'cashier')).toBe('Кассир №1');
    expect(first && fieldValue(first, 'buyerContact')).toBe('buyer@example.ru');
    expect(first && fieldValue(first, 'taxationType')).toBe(1);
  });

  it('tells the same of the register', async () => {
    const { emulator, kkt } = await till();
    await kkt.openShift();
    expect(await kkt.identify()).toMatchObject({
      model: 61,
      serialNumber: emulator.serialNumber,
      ffd: '1.05',
    });
    const status = await kkt.status();
    expect(status).toMatchObject({ fiscal: true, paperPresent: true, shift: { state: 'open', number: 1 } });
    expect(status.fn).toMatchObject({ number: emulator.fn.number, phase: 'fiscal', lastDocument: 2 });
    const document = await kkt.fn.readDocument(2);
    expect(document && fieldValue(document, 'shiftNumber')).toBe(1);
  });

  it('names the same refusals', async () => {
    const { kkt } = await till();
    await expect(kkt.issue(sale())).rejects.toMatchObject({
      statusName: 'deniedInClosedShift',
      outcome: 'refused',
    });
    await kkt.openShift();
    await expect(kkt.openShift()).rejects.toMatchObject({
      statusName: 'deniedInOpenedShift',
      outcome: 'refused',
    });
  });

  it('finds a receipt whose answer was lost, once', async () => {
    const { emulator, kkt } = await till();
    await kkt.openShift();
    emulator.faults.add({ line: 'lose', at: 'closeReceipt' });
    const found = await kkt.issue(sale());
    expect(found).toMatchObject({ documentNumber: 3, totalKopecks: 19_100 });
    emulator.faults.add({ line: 'lose', at: 'endPosition', when: 'before' });
    expect(await kkt.issue(sale())).toMatchObject({ documentNumber: 4 });
    expect(emulator.receipts).toHaveLength(2);
  });
});
