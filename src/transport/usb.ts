import { AbortedError, ConnectionError } from '../errors.js';
import { layerLog, logBytes } from '../util/debug.js';
import { checkOptions, must, type OptionRule, type OptionRules, text } from '../util/options.js';
import { AsyncQueue } from '../util/queue.js';
import { importOptional } from './native.js';
import type { Connection, Transport } from './transport.js';
import { closeChannel, openChannel, type UsbChannel } from './usb-channel.js';
import type { UsbDevice } from './usb-device.js';

const log = layerLog('transport');

/** Vendor of the registers. */
export const ATOL_VENDOR_ID = 0x2912;
/** The usual product: commands on interfaces 0 and 1, the OFD channel on 2 and 3. */
export const ATOL_PRODUCT_ID = 0x0005;

/** Reading ends after this time, so that the device can be closed: it must not be while a read is under way. */
const READ_MS = 250;
/** A device that takes no bytes for this long is gone. */
const WRITE_MS = 5000;

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
    return { name, connect: (signal) => connectUsb({ find: async () => target, number, name, signal }) };
  }
  checkOptions(target, selectorRules);
  const { vendorId = ATOL_VENDOR_ID, productId = ATOL_PRODUCT_ID, serial } = target;
  const name = usbName(vendorId, productId, serial);
  return {
    name,
    connect: (signal) =>
      connectUsb({ find: () => findDevice({ vendorId, productId, serial }, name), number, name, signal }),
  };
}

export function usbName(vendorId: number, productId: number, serial?: string | undefined): string {
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  return `usb://${hex(vendorId)}:${hex(productId)}${serial ? `?serial=${encodeURIComponent(serial)}` : ''}`;
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

interface ConnectRequest {
  find: () => Promise<UsbDevice>;
  number: number;
  name: string;
  signal: AbortSignal | undefined;
}

async function connectUsb({ find, number, name, signal }: ConnectRequest): Promise<Connection> {
  const stopIfAborted = (): void => {
    if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
  };
  stopIfAborted();
  try {
    const device = await find();
    stopIfAborted();
    const connection = new UsbConnection(device, await openChannel(device, number, name), name);
    if (signal?.aborted) await connection.close();
    stopIfAborted();
    log('connected to %s', name);
    return connection;
  } catch (error) {
    if (error instanceof AbortedError || error instanceof ConnectionError) throw error;
    log('%s: %s', name, (error as Error).message);
    throw connectFailed(name, openFailure(error as Error), error as Error);
  }
}

class UsbConnection implements Connection {
  readonly #device: UsbDevice;
  readonly #channel: UsbChannel;
  readonly #name: string;
  readonly #inbox = new AsyncQueue<Uint8Array>();
  readonly #reading: Promise<void>;
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(device: UsbDevice, channel: UsbChannel, name: string) {
    this.#device = device;
    this.#channel = channel;
    this.#name = name;
    this.#reading = this.#read();
  }

  write(chunk: Uint8Array): Promise<void> {
    // A copy, because it may wait for its turn while the caller uses the array again.
    const bytes = new Uint8Array(chunk);
    const turn = this.#writing.then(() => this.#writeNow(bytes));
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#inbox[Symbol.asyncIterator]();
  }

  async #writeNow(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { endpointNumber } = this.#channel.endpointOut;
    for (let rest = bytes; rest.length > 0; ) {
      if (this.#closing !== undefined) throw this.#closedByUs();
      if (this.#failure !== undefined) throw this.#lost();
      logBytes(log, '>', rest);
      try {
        const { bytesWritten, status } = await this.#device.transferOut(endpointNumber, rest, WRITE_MS);
        if (bytesWritten <= 0) throw new Error(`transfer status ${status}`);
        rest = rest.subarray(bytesWritten);
      } catch (error) {
        if (this.#closing !== undefined) throw this.#closedByUs();
        this.#fail(error as Error);
        throw this.#lost();
      }
    }
  }

  async #read(): Promise<void> {
    // One packet at a time: a longer transfer that times out would lose the packets which it has collected.
    const { endpointNumber, packetSize } = this.#channel.endpointIn;
    while (this.#closing === undefined && this.#failure === undefined) {
      try {
        const { data, status } = await this.#device.transferIn(endpointNumber, packetSize, READ_MS);
        if (status !== undefined && status !== 'ok') throw new Error(`transfer status ${status}`);
        if (data === undefined || data.byteLength === 0) continue;
        const chunk = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
        logBytes(log, '<', chunk);
        this.#inbox.push(chunk);
      } catch (error) {
        if (!isTimeout(error as Error)) this.#fail(error as Error);
      }
    }
  }

  async #close(): Promise<void> {
    log('closing %s', this.#name);
    this.#inbox.clear();
    this.#inbox.end();
    // The package `usb` cannot close during a read. In a browser a read ends by closing, and only so.
    if (this.#device.detachKernelDriver !== undefined) await this.#reading;
    await closeChannel(this.#device, this.#channel);
  }

  #fail(error: Error): void {
    if (this.#closing !== undefined || this.#failure !== undefined) return;
    log('%s: %s', this.#name, error.message);
    this.#failure = error;
    this.#inbox.fail(this.#lost());
  }

  #lost(): ConnectionError {
    const reason = this.#failure?.message ?? 'причина неизвестна';
    return new ConnectionError('LOST', `Связь с ${this.#name} потеряна: устройство отключено (${reason})`, {
      cause: this.#failure,
    });
  }

  #closedByUs(): ConnectionError {
    return new ConnectionError('CLOSED', `Соединение с ${this.#name} закрыто`);
  }
}

/** The package `usb` reports the end of its waiting time with this text and no code. */
function isTimeout(error: Error): boolean {
  return /cancell?ed|timed? ?out/i.test(error.message);
}

function isDevice(target: UsbDevice | UsbSelector): target is UsbDevice {
  return typeof (target as Partial<UsbDevice> | null)?.transferIn === 'function';
}

function connectFailed(name: string, reason: string, cause?: Error): ConnectionError {
  return new ConnectionError('CONNECT_FAILED', `Нет связи с ${name}: ${reason}`, {
    cause,
    outcome: 'not-sent',
  });
}

/** Texts of the package `usb` and names of WebUSB's errors. */
const OPEN_FAILURES: ReadonlyArray<[pattern: RegExp, ru: string]> = [
  [/permission|denied|SecurityError|errno 13\b/i, 'нет прав на устройство (в Linux нужно правило udev)'],
  [/busy|claimed|in use|errno 16\b/i, 'устройство занято другой программой'],
  [/disconnected|no such device|not found|NotFoundError|errno 19\b/i, 'устройство отключено'],
];

function openFailure(error: Error): string {
  const text = `${error.name}: ${error.message}`;
  const known = OPEN_FAILURES.find(([pattern]) => pattern.test(text));
  return known === undefined ? error.message : `${known[1]} (${error.message})`;
}
