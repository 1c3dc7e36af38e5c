import { ConnectionError } from '../errors.js';
import { importOptional } from './native.js';

/** What the system knows about a serial port. */
export interface SerialPortInfo {
  readonly path: string;
  /** USB ids as four hex digits in lower case, where the port belongs to a USB device. */
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

/**
 * The serial ports of this computer. On Linux the kernel is asked, not udev: a container or a small system has none.
 *
 * @throws ConnectionError `CONNECT_FAILED` when there is no such list; elsewhere also when the package `serialport` is missing.
 */
export async function listSerialPorts(): Promise<SerialPortInfo[]> {
  if (process.platform === 'linux') return linuxSerialPorts();
  const { SerialPort } = await importOptional<typeof import('serialport')>('serialport');
  const ports = await SerialPort.list();
  return ports.map(({ path, vendorId, productId }) => ({
    path,
    vendorId: vendorId?.toLowerCase(),
    productId: productId?.toLowerCase(),
  }));
}

/** A device of the kernel is at most so many folders below the USB device that it belongs to. */
const USB_DEPTH = 4;

/**
 * Terminals of the kernel that are hardware: those with a device, and of the boards' own ports (ttyS) those with a chip behind.
 *
 * @param sys where the kernel shows its devices.
 */
export async function linuxSerialPorts(sys = '/sys'): Promise<SerialPortInfo[]> {
  const { readdir } = await import('node:fs/promises');
  const folder = `${sys}/class/tty`;
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const message = `Список последовательных портов не получен: ${(error as Error).message}`;
    throw new ConnectionError('CONNECT_FAILED', message, { cause: error, outcome: 'not-sent' });
  }
  const ports = await Promise.all(names.sort().map((name) => portOf(`${folder}/${name}`, name)));
  return ports.filter((port) => port !== undefined);
}

async function portOf(folder: string, name: string): Promise<SerialPortInfo | undefined> {
  const { realpath } = await import('node:fs/promises');
  const device = await realpath(`${folder}/device`).catch(() => undefined);
  if (device === undefined) return undefined;
  // The kernel keeps a row of these ready; without a chip their type is 0.
  const type = await line(`${folder}/type`);
  if (type === '0') return undefined;
  return { path: `/dev/${name}`, ...(await usbIds(device)) };
}

async function usbIds(device: string): Promise<Pick<SerialPortInfo, 'vendorId' | 'productId'>> {
  let at = device;
  for (let up = 0; up < USB_DEPTH && at !== ''; up++) {
    const [vendorId, productId] = await Promise.all([line(`${at}/idVendor`), line(`${at}/idProduct`)]);
    if (vendorId !== undefined && productId !== undefined)
      return { vendorId: vendorId.toLowerCase(), productId: productId.toLowerCase() };
    at = at.slice(0, at.lastIndexOf('/'));
  }
  return {};
}

async function line(path: string): Promise<string | undefined> {
  const { readFile } = await import('node:fs/promises');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
}
