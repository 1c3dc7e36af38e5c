import { AbortedError, AtolError, ConnectionError, TimeoutError } from '../errors.js';
import { openLink, type ProbeTimes } from '../link/detect.js';
import type { Link } from '../link/link.js';
import { serial, serialUrl } from '../transport/serial.js';
import { listSerialPorts, type SerialPortInfo } from '../transport/serial-ports.js';
import type { Transport } from '../transport/transport.js';
import { transportFor } from '../transport/url.js';
import { ATOL_VENDOR_ID, listUsbDevices, usb } from '../transport/usb.js';
import type { UsbDevice } from '../transport/usb-device.js';
import { realClock } from '../util/clock.js';
import { layerLog } from '../util/debug.js';
import {
  signal as abortSignal,
  checkedElsewhere,
  checkOptions,
  flag,
  integer,
  listOf,
  milliseconds,
  type OptionRules,
  text,
  unless,
} from '../util/options.js';
import { Caller } from './classic/caller.js';
import { identify } from './classic/identity.js';
import type { Identity } from './questions/identity.js';
import { RegisterConnection } from './session/connection.js';
import { asSpoken } from './spoken.js';

const log = layerLog('link');

/** Each link gets one question; what does not answer that is left alone. */
const PROBE: Partial<ProbeTimes> = { v3Ms: 700, v2Ms: 500, attempts: 1, rounds: 1 };

const ATOL_VENDOR = ATOL_VENDOR_ID.toString(16).padStart(4, '0');

export interface DiscoverOptions {
  /** Look at ATOL's USB devices; those that the system offers as a serial port are asked there. Default true. */
  usb?: boolean | undefined;
  /** Look at the serial ports of this computer (true, default), at these ports only, or at none. */
  serial?: boolean | readonly string[] | undefined;
  /** Hosts to ask, such as `192.168.1.10` or `192.168.1.10:5555`. Default none. */
  tcp?: readonly string[] | undefined;
  /** Speed of serial ports; `auto` tries the usual ones, which takes 1.2 s each. Default 115200; USB does not mind. */
  baudRate?: number | 'auto' | undefined;
  /** Access password of the registers, 0..9999. Default 0: none. */
  accessPassword?: number | undefined;
  /** Bound of the whole search, ms. Default 5000. */
  timeoutMs?: number | undefined;
  /** Ends the search. */
  signal?: AbortSignal | undefined;
}

export interface FoundRegister {
  /** For `connect()`. */
  url: string;
  /** Link that it speaks there. */
  link: Link['version'];
  /** Code of the model, such as 77. */
  model: number;
  /** Such as `42FS`. */
  modelName: string;
  /** Factory number, 14 digits; empty when the device does not tell. */
  serialNumber: string;
  /** `major.minor.build`. */
  firmware: string;
}

export interface DiscoverError {
  /** The place that could not be asked, or nothing but a scheme when a list could not be had. */
  url: string;
  error: AtolError;
}

export interface Discovery {
  /** In the order of their URLs. */
  registers: FoundRegister[];
  /** Why the other places are not in the list: busy, no permission, no answer. */
  errors: DiscoverError[];
}

const discoverRules: OptionRules<DiscoverOptions> = {
  usb: flag,
  serial: unless((value) => typeof value === 'boolean', listOf(text())),
  tcp: listOf(text()),
  baudRate: checkedElsewhere,
  accessPassword: integer(0, 9999),
  timeoutMs: milliseconds(1),
  signal: abortSignal,
};

/**
 * Looks for registers on USB, on serial ports and on the given hosts, everywhere at once. A place that does not answer as a
 * register gets the test frame of the second protocol, a C4 of link v3 and an ENQ of link v2, and nothing else.
 *
 * @throws ValidationError for a wrong host or speed, AbortedError. What fails in one place is in `errors`.
 */
export async function discover(options: DiscoverOptions = {}): Promise<Discovery> {
  checkOptions(options, discoverRules, 'Неверные параметры поиска');
  const { timeoutMs = 5000, signal } = options;
  const urls = (options.tcp ?? []).map((host) => (host.includes('://') ? host : `tcp://${host}`));
  const hosts = urls.map((url) => place(transportFor(url)));
  const limit = AbortSignal.timeout(timeoutMs);
  const search = new Search(options, signal === undefined ? limit : AbortSignal.any([signal, limit]), limit);
  const askAll = (places: readonly Place[]) => Promise.all(places.map((place) => search.ask(place)));
  await Promise.all([askAll(hosts), search.localPlaces().then(askAll)]);
  if (signal?.aborted) throw new AbortedError(signal.reason);
  const byUrl = (left: { url: string }, right: { url: string }): number => left.url.localeCompare(right.url);
  return { registers: search.registers.sort(byUrl), errors: search.errors.sort(byUrl) };
}

/** Where a register may be. */
interface Place {
  readonly url: string;
  readonly transport: Transport;
}

function place(transport: Transport): Place {
  return { url: transport.name, transport };
}

class Search {
  readonly registers: FoundRegister[] = [];
  readonly errors: DiscoverError[] = [];
  readonly #options: DiscoverOptions;
  readonly #signal: AbortSignal;
  readonly #limit: AbortSignal;

  constructor(options: DiscoverOptions, signal: AbortSignal, limit: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#limit = limit;
  }

  async localPlaces(): Promise<Place[]> {
    const { usb: wantsUsb = true, serial: wanted = true, baudRate } = this.#options;
    const [ports, devices] = await Promise.all([
      wanted === true ? this.#list('serial://', listSerialPorts) : [],
      wantsUsb ? this.#list('usb://', listUsbDevices) : [],
    ]);
    const paths = Array.isArray(wanted) ? wanted : ports.map(({ path }) => path);
    return [
      ...paths.map((path) => ({ url: serialUrl(path, baudRate), transport: serial({ path, baudRate }) })),
      ...withoutPort(devices, ports).map((device) => place(usb(device))),
    ];
  }

  async ask({ url, transport }: Place): Promise<void> {
    try {
      const { link, identity } = await this.#identify(transport);
      const { model, modelName, serialNumber, firmware } = identity;
      this.registers.push({ url, link, model, modelName, serialNumber, firmware });
    } catch (error) {
      if (!(error instanceof AtolError)) throw error;
      log('%s: %s', url, error.message);
      const late = error instanceof AbortedError && this.#limit.aborted;
      this.errors.push({ url, error: late ? new TimeoutError('NO_LINK', 'Время поиска вышло') : error });
    }
  }

  async #identify(transport: Transport): Promise<{ link: Link['version']; identity: Identity }> {
    const signal = this.#signal;
    const open = async (): Promise<Link> =>
      asSpoken(await openLink(await transport.connect(signal), { probe: PROBE, signal }));
    const connection = new RegisterConnection(open, undefined, realClock);
    const caller = new Caller(connection, {
      clock: realClock,
      accessPassword: this.#options.accessPassword ?? 0,
      busyLimitMs: 0,
    });
    try {
      await connection.connect(signal);
      const identity = await identify(caller, { signal });
      return { link: connection.linkVersion ?? 'v3', identity };
    } finally {
      await connection.close();
    }
  }

  /** Nothing when the list cannot be had, or not in time. */
  async #list<T>(url: string, load: () => Promise<T[]>): Promise<T[]> {
    const late = new Promise<never>((_, reject) => {
      this.#signal.addEventListener('abort', () => reject(new TimeoutError('NO_LINK', 'Время поиска вышло')));
    });
    try {
      return await Promise.race([load(), late]);
    } catch (error) {
      const known = error instanceof ConnectionError || error instanceof TimeoutError;
      const reason = (error as Error).message;
      this.errors.push({
        url,
        error: known ? error : new ConnectionError('CONNECT_FAILED', reason, { cause: error }),
      });
      return [];
    }
  }
}

/** A port of the system can be locked against others; taking the device from it would break in on them. */
function withoutPort(devices: readonly UsbDevice[], ports: readonly SerialPortInfo[]): UsbDevice[] {
  return ports.some(({ vendorId }) => vendorId === ATOL_VENDOR) ? [] : [...devices];
}
