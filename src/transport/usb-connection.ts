import { AbortedError, ConnectionError } from '../errors.js';
import { layerLog, logBytes } from '../util/debug.js';
import { AsyncQueue } from '../util/queue.js';
import { closedByUs, connectFailed, unplugged } from './line-errors.js';
import type { Connection } from './transport.js';
import { closeChannel, type DriverOf, openChannel, type UsbChannel } from './usb-channel.js';
import type { UsbDevice } from './usb-device.js';

const log = layerLog('transport');

/** Reading ends after this time, so that the device can be closed: it must not be while a read is under way. */
const READ_MS = 250;
/** A device that takes no bytes for this long is gone. */
const WRITE_MS = 5000;

interface ConnectRequest {
  find: () => Promise<UsbDevice>;
  /** Where the system tells which program or driver has an interface. */
  driverOf?: DriverOf | undefined;
  number: number;
  name: string;
  signal: AbortSignal | undefined;
}

/** Finds the device, opens one channel of it. @throws ConnectionError `CONNECT_FAILED`, AbortedError. */
export async function connectUsb({
  find,
  driverOf,
  number,
  name,
  signal,
}: ConnectRequest): Promise<Connection> {
  const stopIfAborted = (): void => {
    if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
  };
  stopIfAborted();
  try {
    const device = await find();
    stopIfAborted();
    const connection = new UsbConnection(device, await openChannel(device, number, name, driverOf), name);
    if (signal?.aborted) await connection.close();
    stopIfAborted();
    log('connected to %s', name);
    return connection;
  } catch (error) {
    if (error instanceof AbortedError || error instanceof ConnectionError) throw error;
    log('%s: %s', name, (error as Error).message);
    throw connectFailed(name, openFailure(error as Error), error);
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
    return unplugged(this.#name, 'устройство отключено', this.#failure);
  }

  #closedByUs(): ConnectionError {
    return closedByUs(this.#name);
  }
}

/** The package `usb` reports the end of its waiting time with this text and no code. */
function isTimeout(error: Error): boolean {
  return /cancell?ed|timed? ?out/i.test(error.message);
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
