import type { SerialPort } from 'serialport';
import { AbortedError } from '../errors.js';
import { realClock } from '../util/clock.js';
import { layerLog } from '../util/debug.js';
import { checkArgument, checkedElsewhere, checkOptions, must, type OptionRules } from '../util/options.js';
import { onAbort } from '../util/signal.js';
import { checkBaudRate, DEFAULT_BAUD_RATE, USUAL_BAUD_RATES } from './baud-rates.js';
import { connectFailed } from './line-errors.js';
import { importOptional } from './native.js';
import { SerialConnection } from './serial-connection.js';
import type { Connection, Transport } from './transport.js';

const log = layerLog('transport');

export interface SerialOptions {
  /** `/dev/ttyACM0`, `COM3`. */
  path: string;
  /** 1200..921600, default 115200. `auto` leaves the choice among the usual speeds to the link, which tries them. */
  baudRate?: number | 'auto' | undefined;
}

const pathRule = must(
  (path) => typeof path === 'string' && path.trim() !== '' && !path.includes('\0'),
  ['нужно имя порта', 'the name of a port is needed'],
  'SERIAL_PATH',
);

const serialRules: OptionRules<SerialOptions> = { path: pathRule, baudRate: checkedElsewhere };

/**
 * A register on a serial port, real or virtual: 8 data bits, no parity, 1 stop bit, no flow control.
 * Needs the package `serialport`, which is loaded by the first `connect()`.
 *
 * @throws ValidationError for an impossible path or speed, or an option that nobody knows.
 */
export function serial(options: SerialOptions): Transport {
  checkOptions(options ?? {}, serialRules);
  checkArgument(options?.path, 'path', pathRule);
  const { path, baudRate = DEFAULT_BAUD_RATE } = options;
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

function loadSerialPort(): Promise<typeof import('serialport')> {
  return importOptional('serialport');
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
  const options = { path, baudRate, dataBits: 8, parity: 'none', stopBits: 1, autoOpen: false } as const;
  let port: SerialPort;
  try {
    port = await openWhenFree(() => new SerialPort(options), signal);
  } catch (error) {
    if (error instanceof AbortedError) throw error;
    log('%s: %s', name, (error as Error).message);
    throw connectFailed(name, openFailure(error as Error), error);
  }
  const connection = new SerialConnection(port, name, rates, onBaudRate);
  await connection.prepare();
  return connection;
}

/** The program before may not have let go of the port yet, such as the line before in a shell, ms. */
const BUSY_MS = 500;
const BUSY_PAUSE_MS = 50;

async function openWhenFree(make: () => SerialPort, signal: AbortSignal | undefined): Promise<SerialPort> {
  for (let waited = 0; ; waited += BUSY_PAUSE_MS) {
    const port = make();
    try {
      await openPort(port, signal);
      return port;
    } catch (error) {
      if (waited >= BUSY_MS || !BUSY.test((error as Error).message)) throw error;
      await realClock.sleep(BUSY_PAUSE_MS);
      if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
    }
  }
}

/** Opening cannot be stopped: when the signal fires, the port is closed as soon as it is open. */
function openPort(port: SerialPort, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let aborted = false;
    const forget = onAbort(signal, () => {
      aborted = true;
      reject(new AbortedError(signal?.reason, 'not-sent'));
    });
    port.open((error) => {
      forget();
      if (error) reject(error);
      else if (aborted) port.close();
      else resolve();
    });
  });
}

/** Another program has the port. */
const BUSY = /cannot lock|access denied|resource busy|EBUSY/i;

/** Texts of serialport and of the systems below it: it gives no codes. */
const OPEN_FAILURES: ReadonlyArray<[pattern: RegExp, ru: string]> = [
  [/no such file|file not found|no such device|ENOENT/i, 'такого порта нет, проверьте кабель и имя порта'],
  [/permission denied|EACCES/i, 'нет прав на порт (в Linux добавьте пользователя в группу dialout)'],
  [BUSY, 'порт занят другой программой'],
  [/inappropriate ioctl|not a tty|ENOTTY/i, 'это не последовательный порт'],
  [/baud ?rate/i, 'порт не поддерживает эту скорость'],
];

function openFailure(error: Error): string {
  const known = OPEN_FAILURES.find(([pattern]) => pattern.test(error.message));
  return known === undefined ? error.message : `${known[1]} (${error.message})`;
}
