import { checkOptions, must, type OptionRule, type OptionRules, readable, text } from '../util/options.js';
import { connectFailed } from './line-errors.js';
import { importOptional } from './native.js';
import type { Transport } from './transport.js';
import { connectUsb } from './usb-connection.js';
import type { UsbDevice } from './usb-device.js';
import { driverOf } from './usb-driver.js';
import { ATOL_PRODUCT_ID, ATOL_VENDOR_ID, usbName } from './usb-ids.js';

export { ATOL_PRODUCT_ID, ATOL_VENDOR_ID } from './usb-ids.js';

export interface UsbSelector {
  /** Default 2912h. */
  vendorId?: number | undefined;
  /** Default 0005h. */
  productId?: number | undefined;
  /** USB serial number; needed when several devices with the same ids are connected. */
  serial?: string | undefined;
}

export interface UsbOptions {
  /** First interface of the channel: 0 (default) for commands, 2 for the second port of the register. */
  interface?: number | undefined;
}

function numberUpTo(max: number): OptionRule {
  return must(
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max,
    [`нужно целое число 0..${max}`, `an integer 0..${max} is needed`],
    'USB_NUMBER',
  );
}

const selectorRules: OptionRules<UsbSelector> = {
  vendorId: numberUpTo(0xffff),
  productId: numberUpTo(0xffff),
  serial: text(),
};

const usbRules: OptionRules<UsbOptions> = { interface: numberUpTo(0xff) };

/**
 * A register on USB, without a driver of the system: a device that WebUSB gave (`navigator.usb` in a browser or in
 * Electron, the package `usb` in Node), or ids to look for with the package `usb`, which the first `connect()` loads.
 *
 * @throws ValidationError for impossible ids, or an option that nobody knows.
 */
export function usb(target: UsbDevice | UsbSelector = {}, options: UsbOptions = {}): Transport {
  checkOptions(options, usbRules);
  const { interface: number = 0 } = options;
  if (isDevice(target)) {
    const name = usbName(target.vendorId, target.productId, target.serialNumber ?? undefined);
    return {
      name,
      connect: (signal) => connectUsb({ find: async () => target, driverOf, number, name, signal }),
    };
  }
  checkOptions(target, selectorRules);
  const { vendorId = ATOL_VENDOR_ID, productId = ATOL_PRODUCT_ID, serial } = target;
  const name = usbName(vendorId, productId, serial);
  return {
    name,
    connect: (signal) =>
      connectUsb({
        find: () => findDevice({ vendorId, productId, serial }, name),
        driverOf,
        number,
        name,
        signal,
      }),
  };
}

/**
 * USB devices with ATOL's vendor id.
 *
 * @throws ConnectionError `CONNECT_FAILED` when the package `usb` is missing.
 */
export async function listUsbDevices(): Promise<UsbDevice[]> {
  const devices = await systemDevices();
  return devices.filter((device) => device.vendorId === ATOL_VENDOR_ID);
}

async function systemDevices(): Promise<UsbDevice[]> {
  const { usb: webusb } = await importOptional<typeof import('usb')>('usb');
  try {
    return await webusb.getDevices();
  } catch (error) {
    // A computer or container without USB has no list of devices, which is as good as an empty one.
    if (/not found/.test((error as Error).message)) return [];
    throw error;
  }
}

async function findDevice(selector: UsbSelector, name: string): Promise<UsbDevice> {
  const devices = (await systemDevices()).filter(
    ({ vendorId, productId, serialNumber }) =>
      vendorId === selector.vendorId &&
      productId === selector.productId &&
      (selector.serial === undefined || serialNumber === selector.serial),
  );
  const [device, ...others] = devices;
  if (device === undefined)
    throw connectFailed(name, 'такого устройства USB нет, проверьте кабель и питание');
  if (others.length > 0) {
    const serials = devices.map(({ serialNumber }) => serialNumber ?? '?').join(', ');
    throw connectFailed(name, `таких устройств несколько, укажите ?serial= (${serials})`);
  }
  return device;
}

function isDevice(target: UsbDevice | UsbSelector): target is UsbDevice {
  return readable('target', () => typeof (target as Partial<UsbDevice> | null)?.transferIn === 'function');
}
