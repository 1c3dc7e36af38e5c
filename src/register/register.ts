import {
  type Capabilities,
  type FiscalResult,
  type Money,
  planReceipt,
  type Receipt,
  type ReceiptBuilder,
  type ReceiptInput,
  toReceipt,
} from '../fiscal/index.js';
import { type Command, encodeRequest, type Register } from '../protocol/index.js';
import { JobQueue } from '../util/queue.js';
import type { Caller, CallOptions, CommandTrace } from './caller.js';
import { type CashResult, moveCash } from './cash.js';
import type { RegisterConnection } from './connection.js';
import { Facts } from './facts.js';
import { History } from './history.js';
import { type Identity, identify } from './identity.js';
import { ReceiptIssue } from './issue.js';
import { Modes } from './modes.js';
import type { LongCallOptions } from './polling.js';
import { printReport, type ReportName } from './reports.js';
import type { Session } from './session.js';
import { closeShift, openShift, type ShiftOptions, type ShiftReport } from './shift.js';
import { type RegisterStatus, readStatus } from './status.js';

export interface CashRegisterOptions {
  /** Number of the user whose password enters the modes, 30 = system administrator. */
  userPassword: number;
  /** What the register's firmware and registration allow. */
  capabilities: Capabilities;
}

export type CallArguments<Q> = [Q] extends [void]
  ? [request?: undefined, options?: CallOptions]
  : [request: Q, options?: CallOptions];

/** One register. Operations run one at a time, in the order of the calls; that is also the order on paper. */
export class CashRegister implements AsyncDisposable {
  /** How the line is, and its changes. */
  readonly connection: RegisterConnection;
  readonly #session: Session;
  readonly #capabilities: Capabilities;
  readonly #queue = new JobQueue(1);
  #identity: Identity | undefined;

  /** Use `connect()`. */
  constructor(caller: Caller, options: CashRegisterOptions) {
    this.connection = caller.connection;
    this.#capabilities = options.capabilities;
    const modes = new Modes(caller, options.userPassword);
    const facts = new Facts(caller);
    this.#session = { caller, modes, facts };
    this.connection.onReconnect = () => {
      modes.forget();
      facts.forget();
    };
  }

  /** Link in use: `v3` or `v2`. */
  get linkVersion(): 'v2' | 'v3' | undefined {
    return this.connection.linkVersion;
  }

  /** Called after each command with its name and time, for logs and metrics. */
  set onCommand(listener: ((trace: CommandTrace) => void) | undefined) {
    this.#session.caller.onCommand = listener;
  }

  /** Model, serial number, firmware and FFD; asked once. */
  identify(options?: CallOptions): Promise<Identity> {
    return this.#exclusive(options, async () => {
      this.#identity ??= await identify(this.#session.caller, options);
      return this.#identity;
    });
  }

  /** Clock, paper, shift, receipt, FN, cash. */
  status(options?: CallOptions): Promise<RegisterStatus> {
    return this.#exclusive(options, () => readStatus(this.#session.caller, this.#session.facts, options));
  }

  /**
   * One raw command, typed by its declaration: `call(commands.readRegister, { register: 0x0a, p1: 0, p2: 0 })`.
   * Nothing is done around it: modes and shifts are the caller's business. Never repeated, but when the register is busy (76).
   *
   * @throws ProtocolError `RANGE` before a byte is sent, DeviceError on a refusal, ConnectionError, TimeoutError, AbortedError.
   */
  call<Q, A>(command: Command<Q, A>, ...[request, options]: CallArguments<Q>): Promise<A> {
    return this.#exclusive(options, () => {
      // A raw command may change mode, shift and documents behind our back.
      if (!command.safe) this.#forgetState();
      return this.#session.caller.call(command, request as Q, options);
    });
  }

  /** The decoded value of a register: `read(registers.cashSum)`. */
  read<T>(register: Register<T>, p1 = 0, p2 = 0, options?: CallOptions): Promise<T> {
    return this.#exclusive(options, () => this.#session.caller.read(register, p1, p2, options));
  }

  /** Opens a shift. DeviceError 9C when one is open. */
  openShift(options: ShiftOptions = {}): Promise<ShiftReport> {
    return this.#exclusive(options, () => openShift(this.#session, options));
  }

  /** Closes the shift (Z report). DeviceError 8F when none is open. */
  closeShift(options: ShiftOptions = {}): Promise<ShiftReport> {
    return this.#exclusive(options, () => closeShift(this.#session, options));
  }

  /** X report. */
  reportX(options: LongCallOptions = {}): Promise<void> {
    return this.report('x', options);
  }

  /** Reports of command 67. */
  report(name: ReportName, options: LongCallOptions = {}): Promise<void> {
    return this.#exclusive(options, () => printReport(this.#session, name, options));
  }

  /** Puts money into the drawer. */
  cashIn(sum: Money, options?: CallOptions): Promise<CashResult> {
    return this.#exclusive(options, () => moveCash(this.#session, 'in', sum, options));
  }

  /** Takes money out of the drawer. DeviceError 98 when there is less. */
  cashOut(sum: Money, options?: CallOptions): Promise<CashResult> {
    return this.#exclusive(options, () => moveCash(this.#session, 'out', sum, options));
  }

  /**
   * Issues a receipt. Ends with its fiscal result; with an error of outcome `not-sent` or `refused`, when nothing was signed
   * and the register takes the next receipt; or with OutcomeUnknownError, when the register cannot be asked: its `resolve()`
   * tells later. A lost line in between is survived.
   *
   * @throws ValidationError with all problems of the receipt, before a byte is sent.
   */
  issue(receipt: Receipt | ReceiptInput | ReceiptBuilder, options: CallOptions = {}): Promise<FiscalResult> {
    const checked = toReceipt(receipt);
    const plan = planReceipt(checked, this.#capabilities);
    for (const { command, request } of plan) encodeRequest(command as Command, request);
    const history = new History(() => Date.now());
    const issue = new ReceiptIssue(this.#session, checked, plan, { ...options, history });
    return this.#exclusive(options, () => issue.run());
  }

  /** Ends waiting calls with ConnectionError `CLOSED`. Idempotent. */
  close(): Promise<void> {
    return this.connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #exclusive<T>(options: CallOptions | undefined, job: () => Promise<T>): Promise<T> {
    return this.#queue.run(job, options?.signal);
  }

  #forgetState(): void {
    this.#session.modes.forget();
    this.#session.facts.forgetCounters();
  }
}
