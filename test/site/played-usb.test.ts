import { expect, test } from 'vitest';
import { PlayedUsb } from '../../playground/page/usb.js';
import { EmulatorCore } from '../../src/emulator/emulator-core.js';

test('a register without power or cable is no USB device, and comes back as another one', async () => {
  const emulator = new EmulatorCore({ latency: 0 });
  let changes = 0;
  const usb = new PlayedUsb(emulator, () => changes++);
  const [first] = await usb.getDevices();
  await emulator.power.off();
  expect(await usb.getDevices()).toEqual([]);
  await expect(first?.open()).rejects.toMatchObject({ name: 'NetworkError' });
  usb.pull();
  await emulator.power.on();
  expect(await usb.getDevices()).toEqual([]);
  usb.plug();
  const [second] = await usb.getDevices();
  expect(second).not.toBe(first);
  await second?.open();
  await emulator.power.off();
  await emulator.power.on();
  const [third] = await usb.getDevices();
  expect(third).not.toBe(second);
  expect(third?.serialNumber).toBe(first?.serialNumber);
  await expect(first?.open()).rejects.toMatchObject({ name: 'NetworkError' });
  await third?.open();
  expect(changes).toBe(2);
  await emulator.close();
});
