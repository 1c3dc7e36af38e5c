import { expect, test } from 'vitest';
import { Emulator } from '../../../src/emulator/index.js';
import { fieldValue } from '../../../src/fiscal/index.js';
import { commands, connect, p5Commands } from '../../../src/index.js';
import { fixed } from '../../support/identity.js';
import { yardstick } from '../../support/receipts.js';

test('commands of the second protocol, typed', async () => {
  await using emulator = new Emulator(fixed({ latency: 0, link: 'p5' }));
  await using kkt = await connect(emulator.transport());
  const { model } = await kkt.call(p5Commands.identify);
  expect(model).toBe((await kkt.identify()).model);
  await expect(kkt.call(p5Commands.closeReceipt, { how: 0 } as never)).rejects.toMatchObject({
    outcome: 'refused',
  });
  expect((await kkt.call(commands.getDeviceType)).model).toBe(model);
});

test('a register of the older protocol is not asked', async () => {
  await using emulator = new Emulator(fixed({ latency: 0 }));
  await using kkt = await connect(emulator.transport());
  await expect(kkt.call(p5Commands.identify)).rejects.toMatchObject({
    code: 'NO_COMMAND',
    outcome: 'not-sent',
    english: 'only the second protocol has the command identify',
  });
});

test('commands of both protocols may make one receipt', async () => {
  await using emulator = new Emulator(fixed({ latency: 0, link: 'p5' }));
  await using kkt = await connect(emulator.transport());
  await kkt.openShift();
  // What the host held of a receipt gives way to the one that is opened by the protocol itself.
  await kkt.call(commands.openReceipt, { flags: 0, type: 2 });
  await kkt.call(p5Commands.openReceipt, { type: 1, flags: 1, taxationSystems: 1 });
  const contact = Uint8Array.from([0xf0, 0x03, 5, 0, ...new TextEncoder().encode('a@b.c')]);
  await kkt.call(commands.writeAttribute, { flags: 1, blocks: 1, index: 0, data: contact });
  await kkt.call(p5Commands.beginPosition);
  const position = { price: 1000, quantity: 1000, sum: 1000, tax: 6, taxSum: 1000, method: 4, subject: 1 };
  await kkt.call(p5Commands.endPosition, { name: 'Хлеб', ...position });
  const half = await kkt.call(commands.payment, { flags: 0, type: 1, sum: 400 });
  expect(half).toEqual({ remainder: 600, change: 0 });
  await kkt.call(p5Commands.payment, { type: 1, sum: 600, own: 0 });
  await kkt.call(commands.closeReceipt, { flags: 0, type: 1, sum: 0 });
  const [receipt] = emulator.receipts;
  expect(receipt && fieldValue(receipt, 'buyerContact')).toBe('a@b.c');
  expect(receipt && fieldValue(receipt, 'totalSum')).toBe(1000);
});

test('what is cancelled by the protocol itself is over for the host, too', async () => {
  await using emulator = new Emulator(fixed({ latency: 0, link: 'p5' }));
  await using kkt = await connect(emulator.transport());
  await kkt.openShift();
  await kkt.call(commands.openReceipt, { flags: 0, type: 1 });
  await kkt.call(commands.beginPosition, {});
  await kkt.call(p5Commands.cancelReceipt);
  // Without a receipt this is kept for the next registration, and not sent.
  const place = Uint8Array.from([0xf1, 0x03, 1, 0, 0x41]);
  await kkt.call(commands.writeAttribute, { flags: 1, blocks: 1, index: 0, data: place });
  await kkt.issue(yardstick);
  expect(emulator.receipts).toHaveLength(1);
});
