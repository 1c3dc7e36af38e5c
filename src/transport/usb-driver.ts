import type { UsbDevice } from './usb-device.js';

/** Name of the driver that holds an interface, where Linux tells; `usbfs` stands for a program. */
export async function driverOf(device: UsbDevice, interfaceNumber: number): Promise<string | undefined> {
  const { bus, ports } = device as { bus?: unknown; ports?: unknown };
  if (device.detachKernelDriver === undefined || !Array.isArray(ports)) return undefined;
  const { readlink } = await import('node:fs/promises');
  const configuration = device.configuration?.configurationValue ?? 1;
  const folder = `${Number(bus)}-${ports.join('.')}:${configuration}.${interfaceNumber}`;
  const driver = await readlink(`/sys/bus/usb/devices/${folder}/driver`).catch(() => '');
  return driver.split('/').at(-1);
}
