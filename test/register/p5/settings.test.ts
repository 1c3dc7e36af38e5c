import { expect, test } from 'vitest';
import { Emulator } from '../../../src/emulator/index.js';
import { connect, p5Commands } from '../../../src/index.js';
import { fixed } from '../../support/identity.js';

const FLAGS = Uint8Array.of(0x07, 0x80, 0, 0);

test('settings that share a counter are read and written one by one', async () => {
  await using emulator = new Emulator(fixed({ model: '30F', latency: 0, link: 'p5' }));
  await using kkt = await connect(emulator.transport());
  await kkt.settings.update({
    collectCashOnZReport: false,
    printZeroSums: true,
    cashControl: true,
    printPaymentMethod: 0,
    printPaymentObject: 0,
    printSectionNumber: 0,
  });
  const { value: none } = await kkt.call(p5Commands.readCounter, { attribute: FLAGS });
  expect(none).toBe('0');
  // As the vendor's driver writes them: set means no for cash control and for zero sums.
  for (const [name, value, bits] of [
    ['collectCashOnZReport', true, 2],
    ['printZeroSums', false, 2 + 1],
    ['cashControl', false, 2 + 1 + 4],
    ['printSectionNumber', 1, 2 + 1 + 4 + 8],
    ['printPaymentMethod', 1, 2 + 1 + 4 + 8 + 32],
  ] as const) {
    await kkt.settings.set(name, value as never);
    const { value: text } = await kkt.call(p5Commands.readCounter, { attribute: FLAGS });
    expect(text, name).toBe(String(bits));
    expect(await kkt.settings.get(name), name).toBe(value);
  }
});

test('a setting is obeyed whichever protocol wrote it', async () => {
  await using emulator = new Emulator(fixed({ model: '30F', latency: 0, link: 'p5' }));
  await using kkt = await connect(emulator.transport());
  await kkt.settings.set('cashControl', false);
  await kkt.openShift();
  // Without control of the cash a return may be greater than what the drawer holds.
  await kkt.issue({
    type: 'sellReturn',
    taxation: 'osn',
    items: [{ name: 'Хлеб', price: 45, quantity: 1, vat: 'vat10' }],
    payments: [{ type: 'cash', sum: 45 }],
  });
  expect(emulator.receipts).toHaveLength(1);
});

test('a test FN is made new; a register without an FN says so', async () => {
  await using emulator = new Emulator(fixed({ latency: 0, link: 'p5' }));
  await using kkt = await connect(emulator.transport());
  await kkt.service.resetTestFn();
  expect(emulator.fn.documents()).toHaveLength(0);
  expect((await kkt.fn.validity()).validUntil).toBe('');
  await emulator.removeFn();
  await expect(kkt.fn.state()).rejects.toMatchObject({ name: 'DeviceError', status: 0xd2 });
  await expect(kkt.openShift()).rejects.toMatchObject({ name: 'DeviceError', deviceCode: '>a' });
});
