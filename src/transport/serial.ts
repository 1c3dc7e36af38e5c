import type { SerialPort } from 'serialport';
import { AbortedError, ConnectionError, ValidationError } from '../errors.js';
import { layerLog, logBytes } from '../util/debug.js';
import { loadOptional } from './native.js';
import type { Connection, Transport, TunableConnection } from './transport.js';

const log = layerLog('transport');

/** Speeds that a register can be set to, in baud. */
export const BAUD_RATES = [
  1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
] as const;

export const DEFAULT_BAUD_RATE = 115_200;

/** The order in which `baudRate: 'auto'` tries: 115200 as delivered, 4800 after a technological reset, then the others. */
const USUAL_BAUD_RATES: readonly number[] = [115_200, 4800, 57_600, 38_400, 19_200, 9600];

/** An unplugged USB port keeps silent, but its modem lines cannot be read any more. */
const PRESENCE_CHECK_MS = 1000;

/** Below this speed a long frame takes longer than the answer to it is waited for, so that a write ends on the wire. */
const SLOW_BAUD_RATE = 57_600;

/** How long a closing side waits for its last bytes to go out. */
const CLOSE_GRACE_MS = 200;

export interface SerialOptions {
  /** `/dev/ttyACM0`, `COM3`. */
  path: string;
  /** 1200..921600, default 115200. `auto` leaves the choice among the usual speeds to the link, which tries them. */
  baudRate?: number | 'auto' | undefined;
}

/**
 * A register on a serial port, real or virtual: 8 data bits, no parity, 1 stop bit, no flow control.
 * Needs the package `serialport`, which is loaded by the first `connect()`.
 *
 * @throws ValidationError for an impossible path or speed.
 */
export function serial(options: SerialOptions): Transport {
  const { path, baudRate = DEFAULT_BAUD_RATE } = options;
  checkPath(path);
  checkBaudRate(baudRate);
  const name = serialUrl(path);
  let rates = baudRate === 'auto' ? USUAL_BAUD_RATES : [baudRate];
  // The next connection begins with the speed that was found.
  const onBaudRate = (rate: number): void => {
    rates = [rate, ...rates.filter((other) => other !== rate)];
  };
  return { name, connect: (signal) => connectSerial({ path, name, rates, onBaudRate, signal }) };
}

/** The port as a URL. */
export function serialUrl(path: string, baudRate?: number | 'auto' | undefined): string {
  const speed = baudRate === undefined || baudRate === DEFAULT_BAUD_RATE ? '' : `?baudRate=${baudRate}`;
  return `serial://${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}${speed}`;
}

/** What the system knows about a serial port. */
export interface SerialPortInfo {
  readonly path: string;
  /** USB ids as four hex digits in lower case, where the port belongs to a USB device. */
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

/**
 * The serial ports of this computer.
 *
 * @throws ConnectionError `CONNECT_FAILED` when the package `serialport` is missing.
 */
export async function listSerialPorts(): Promise<SerialPortInfo[]> {
  const { SerialPort } = await loadSerialPort();
  const ports = await SerialPort.list();
  return ports.map(({ path, vendorId, productId }) => ({
    path,
    vendorId: vendorId?.toLowerCase(),
    productId: productId?.toLowerCase(),
  }));
}

function loadSerialPort(): Promise<typeof import('serialport')> {
  return loadOptional('serialport', () => import('serialport'));
}

interface OpenRequest {
  path: string;
  name: string;
  rates: readonly number[];
  onBaudRate: (rate: number) => void;
  signal: AbortSignal | undefined;
}

async function connectSerial({ path, name, rates, onBaudRate, signal }: OpenRequest): Promise<Connection> {
  if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
  const { SerialPort } = await loadSerialPort();
  const [baudRate = DEFAULT_BAUD_RATE] = rates;
  let port: SerialPort;
  try {
    port = new SerialPort({ path, baudRate, dataBits: 8, parity: 'none', stopBits: 1, autoOpen: false });
    await openPort(port, signal);
  } catch (error) {
    if (error instanceof AbortedError) throw error;
    log('%s: %s', name, (error as Error).message);
    throw new ConnectionError('CONNECT_FAILED', `Нет связи с ${name}: ${openFailure(error as Error)}`, {
      cause: error,
      outcome: 'not-sent',
    });
  }
  const connection = new SerialConnection(port, name, rates, onBaudRate);
  await connection.prepare();
  return connection;
}

/** Opening cannot be stopped: when the signal fires, the port is closed as soon as it is open. */
function openPort(port: SerialPort, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let aborted = false;
    const abort = (): void => {
      aborted = true;
      reject(new AbortedError(signal?.reason, 'not-sent'));
    };
    signal?.addEventListener('abort', abort, { once: true });
    port.open((error) => {
      signal?.removeEventListener('abort', abort);
      if (error) reject(error);
      else if (aborted) port.close();
      else resolve();
    });
  });
}

class SerialConnection implements TunableConnection {
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
        else
          reject(
            new ConnectionError('LOST', `${this.#name}: скорость ${baudRate} не установлена`, {
              cause: error,
            }),
          );
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
        yield chunk;
      } else if (this.#failure !== undefined) {
        throw this.#lost();
      } else {
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
    const reason = this.#failure?.message ?? 'причина неизвестна';
    return new ConnectionError('LOST', `Связь с ${this.#name} потеряна: порт отключён (${reason})`, {
      cause: this.#failure,
    });
  }

  #closedByUs(): ConnectionError {
    return new ConnectionError('CLOSED', `Соединение с ${this.#name} закрыто`);
  }
}

/** False when it takes longer. */
async function inTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const result = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return result;
}

/** Texts of serialport and of the systems below it: it gives no codes. */
const OPEN_FAILURES: ReadonlyArray<[pattern: RegExp, ru: string]> = [
  [/no such file|file not found|no such device|ENOENT/i, 'такого порта нет, проверьте кабель и имя порта'],
  [/permission denied|EACCES/i, 'нет прав на порт (в Linux добавьте пользователя в группу dialout)'],
  [/cannot lock|access denied|resource busy|EBUSY/i, 'порт занят другой программой'],
  [/inappropriate ioctl|not a tty|ENOTTY/i, 'это не последовательный порт'],
  [/baud ?rate/i, 'порт не поддерживает эту скорость'],
];

function openFailure(error: Error): string {
  const known = OPEN_FAILURES.find(([pattern]) => pattern.test(error.message));
  return known === undefined ? error.message : `${known[1]} (${error.message})`;
}

function checkPath(path: string): void {
  if (typeof path === 'string' && path.trim() !== '' && !path.includes('\0')) return;
  throw new ValidationError([
    {
      path: 'path',
      code: 'SERIAL_PATH',
      ru: 'нужно имя порта',
      en: 'the name of a port is needed',
      value: path,
    },
  ]);
}

function checkBaudRate(baudRate: number | 'auto'): void {
  if (baudRate === 'auto' || (BAUD_RATES as readonly number[]).includes(baudRate)) return;
  throw new ValidationError([
    {
      path: 'baudRate',
      code: 'BAUD_RATE',
      ru: `скорость — одна из ${BAUD_RATES.join(', ')} или auto`,
      en: `a speed is one of ${BAUD_RATES.join(', ')} or auto`,
      value: baudRate,
    },
  ]);
}
