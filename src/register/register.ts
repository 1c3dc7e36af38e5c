import type { FiscalResult, Money, Receipt, ReceiptBuilder, ReceiptInput } from '../fiscal/index.js';
import type { Command, Register } from '../protocol/index.js';
import type { P5Command } from '../protocol/p5/index.js';
import type { Observers } from '../util/observers.js';
import { type AnyRules, callback, checkArgument, checkOptions } from '../util/options.js';
import type { RegisterClock } from './care/clock.js';
import type { PictureMemory } from './care/pictures.js';
import type { RegisterService } from './care/service.js';
import type { RegisterSettings } from './care/settings.js';
import type { Caller } from './classic/caller.js';
import type { Dialect } from './dialect.js';
import type { CashOptions, CashResult } from './documents/cash.js';
import type { Registering } from './documents/registering.js';
import type { ReportName, ReportOptions } from './documents/reports.js';
import type { ShiftOptions, ShiftReport } from './documents/shift.js';
import type { KeyedReceipts, PendingReceipt } from './once/keyed.js';
import { callRules, longRules, rawCommand, rawRegister } from './options.js';
import type { OfdEvent } from './p5/index.js';
import type { Printing } from './print/printing.js';
import type { CounterReader } from './questions/counters.js';
import type { FnQueries } from './questions/fn.js';
import type { Identity } from './questions/identity.js';
import type { Ping, PingOptions } from './questions/ping.js';
import type { RegisterStatus } from './questions/status.js';
import type { CancelledReceipt } from './receipt/cancel-receipt.js';
import type { IssueOptions } from './receipt/issue-options.js';
import type { GivenReceipt, Issuing, IssuingOptions } from './receipt/issuing.js';
import type * as AllRooms from './rooms.js';
import type { CallOptions, LongCallOptions } from './session/call-options.js';
import type { RegisterConnection } from './session/connection.js';
import type { ConnectionView } from './session/connection-state.js';
import type { ExchangeMode } from './session/exchange.js';
import type { Exclusive } from './session/exclusive.js';
import type { LastPaper, Session } from './session/session.js';
import type { CommandTrace } from './session/trace.js';
import type { Turns } from './session/turns.js';

/**
 * The rooms around the hall. Whoever opens a register brings them along: a program that has not connected yet, or never does, has the
 * class without them. All of them at once, so that nothing is missing in the middle of an operation.
 */
export type Rooms = typeof AllRooms;

/** What a register stands on. */
export interface RegisterGround {
  readonly connection: RegisterConnection;
  readonly turns: Turns;
  /** For raw commands. */
  readonly caller: Caller;
  readonly dialect: Dialect;
  /** What happens to the exchange with the OFD through this computer. */
  readonly ofdEvents: Observers<OfdEvent>;
}

export type CallArguments<Q> = [Q] extends [void]
  ? [request?: undefined, options?: CallOptions]
  : [request: Q, options?: CallOptions];

/** One register. Operations run one at a time, in the order of the calls; that is also the order on paper. */
export class CashRegister implements AsyncDisposable {
  /** How the line is, and its changes. */
  readonly connection: ConnectionView;
  /** Questions to the fiscal storage. */
  readonly fn: FnQueries;
  /** Registration of the register with its FN. */
  readonly registration: Registering;
  /** The register's tables. */
  readonly settings: RegisterSettings;
  /** Printer, drawer, buzzer. */
  readonly print: Printing;
  /** Pictures in the register's memory. */
  readonly pictures: PictureMemory;
  /** The register's clock. */
  readonly clock: RegisterClock;
  /** Versions, resets, reboot. */
  readonly service: RegisterService;
  /** Sums and counts of the shift and of the register's life. */
  readonly counters: CounterReader;
  readonly #ground: RegisterGround;
  readonly #rooms: Rooms;
  readonly #session: Session;
  readonly #receipts: KeyedReceipts;
  readonly #issuing: Issuing;
  #identity: Identity | undefined;

  /** Use `connect()`. */
  private constructor(rooms: Rooms, ground: RegisterGround, options: IssuingOptions) {
    const { connection, turns, dialect } = ground;
    this.#rooms = rooms;
    this.#ground = ground;
    this.connection = connection.view();
    this.#receipts = options.receipts;
    const facts = new rooms.Facts(dialect);
    const turn: Exclusive = (callOptions, job) => this.#turn(callOptions, job);
    const exclusive: Exclusive = (callOptions, job, rules) => this.#exclusive(callOptions, job, rules);
    const doubts = new rooms.Doubts(turn);
    const issued = new rooms.IssuedDocuments();
    const paper: LastPaper = { incomplete: undefined };
    const cashier = new rooms.Cashier(dialect, facts);
    const session = { dialect, facts, cashier, doubts, issued, paper };
    this.#session = session;
    this.#receipts.serve({
      doubts,
      waitFor: (other, callOptions) => turns.waitFor(other, callOptions),
      issued,
      now: () => dialect.clock.now(),
      find: (intent, findOptions) => rooms.settleIntent(session, intent, findOptions),
    });
    this.#issuing = new rooms.Issuing(session, turn, options);
    this.fn = new rooms.FnQueries(session, exclusive);
    this.registration = new rooms.Registering(session, (callOptions, job, rules) =>
      this.#document(callOptions, job, rules),
    );
    this.settings = new rooms.RegisterSettings(session, exclusive);
    this.print = new rooms.Printing(session, exclusive);
    this.pictures = new rooms.PictureMemory(session, exclusive);
    this.clock = new rooms.RegisterClock(session, exclusive);
    this.service = new rooms.RegisterService(session, exclusive);
    this.counters = new rooms.CounterReader(session, exclusive);
    connection.onReconnect = () => {
      dialect.reconnected();
      facts.forget();
      cashier.forget();
      paper.incomplete ||= undefined;
    };
  }

  /** @internal */
  static over(rooms: Rooms, ground: RegisterGround, options: IssuingOptions): CashRegister {
    return new CashRegister(rooms, ground, options);
  }

  /** Link in use: `v3`, `v2`, or `p5`, the second protocol. */
  get linkVersion(): 'v2' | 'v3' | 'p5' | undefined {
    return this.#ground.connection.linkVersion;
  }

  /**
   * How receipts are sent over this connection. `serial` although `buffered` was asked for: the link is not v3, which
   * alone has a task buffer, or the register refused to queue (B1, B4); then receipts are sent command by command until the next connection.
   */
  get exchange(): ExchangeMode {
    return this.#session.dialect.receipts.exchange;
  }

  /**
   * Calls the listener after each command with its name and time, for logs and metrics; the returned function ends that.
   * Any number of listeners; whatever one of them does harms nothing.
   *
   * @throws ValidationError for what is no function.
   */
  onCommand(listener: (trace: CommandTrace) => void): () => void {
    checkArgument(listener, 'listener', callback);
    return this.#ground.caller.traces.on(listener);
  }

  /**
   * Calls the listener at everything that happens to the exchange with the OFD through this computer (option `ofd` of `connect()`); the
   * returned function ends that. The first listener is told at once what has happened since the connection was made.
   *
   * @throws ValidationError for what is no function.
   */
  onOfd(listener: (event: OfdEvent) => void): () => void {
    checkArgument(listener, 'listener', callback);
    return this.#ground.ofdEvents.on(listener);
  }

  /** Model, serial number, firmware and FFD; asked once. */
  identify(options?: CallOptions): Promise<Identity> {
    return this.#exclusive(options, async () => {
      this.#identity ??= await this.#session.dialect.questions.identify(options);
      return this.#identity;
    });
  }

  /** Clock, paper, shift, receipt, FN, cash. */
  status(options?: CallOptions): Promise<RegisterStatus> {
    return this.#exclusive(options, () => this.#rooms.readStatus(this.#session, options));
  }

  /**
   * Whether the register answers: command 45, once, for health checks. Never waits longer than `timeoutMs`, not even behind a long
   * operation.
   *
   * @throws TimeoutError `NO_ANSWER` after the limit, and what the line throws.
   */
  async ping(options: PingOptions = {}): Promise<Ping> {
    checkOptions(options, this.#rooms.pingRules);
    const turn: Exclusive = (callOptions, job) => this.#turn(callOptions, job);
    return this.#rooms.ping(this.#session.dialect, turn, this.#ground.turns.busy, options);
  }

  /**
   * One raw command, typed by its declaration: `call(commands.readRegister, { register: 0x0a, p1: 0, p2: 0 })`.
   * A register of the second protocol takes those of `p5Commands` as well: `call(p5Commands.getState)`.
   * Nothing is done around it: modes and shifts are the caller's business. Never repeated, but when the register is busy (76).
   *
   * @throws ProtocolError `RANGE` before a byte is sent, DeviceError on a refusal, ConnectionError, TimeoutError, AbortedError.
   */
  call<Q, A>(command: Command<Q, A> | P5Command<Q, A>, ...[request, options]: CallArguments<Q>): Promise<A> {
    return this.#exclusive(options, () => {
      checkArgument(command, 'command', rawCommand);
      // A raw command may change mode, shift and documents behind our back.
      if (!command.safe) this.#forgetState();
      const { caller } = this.#ground;
      return 'channel' in command
        ? caller.callP5(command, request as Q, options)
        : caller.call(command, request as Q, options);
    });
  }

  /** The decoded value of a register: `read(registers.cashSum)`. */
  read<T>(register: Register<T>, p1 = 0, p2 = 0, options?: CallOptions): Promise<T> {
    return this.#exclusive(options, () => {
      checkArgument(register, 'register', rawRegister);
      return this.#ground.caller.read(register, p1, p2, options);
    });
  }

  /** Opens a shift. DeviceError 9C when one is open, OutcomeUnknownError when the register cannot be asked what became of it. */
  openShift(options: ShiftOptions = {}): Promise<ShiftReport> {
    return this.#document(
      options,
      () => this.#rooms.openShift(this.#session, options),
      this.#rooms.shiftRules,
    );
  }

  /** Closes the shift (Z report), also by the rest of one that broke off. DeviceError 8F when none is open, OutcomeUnknownError as above. */
  closeShift(options: ShiftOptions = {}): Promise<ShiftReport> {
    return this.#document(
      options,
      () => this.#rooms.closeShift(this.#session, options),
      this.#rooms.shiftRules,
    );
  }

  /**
   * Ends a Z report that broke off, after which the register refuses all else with 1A.
   * DeviceError 8F when there is nothing to end.
   */
  finishInterruptedZ(options: LongCallOptions = {}): Promise<ShiftReport> {
    return this.#exclusive(options, () => this.#rooms.finishInterruptedZ(this.#session, options), longRules);
  }

  /** X report. */
  reportX(options: ReportOptions = {}): Promise<void> {
    return this.report('x', options);
  }

  /** Reports of command 67. */
  async report(name: ReportName, options: ReportOptions = {}): Promise<void> {
    checkArgument(name, 'name', this.#rooms.reportName);
    return this.#document(
      options,
      () => this.#rooms.printReport(this.#session, name, options),
      this.#rooms.reportRules(name),
    );
  }

  /** Puts money into the drawer. OutcomeUnknownError when the register cannot be asked what became of it. */
  async cashIn(sum: Money, options?: CashOptions): Promise<CashResult> {
    const kopecks = this.#rooms.readCash(sum);
    return this.#document(
      options,
      () => this.#rooms.moveCash(this.#session, 'in', kopecks, options),
      this.#rooms.cashRules,
    );
  }

  /** Takes money out of the drawer. DeviceError 98 when there is less, OutcomeUnknownError as above. */
  async cashOut(sum: Money, options?: CashOptions): Promise<CashResult> {
    const kopecks = this.#rooms.readCash(sum);
    return this.#document(
      options,
      () => this.#rooms.moveCash(this.#session, 'out', kopecks, options),
      this.#rooms.cashRules,
    );
  }

  /**
   * Cancels the open receipt, whoever opened it: a till that died in the middle of a sale leaves one, and everything else is
   * refused with 9B. Returns what it was; undefined when none is open. Nothing is signed, nothing is lost: it may be called again.
   *
   * @throws DeviceError when the register refuses; what the line throws has the outcome `unknown` until it is called again.
   */
  async cancelReceipt(options?: CallOptions): Promise<CancelledReceipt | undefined> {
    checkOptions(options, callRules);
    return this.#settled(options, () => this.#rooms.cancelReceipt(this.#session, options));
  }

  /**
   * Issues a receipt. Ends with its fiscal result; with an error of outcome `not-sent` or `refused`, when nothing was signed
   * and the register takes the next receipt; or with OutcomeUnknownError, when the register cannot be asked: its `resolve()`
   * tells later. A lost line in between is survived.
   *
   * The result has `warnings`: what is allowed but looks wrong. The day of the rules is that of the register's clock; tax systems,
   * agents and FFD are those of its registration, asked once.
   *
   * @throws ValidationError with all problems of the receipt, before a byte is sent; then one with all that this register and
   * this day do not allow, before a command that changes anything.
   */
  issue(receipt: Receipt | ReceiptBuilder, options?: IssueOptions): Promise<FiscalResult>;
  issue(receipt: ReceiptInput, options?: IssueOptions): Promise<FiscalResult>;
  issue(receipt: GivenReceipt, options?: IssueOptions): Promise<FiscalResult> {
    return this.#issuing.issue(receipt, options);
  }

  /** Receipts of the journal that may or may not exist: the process died, or the register could not be asked. */
  get pending(): PendingReceipt[] {
    return this.#issuing.pending;
  }

  /**
   * The result of a receipt that was issued under this key, from the journal; the register is asked nothing. Undefined for a key
   * that is in doubt, was refused, or is not known.
   *
   * @throws JournalError when the journal cannot tell, `JOURNAL_CLOSED` after `close`.
   */
  result(key: string): Promise<FiscalResult | undefined> {
    return this.#issuing.result(key);
  }

  /**
   * Finds out what became of a receipt that was issued with this key, also by an earlier process.
   * Returns its result. Throws NotIssuedError (outcome `refused`) when there is no document: it may be issued again under
   * the same key. Throws OutcomeUnknownError while the register does not tell, ValidationError `KEY_UNKNOWN` for a key that
   * the journal does not know: nothing can be said of it.
   */
  resolve(key: string, options?: CallOptions): Promise<FiscalResult> {
    return this.#issuing.resolve(key, options);
  }

  /**
   * For a receipt that the register cannot tell of: another FN, or a document just like it of another host. A person has
   * looked, and says which document is ours, or that none is; then the key may be used again.
   *
   * @throws ValidationError `NO_DOUBT` when the outcome of the key is known, or `DOCUMENT` when there is no such receipt.
   */
  decide(
    key: string,
    decision: 'none' | { documentNumber: number },
    options?: CallOptions,
  ): Promise<FiscalResult | undefined> {
    return this.#issuing.decide(key, decision, options);
  }

  /** An operation that makes a document: what is not known of earlier ones is found out before. */
  async #document<T>(options: CallOptions | undefined, job: () => Promise<T>, rules?: AnyRules): Promise<T> {
    checkOptions(options, rules ?? callRules);
    return this.#settled(options, () => this.#rooms.afterUnprinted(this.#session, undefined, options, job));
  }

  #settled<T>(options: CallOptions | undefined, job: () => Promise<T>): Promise<T> {
    return this.#turn(options, async () => {
      await this.#session.doubts.settleAll({ signal: options?.signal });
      return job();
    });
  }

  /** Ends waiting calls with ConnectionError `CLOSED`. Idempotent. */
  async close(): Promise<void> {
    await this.#ground.connection.close();
    await this.#receipts.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #exclusive<T>(options: CallOptions | undefined, job: () => Promise<T>, rules?: AnyRules): Promise<T> {
    checkOptions(options, rules ?? callRules);
    return this.#turn(options, job);
  }

  #turn<T>(options: CallOptions | undefined, job: () => Promise<T>): Promise<T> {
    return this.#ground.turns.inTurn(options, job);
  }

  #forgetState(): void {
    this.#session.dialect.disturbed();
    this.#session.facts.forgetCounters();
  }
}
