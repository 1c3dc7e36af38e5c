import { type Problem, ValidationError } from '../errors.js';
import type { Capabilities } from '../fiscal/index.js';
import { fileJournal } from '../journal/directory-journal.js';
import type { JournalStore } from '../journal/journal.js';
import { memoryJournal } from '../journal/memory-journal.js';
import { type LinkChoice, openLink } from '../link/detect.js';
import type { Link, Trace } from '../link/link.js';
import type { V2Timers } from '../link/v2-timers.js';
import type { V3Host } from '../link/v3-host.js';
import type { V3HostState } from '../link/v3-ledger.js';
import type { V3Timers } from '../link/v3-timers.js';
import type { Transport } from '../transport/transport.js';
import { transportFor } from '../transport/url.js';
import { type Clock, realClock } from '../util/clock.js';
import { Caller } from './caller.js';
import { type OpenLink, RegisterConnection } from './connection.js';
import { DEFAULT_WINDOW, type ExchangeMode, exchangeProblems } from './exchange.js';
import { KeyedReceipts } from './keyed.js';
import { policyOf, type ReconnectPolicy } from './reconnect.js';
import { CashRegister } from './register.js';

export interface ConnectOptions {
  /** Ends the attempt to connect. */
  signal?: AbortSignal | undefined;
  /** Access password of the register, 0..9999. Default 0: none. */
  accessPassword?: number | undefined;
  /** Password of the user that enters the modes. Default 30: system administrator. */
  userPassword?: number | undefined;
  /** What to do about a lost line; false: nothing, the handle is dead then. Missing parts have defaults. */
  reconnect?: Partial<ReconnectPolicy> | false | undefined;
  /** How long "busy" (76) is waited out, ms. Default 10 000. */
  busyLimitMs?: number | undefined;
  /** What the register can carry: VAT rates of newer firmware, tax systems and agents of its registration. */
  capabilities?: Capabilities | undefined;
  /**
   * Keeps receipts across crashes of this process: a directory, or a store of your own. Without it the guarantee of
   * `issue(…, { key })` ends with the process. One journal belongs to one register.
   */
  journal?: string | JournalStore | undefined;
  /** `auto` (default) speaks link v3, or v2 where nobody answers that; `linkVersion` of the register says which. */
  link?: LinkChoice | undefined;
  /**
   * `serial` (default): each command of a receipt waits for the answer to the one before. `buffered`: they are queued in the
   * register's task buffer (link v3) and waited for together, then the closing command; `exchange` of the register says
   * which one is in use.
   */
  exchange?: ExchangeMode | undefined;
  /** With `buffered`: tasks that are put into the register at a time, 2..32. Default 12. */
  window?: number | undefined;
  /** Times of link v3, ms. */
  timers?: Partial<V3Timers> | undefined;
  /** Times of link v2, ms. */
  v2Timers?: Partial<V2Timers> | undefined;
  /** Sees all bytes and packets, for recording and measuring. */
  trace?: Trace | undefined;
  /** Default: the computer's own clock. */
  clock?: Clock | undefined;
}

/**
 * Connects to a register: `tcp://192.168.1.10:5555`, `serial:///dev/ttyACM0`, `serial://COM3`, `usb://2912:0005`,
 * or any Transport.
 *
 * @throws ValidationError for a wrong URL or option, ConnectionError `CONNECT_FAILED`, TimeoutError `NO_LINK` when nobody
 * answers as a register does, AbortedError.
 */
export async function connect(
  where: string | Transport,
  options: ConnectOptions = {},
): Promise<CashRegister> {
  checkOptions(options);
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
  return async (previous: Link | undefined, signal) => {
    const connection = await transport.connect(signal);
    const link = previous?.version ?? options.link;
    return openLink(connection, { link, state: stateOf(previous), timers: { v2, v3 }, trace, clock, signal });
  };
}

function journalOf({ journal }: ConnectOptions): JournalStore {
  if (journal === undefined) return memoryJournal();
  return typeof journal === 'string' ? fileJournal(journal) : journal;
}

function stateOf(link: Link | undefined): V3HostState | undefined {
  return link?.version === 'v3' ? (link as V3Host).state : undefined;
}

/** Further than this no timer reaches, ms. */
const MAX_MS = 2 ** 31 - 1;

function checkOptions(options: ConnectOptions): void {
  const { accessPassword, userPassword, busyLimitMs, link, exchange, window } = options;
  const problems: Problem[] = [];
  const check = (path: string, value: number | undefined, max: number, min = 0): void => {
    if (value === undefined || (Number.isSafeInteger(value) && value >= min && value <= max)) return;
    problems.push({
      path,
      code: 'OPTION_RANGE',
      ru: `целое число ${min}..${max}`,
      en: `an integer ${min}..${max}`,
      value,
    });
  };
  if (link !== undefined && !['auto', 'v2', 'v3'].includes(link)) {
    problems.push({
      path: 'link',
      code: 'OPTION_LINK',
      ru: 'auto, v2 или v3',
      en: 'auto, v2 or v3',
      value: link,
    });
  }
  problems.push(...exchangeProblems(exchange));
  check('accessPassword', accessPassword, 9999);
  check('userPassword', userPassword, 99_999_999);
  check('busyLimitMs', busyLimitMs, 3_600_000);
  check('window', window, 32, 2);
  const { limitMs, delaysMs } = options.reconnect || {};
  check('reconnect.limitMs', limitMs, MAX_MS);
  delaysMs?.forEach((delay, index) => {
    check(`reconnect.delaysMs[${index}]`, delay, MAX_MS);
  });
  if (problems.length > 0) throw new ValidationError(problems, 'Неверные параметры подключения');
}
