import { AtolError, TimeoutError } from '../errors.js';
import { fileJournal } from '../journal/directory-journal.js';
import type { JournalStore } from '../journal/journal.js';
import { memoryJournal } from '../journal/memory-journal.js';
import { openLink } from '../link/detect.js';
import type { Link } from '../link/link.js';
import type { P5HostState } from '../link/p5/index.js';
import type { V3Host } from '../link/v3/host.js';
import type { V3HostState } from '../link/v3/ledger.js';
import { tcp } from '../transport/tcp.js';
import type { Transport } from '../transport/transport.js';
import { transportFor } from '../transport/url.js';
import { realClock } from '../util/clock.js';
import { type ConnectOptions, checkConnect } from './connect-options.js';
import { KeyedReceipts } from './once/keyed.js';
import type { OfdWay, P5Link } from './p5/index.js';
import { CashRegister } from './register.js';
import { Caller } from './session/caller.js';
import { type OpenLink, RegisterConnection } from './session/connection.js';
import { DEFAULT_WINDOW } from './session/exchange.js';
import { KeptOpen } from './session/kept-open.js';
import { policyOf } from './session/reconnect.js';
import { asSpoken } from './spoken.js';

/**
 * Connects to a register: `tcp://192.168.1.10:5555`, `serial:///dev/ttyACM0`, `serial://COM3`, `usb://2912:0005`,
 * or any Transport.
 *
 * @throws ValidationError for a wrong URL or option, ConnectionError `CONNECT_FAILED`, TimeoutError `NO_LINK` when nobody
 * answers as a register does, AtolError `OFD_UNAVAILABLE`
 * when `ofd` was asked for and the register speaks another protocol, AbortedError.
 */
export async function connect(
  where: string | Transport,
  options: ConnectOptions = {},
): Promise<CashRegister> {
  checkConnect(where, options);
  const transport = typeof where === 'string' ? transportFor(where) : where;
  const clock = options.clock ?? realClock;
  const policy = options.reconnect === false ? undefined : policyOf(options.reconnect);
  const connection = new RegisterConnection(opener(transport, options), policy, clock);
  const receipts = await KeyedReceipts.open(journalOf(options));
  try {
    await connection.connect(options.signal);
  } catch (error) {
    await receipts.close();
    throw error;
  }
  if (options.ofd) new KeptOpen(connection, clock);
  const caller = new Caller(connection, {
    clock,
    accessPassword: options.accessPassword ?? 0,
    busyLimitMs: options.busyLimitMs ?? 10_000,
  });
  return new CashRegister(caller, {
    userPassword: options.userPassword ?? 30,
    capabilities: options.capabilities ?? {},
    receipts,
    durable: options.journal !== undefined,
    exchange: options.exchange ?? 'serial',
    window: options.window ?? DEFAULT_WINDOW,
  });
}

/** The first link clears the register's buffer; later ones carry on, because results may still be asked for. */
function opener(transport: Transport, options: ConnectOptions): OpenLink {
  const { timers: v3, v2Timers: v2, trace, clock } = options;
  let ofd: OfdWay | undefined;
  return async (previous: Link | undefined, signal) => {
    const connection = await transport.connect(signal);
    const link = previous?.version ?? options.link;
    const linkOptions = { link, state: stateOf(previous), timers: { v2, v3 }, trace, clock, signal };
    try {
      const opened = await asSpoken(await openLink(connection, linkOptions), previous);
      if (options.ofd) {
        ofd ??= await ofdWay(options);
        await offer(ofd, opened, signal);
      }
      return opened;
    } catch (error) {
      throw silentPort(error, transport.name);
    }
  };
}

/** How long an OFD may take to accept a connection, ms. */
const OFD_CONNECT_MS = 10_000;

const connectOfd: ConstructorParameters<typeof OfdWay>[0] = ({ host, port }, signal) =>
  tcp({ host, port, connectTimeoutMs: OFD_CONNECT_MS }).connect(signal);

async function ofdWay({ clock = realClock, onOfd }: ConnectOptions): Promise<OfdWay> {
  const { OfdWay } = await import('./p5/index.js');
  return new OfdWay(connectOfd, clock, onOfd);
}

async function offer(ofd: OfdWay, link: Link, signal: AbortSignal | undefined): Promise<void> {
  try {
    if (!isP5(link)) throw noWay(link.version);
    await ofd.attach(link.host, signal);
  } catch (error) {
    await link.close();
    throw error;
  }
}

function noWay(version: string): AtolError {
  const message = `Обмен с ОФД через компьютер есть только во втором протоколе, а ККТ говорит на ${version}`;
  return new AtolError('OFD_UNAVAILABLE', message, { outcome: 'not-sent' });
}

/** A register on USB shows itself as two serial ports, of which one is silent, and both can be reached without a driver. */
function silentPort(error: unknown, name: string): unknown {
  const silent = error instanceof TimeoutError && error.code === 'NO_LINK' && name.startsWith('serial:');
  if (!silent) return error;
  const message =
    'ККТ не отвечает на последовательном порту. Если она подключена по USB, попробуйте другой её порт или адрес usb://2912:0005';
  return new TimeoutError('NO_LINK', message, { cause: error, outcome: 'not-sent' });
}

function journalOf({ journal }: ConnectOptions): JournalStore {
  if (journal === undefined) return memoryJournal();
  return typeof journal === 'string' ? fileJournal(journal) : journal;
}

/** What `asSpoken` has made. */
function isP5(link: Link): link is P5Link {
  return link.version === 'p5';
}

function stateOf(link: Link | undefined): V3HostState | P5HostState | undefined {
  if (link !== undefined && isP5(link)) return link.host.state;
  return link?.version === 'v3' ? (link as V3Host).state : undefined;
}
