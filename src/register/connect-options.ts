import { type Problem, ValidationError } from '../errors.js';
import { agentTypes, type Capabilities, taxations, vatRateNames } from '../fiscal/index.js';
import type { JournalStore } from '../journal/journal.js';
import type { LinkChoice } from '../link/detect.js';
import type { Trace } from '../link/link.js';
import { V2_TIMERS, type V2Timers } from '../link/v2/timers.js';
import { V3_TIMERS, type V3Timers } from '../link/v3/timers.js';
import type { Clock } from '../util/clock.js';
import {
  callback,
  flag,
  hasMethods,
  integer,
  listOf,
  milliseconds,
  must,
  nested,
  type OptionRule,
  type OptionRules,
  oneOf,
  optionProblems,
  signal,
  text,
  unless,
  withMethods,
} from '../util/options.js';
import type { ConnectOfd } from './p5/index.js';
import { type ExchangeMode, exchangeRule } from './session/exchange.js';
import type { ReconnectPolicy } from './session/reconnect.js';

/** Options of every connection. */
export interface LineOptions {
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
  /** What the register can carry, where it does not tell or tells wrongly: numbers of VAT rates, tax systems, agents. */
  capabilities?: Capabilities | undefined;
  /**
   * `auto` (default): the second protocol (`p5`) or link v3, whichever answers, or v2 where nobody answers those; `linkVersion` of the
   * register says which.
   */
  link?: LinkChoice | undefined;
  /**
   * `serial` (default): each command of a receipt waits for the answer to the one before. `buffered`: they are queued in the
   * register's task buffer (link v3) and waited for together, then the closing command; `exchange` of the register says
   * which one is in use.
   */
  exchange?: ExchangeMode | undefined;
  /** With `buffered`: tasks that are put into the register at a time, 2..32. Default 12. */
  queueLimit?: number | undefined;
  /** Times of link v3, ms. */
  timers?: Partial<V3Timers> | undefined;
  /** Times of link v2, ms. */
  v2Timers?: Partial<V2Timers> | undefined;
  /** Sees all bytes and packets, for recording and measuring. */
  trace?: Trace | undefined;
  /** Default: the computer's own clock. */
  clock?: Clock | undefined;
}

export interface ConnectOptions extends LineOptions {
  /**
   * Keeps receipts across crashes of this process: a directory, or a store of your own. Without it the guarantee of
   * `issue(…, { key })` ends with the process. One journal belongs to one register.
   */
  journal?: string | JournalStore | undefined;
  /**
   * `host`: a register without a network of its own sends its documents to the OFD through this computer, in the background, as long
   * as the connection is kept. Only the OFD that its settings name is reached. Needs the second protocol. `kkt.onOfd()` tells of it.
   */
  ofd?: 'host' | undefined;
}

/** Those of `connectOver()`, which knows neither directories nor sockets. */
export interface ConnectOverOptions extends LineOptions {
  /** Keeps receipts across crashes: a store of your own. Default: they are kept as long as the program runs. */
  journal?: JournalStore | undefined;
  /**
   * As `ofd: 'host'` of `connect()`, with a way of your own to the OFD: opens a connection, and gives up by itself after some seconds
   * or with the signal.
   */
  ofd?: ConnectOfd | undefined;
}

const reconnect: OptionRules<Partial<ReconnectPolicy>> = {
  delaysMs: listOf(milliseconds()),
  limitMs: milliseconds(),
  resumeCalls: flag,
  signal,
};

/** Times are milliseconds, the rest are counts. */
function timerRules<T extends object>(defaults: T): OptionRules<Partial<T>> {
  const rule = (name: string): OptionRule => (name.endsWith('Ms') ? milliseconds() : integer(0, 1_000_000));
  return Object.fromEntries(Object.keys(defaults).map((name) => [name, rule(name)])) as OptionRules<
    Partial<T>
  >;
}

/** Numbers of rates in the commands of the register, one byte each. */
const vatNumbers = Object.fromEntries(
  vatRateNames.map((name) => [name, unless((value) => value === false, integer(1, 0xff))]),
) as OptionRules<NonNullable<Capabilities['vatRates']>>;

const capabilities: OptionRules<Capabilities> = {
  vatRates: nested(vatNumbers),
  taxations: listOf(oneOf(...taxations.names)),
  agents: listOf(oneOf(...agentTypes.names)),
};

const lineRules: OptionRules<LineOptions> = {
  signal,
  accessPassword: integer(0, 9999),
  userPassword: integer(0, 99_999_999),
  reconnect: unless((value) => value === false, nested(reconnect)),
  busyLimitMs: milliseconds(0, 3_600_000),
  capabilities: nested(capabilities),
  link: oneOf('auto', 'v2', 'v3', 'p5'),
  exchange: exchangeRule,
  queueLimit: integer(2, 32),
  timers: nested(timerRules(V3_TIMERS)),
  v2Timers: nested(timerRules(V2_TIMERS)),
  trace: callback,
  clock: withMethods('now', 'sleep'),
};

const line = withMethods('connect');

const addressOrLine = must(
  (value) => hasMethods(value, ['connect']),
  [
    'нужен адрес, например tcp://192.168.1.10:5555, или объект с методом connect',
    'an address is needed, such as tcp://192.168.1.10:5555, or an object with the method connect',
  ],
  'OPTION_TYPE',
);

const storeMethods = ['pending', 'find', 'append', 'close'] as const;

const connectRules: OptionRules<ConnectOptions> = {
  ...lineRules,
  journal: unless((value) => hasMethods(value, storeMethods), text()),
  ofd: oneOf('host'),
};

const connectOverRules: OptionRules<ConnectOverOptions> = {
  ...lineRules,
  journal: withMethods(...storeMethods),
  ofd: callback,
};

/** @throws ValidationError with all that is wrong with the arguments of `connect()`, but for the address itself. */
export function checkConnect(where: unknown, options: ConnectOptions): void {
  const problems = optionProblems(options, connectRules);
  check(typeof where === 'string' ? [] : problemsOf(where, 'url', addressOrLine), problems);
}

/** @throws ValidationError with all that is wrong with the arguments of `connectOver()`. */
export function checkConnectOver(transport: unknown, options: ConnectOverOptions): void {
  check(problemsOf(transport, 'transport', line), optionProblems(options, connectOverRules));
}

function problemsOf(where: unknown, name: string, rule: OptionRule): Problem[] {
  const problems: Problem[] = [];
  rule(where, name, problems);
  return problems;
}

function check(ofLine: readonly Problem[], ofOptions: readonly Problem[]): void {
  const problems = [...ofLine, ...ofOptions];
  if (problems.length > 0) throw new ValidationError(problems, 'Неверные параметры подключения');
}
