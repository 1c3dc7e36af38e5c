import { AbortedError, AtolError, ConnectionError, TimeoutError } from '../errors.js';
import { openLink, type ProbeTimes } from '../link/detect.js';
import type { Link } from '../link/link.js';
import { serial, serialUrl } from '../transport/serial.js';
import { listSerialPorts, type SerialPortInfo } from '../transport/serial-ports.js';
import type { Transport } from '../transport/transport.js';
import { transportFor } from '../transport/url.js';
import { ATOL_VENDOR_ID, listUsbDevices, usb } from '../transport/usb.js';
import type { UsbDevice } from '../transport/usb-device.js';
import { type Clock, callAfter, realClock } from '../util/clock.js';
import { layerLog } from '../util/debug.js';
import { Caller } from './classic/caller.js';
import { identify } from './classic/identity.js';
import type { DiscoverError, DiscoverOptions, Discovery, FoundRegister } from './discovery.js';
import type { Identity } from './questions/identity.js';
import { RegisterConnection } from './session/connection.js';
import { asSpoken } from './spoken.js';

const log = layerLog('link');

/** Each link gets one question; what does not answer that is left alone. */
const PROBE: Partial<ProbeTimes> = { v3Ms: 700, v2Ms: 500, attempts: 1, rounds: 1 };

const ATOL_VENDOR = ATOL_VENDOR_ID.toString(16).padStart(4, '0');

/** The search itself, with options that were checked. With a clock of its own it can be tried on the busiest machine. */
export async function search(options: DiscoverOptions, clock: Clock = realClock): Promise<Discovery> {
  const { timeoutMs = 5000, signal } = options;
  const urls = (options.tcp ?? []).map((host) => (host.includes('://') ? host : `tcp://${host}`));
  const hosts = urls.map((url) => place(transportFor(url)));
  const limit = new AbortController();
  const found = new Search(options, limit.signal, clock);
  const askAll = (places: readonly Place[]) => Promise.all(places.map((place) => found.ask(place)));
  const cancel = callAfter(clock, timeoutMs, () => limit.abort());
  await Promise.all([askAll(hosts), found.localPlaces().then(askAll)]).finally(cancel);
  if (signal?.aborted) throw new AbortedError(signal.reason);
  const byUrl = (left: { url: string }, right: { url: string }): number => left.url.localeCompare(right.url);
  return { registers: found.registers.sort(byUrl), errors: found.errors.sort(byUrl) };
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
  readonly #clock: Clock;

  constructor(options: DiscoverOptions, limit: AbortSignal, clock: Clock) {
    this.#options = options;
    this.#signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
    this.#limit = limit;
    this.#clock = clock;
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
    const [signal, clock] = [this.#signal, this.#clock];
    const open = async (): Promise<Link> =>
      asSpoken(await openLink(await transport.connect(signal), { probe: PROBE, clock, signal }));
    const connection = new RegisterConnection(open, undefined, clock);
    const caller = new Caller(connection, {
      clock,
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
