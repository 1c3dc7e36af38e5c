import { AbortedError } from '../errors.js';
import {
  type BAUD_RATES,
  checkBaudRate,
  DEFAULT_BAUD_RATE,
  USUAL_BAUD_RATES,
} from '../transport/baud-rates.js';
import { connectFailed } from '../transport/line-errors.js';
import type { Connection, Transport } from '../transport/transport.js';
import { late } from '../util/late.js';
import {
  checkArgument,
  checkedElsewhere,
  checkOptions,
  type OptionRules,
  withMethods,
} from '../util/options.js';
import { browserApis, type WebSerial, type WebSerialPort } from './apis.js';
import { type Allowed, type Candidates, portsOnceMore } from './once-more.js';

export interface WebSerialTransportOptions {
  /** 1200..921600, default 115200. `auto` leaves the choice among the usual speeds to the link, which tries them. */
  baudRate?: (typeof BAUD_RATES)[number] | 'auto' | undefined;
  /** Where the port is looked for after it was unplugged. Default: `navigator.serial`. */
  serial?: WebSerial | undefined;
}

const rules: OptionRules<WebSerialTransportOptions> = {
  baudRate: checkedElsewhere,
  serial: withMethods('getPorts'),
};

/**
 * A register on a port of Web Serial: a real serial port, or USB that shows up as one. After unplugging the same register is found
 * again; where several came back that could be it, none is taken.
 *
 * @throws ValidationError for what is no port, an impossible speed, or an option that nobody knows.
 */
export function webSerial(port: WebSerialPort, options: WebSerialTransportOptions = {}): Transport {
  checkArgument(port, 'port', withMethods('open', 'close', 'getInfo'));
  checkOptions(options, rules);
  const { baudRate = DEFAULT_BAUD_RATE, serial = browserApis().serial } = options;
  checkBaudRate(baudRate);
  const name = serialName(port);
  let rates: readonly number[] = baudRate === 'auto' ? USUAL_BAUD_RATES : [baudRate];
  // The next connection begins with the speed that was found.
  const onBaudRate = (rate: number): void => {
    rates = [rate, ...rates.filter((other) => other !== rate)];
  };
  const candidates = portsOnceMore(port, serial && allowedPorts(serial), {
    isAlike: (other) => serialName(other) === name,
    isThere: ({ connected }) => connected !== false,
  });
  return { name, connect: (signal) => connectPort({ candidates, name, rates, onBaudRate, signal }) };
}

function allowedPorts(serial: WebSerial): Allowed<WebSerialPort> {
  return {
    list: () => serial.getPorts(),
    onPlugged: (listener) => serial.addEventListener?.('connect', listener),
  };
}

function serialName(port: WebSerialPort): string {
  const { usbVendorId, usbProductId } = port.getInfo();
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  return usbVendorId === undefined
    ? 'serial:port'
    : `serial:${hex(usbVendorId)}:${usbProductId === undefined ? '' : hex(usbProductId)}`;
}

interface PortRequest {
  candidates: Candidates<WebSerialPort>;
  name: string;
  rates: readonly number[];
  onBaudRate: (rate: number) => void;
  signal: AbortSignal | undefined;
}

async function connectPort({
  candidates,
  name,
  rates,
  onBaudRate,
  signal,
}: PortRequest): Promise<Connection> {
  const stopIfAborted = (): void => {
    if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
  };
  stopIfAborted();
  const { WebSerialConnection } = await late(() => import('./web-serial-connection.js'));
  const port = await candidates.pick(name);
  stopIfAborted();
  let connection: Connection;
  try {
    connection = await WebSerialConnection.open(port, { name, rates, onBaudRate });
  } catch (error) {
    throw connectFailed(name, openFailure(error as Error), error);
  }
  if (signal?.aborted) await connection.close();
  stopIfAborted();
  return connection;
}

/** Names of the errors that `open()` of a port has. */
const OPEN_FAILURES: Readonly<Record<string, string>> = {
  InvalidStateError: 'порт уже открыт на этой странице',
  NetworkError: 'порт занят другой вкладкой или программой, либо устройство отключено',
  SecurityError: 'браузер не даёт этой странице открывать порты',
};

function openFailure({ name, message }: Error): string {
  const known = OPEN_FAILURES[name];
  return known === undefined ? message : `${known} (${message})`;
}
