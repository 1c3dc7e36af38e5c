import type { SerialPort } from 'serialport';
import type { ConnectionError } from '../errors.js';
import { layerLog, logBytes } from '../util/debug.js';
import { inTime } from '../util/in-time.js';
import { checkBaudRate } from './baud-rates.js';
import { closedByUs, speedNotSet, unplugged } from './line-errors.js';
import type { TunableConnection } from './transport.js';
import { needsWakeUp, WakeUp } from './wake-up.js';

const log = layerLog('transport');

/** An unplugged USB port keeps silent, but its modem lines cannot be read any more. */
const PRESENCE_CHECK_MS = 1000;

/** Below this speed a long frame takes longer than the answer to it is waited for, so that a write ends on the wire. */
const SLOW_BAUD_RATE = 57_600;

/** How long a closing side waits for its last bytes to go out. */
const CLOSE_GRACE_MS = 200;

/** An open serial port as a line. */
export class SerialConnection implements TunableConnection {
  readonly baudRates: readonly number[];
  readonly #port: SerialPort;
  readonly #name: string;
  readonly #onBaudRate: (rate: number) => void;
  /** Writes whose callback may never come, because the port died under them. */
  readonly #rejectWrite = new Set<(error: Error) => void>();
  #baudRate: number;
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;
  #shut: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #wakeUp = new WakeUp(false);
  #presenceCheck: NodeJS.Timeout | undefined;

  constructor(port: SerialPort, name: string, rates: readonly number[], onBaudRate: (rate: number) => void) {
    this.#port = port;
    this.#name = name;
    this.baudRates = rates;
    this.#baudRate = port.baudRate;
    this.#onBaudRate = onBaudRate;
    port.on('error', (error) => this.#fail(error));
    // Comes twice when the device was unplugged, the second time with an error.
    port.on('close', (error?: Error | null) => {
      if (this.#closing === undefined) this.#fail(error ?? new Error('the port closed itself'));
    });
  }

  /** What the system still holds from an earlier user of the port belongs to nobody. */
  async prepare(): Promise<void> {
    await this.#ioctl((done) => this.#port.flush(done));
    this.#wakeUp = new WakeUp(await needsWakeUp());
    this.#port.on('readable', () => this.#wake?.());
    // A pty has no modem lines and refuses both of these.
    await this.#ioctl((done) => this.#port.set({ dtr: true, rts: true }, done));
    if (await this.#ioctl((done) => this.#port.get(done))) this.#watchPresence();
    log('connected to %s', this.#name);
  }

  write(chunk: Uint8Array): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      if (this.#closing !== undefined) {
        reject(this.#closedByUs());
        return;
      }
      if (this.#failure !== undefined) {
        reject(this.#lost());
        return;
      }
      logBytes(log, '>', chunk);
      this.#wakeUp.active();
      this.#rejectWrite.add(reject);
      const settle = (error: Error | null | undefined): void => {
        this.#rejectWrite.delete(reject);
        if (!error) {
          resolve();
          return;
        }
        if (this.#closing === undefined) this.#fail(error);
        reject(this.#closing === undefined ? this.#lost() : this.#closedByUs());
      };
      // A copy, because the bytes may wait in the stream while the caller uses the array again.
      this.#port.write(Buffer.from(chunk), (error) => {
        if (error || this.#baudRate >= SLOW_BAUD_RATE) settle(error);
        else this.#port.drain(settle);
      });
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async setBaudRate(baudRate: number): Promise<void> {
    checkBaudRate(baudRate);
    await new Promise<void>((resolve, reject) => {
      this.#port.update({ baudRate }, (error) => {
        if (!error) resolve();
        else reject(speedNotSet(this.#name, baudRate, error));
      });
    });
    log('%s: %d baud', this.#name, baudRate);
    this.#baudRate = baudRate;
    this.#onBaudRate(baudRate);
    await this.#ioctl((done) => this.#port.flush(done));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    this.#wake?.();
    return this.#closing;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      if (this.#closing !== undefined) return;
      const chunk: Buffer | null = this.#port.read();
      if (chunk !== null) {
        logBytes(log, '<', chunk);
        this.#wakeUp.active();
        yield chunk;
      } else if (this.#failure !== undefined) {
        throw this.#lost();
      } else {
        this.#wakeUp.start();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
      }
    }
  }

  async #close(): Promise<void> {
    log('closing %s', this.#name);
    clearInterval(this.#presenceCheck);
    this.#wakeUp.stop();
    const sent = this.#writing.then(() => this.#ioctl((done) => this.#port.drain(done)));
    // Closing waits half a minute for bytes that a device does not take, unless they are thrown away.
    if (!(await inTime(sent, CLOSE_GRACE_MS))) await this.#ioctl((done) => this.#port.flush(done));
    for (const reject of this.#rejectWrite) reject(this.#closedByUs());
    await this.#closePort();
  }

  #closePort(): Promise<void> {
    this.#shut ??= new Promise((resolve) => {
      this.#port.close(() => resolve());
    });
    return this.#shut;
  }

  #watchPresence(): void {
    let checking = false;
    this.#presenceCheck = setInterval(() => {
      if (checking) return;
      checking = true;
      this.#port.get((error) => {
        checking = false;
        if (error && this.#closing === undefined) this.#fail(error);
      });
    }, PRESENCE_CHECK_MS);
    this.#presenceCheck.unref();
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined || this.#closing !== undefined) return;
    log('%s: %s', this.#name, error.message);
    this.#failure = error;
    clearInterval(this.#presenceCheck);
    this.#wakeUp.stop();
    for (const reject of this.#rejectWrite) reject(this.#lost());
    this.#wake?.();
    // The name of an unplugged port is free again only after its old handle is closed.
    void this.#closePort();
  }

  /** False when the system refused; what is asked for this way is not needed for bytes to flow. */
  #ioctl(call: (done: (error: Error | null) => void) => void): Promise<boolean> {
    return new Promise((resolve) => {
      call((error) => {
        if (error) log('%s: %s', this.#name, error.message);
        resolve(!error);
      });
    });
  }

  #lost(): ConnectionError {
    return unplugged(this.#name, 'порт отключён', this.#failure);
  }

  #closedByUs(): ConnectionError {
    return closedByUs(this.#name);
  }
}
