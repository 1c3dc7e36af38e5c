import { AtolError, TimeoutError } from '../errors.js';
import { isInMemory, memoryJournal } from '../journal/memory-journal.js';
import { openLink } from '../link/detect.js';
import type { Link } from '../link/link.js';
import type { P5HostState } from '../link/p5/index.js';
import type { V3Host } from '../link/v3/host.js';
import type { V3HostState } from '../link/v3/ledger.js';
import type { Transport } from '../transport/transport.js';
import { realClock } from '../util/clock.js';
import { late } from '../util/late.js';
import { Observers } from '../util/observers.js';
import { Caller } from './classic/caller.js';
import { classicDialect } from './classic/dialect.js';
import type { ConnectOverOptions } from './connect-options.js';
import { KeyedReceipts } from './once/keyed.js';
import type { OfdEvent, OfdWay, P5Link } from './p5/index.js';
import { CashRegister } from './register.js';
import * as rooms from './rooms.js';
import { type OpenLink, RegisterConnection } from './session/connection.js';
import { DEFAULT_QUEUE_LIMIT } from './session/exchange.js';
import { KeptOpen } from './session/kept-open.js';
import { policyOf } from './session/reconnect.js';
import { Turns } from './session/turns.js';
import { asSpoken } from './spoken.js';

/** Events of the exchange with the OFD that are kept for the first listener: more than opening a line makes. */
const OFD_EVENTS = 32;

/** Opens a register over any line, with options that were checked: all that needs the register itself, loaded when somebody connects. */
export async function openRegister(transport: Transport, options: ConnectOverOptions): Promise<CashRegister> {
  const clock = options.clock ?? realClock;
  const policy = options.reconnect === false ? undefined : policyOf(options.reconnect);
  const ofdEvents = new Observers<OfdEvent>(OFD_EVENTS);
  const connection = new RegisterConnection(opener(transport, options, ofdEvents), policy, clock);
  const journal = options.journal ?? memoryJournal();
  const receipts = await KeyedReceipts.open(journal);
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
  const { capabilities = {} } = options;
  const dialect = classicDialect(caller, {
    userPassword: options.userPassword ?? 30,
    capabilities,
    exchange: options.exchange ?? 'serial',
    queueLimit: options.queueLimit ?? DEFAULT_QUEUE_LIMIT,
  });
  const turns = new Turns(connection, clock);
  const durable = !isInMemory(journal);
  return CashRegister.over(
    rooms,
    { connection, turns, caller, dialect, ofdEvents },
    { capabilities, receipts, durable },
  );
}

/** The first link clears the register's buffer; later ones carry on, because results may still be asked for. */
function opener(transport: Transport, options: ConnectOverOptions, events: Observers<OfdEvent>): OpenLink {
  const { timers: v3, v2Timers: v2, trace, clock = realClock, ofd: connectOfd } = options;
  let ofd: OfdWay | undefined;
  return async (previous: Link | undefined, signal) => {
    const connection = await transport.connect(signal);
    const link = previous?.version ?? options.link;
    const linkOptions = { link, state: stateOf(previous), timers: { v2, v3 }, trace, clock, signal };
    try {
      const opened = await asSpoken(await openLink(connection, linkOptions), previous);
      if (connectOfd) {
        const { OfdWay } = await late(() => import('./p5/index.js'));
        ofd ??= new OfdWay(connectOfd, clock, events);
        await offer(ofd, opened, signal);
      }
      return opened;
    } catch (error) {
      throw silentPort(error, transport.name);
    }
  };
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

/** What `asSpoken` has made. */
function isP5(link: Link): link is P5Link {
  return link.version === 'p5';
}

function stateOf(link: Link | undefined): V3HostState | P5HostState | undefined {
  if (link !== undefined && isP5(link)) return link.host.state;
  return link?.version === 'v3' ? (link as V3Host).state : undefined;
}
