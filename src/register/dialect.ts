import type { DeviceError } from '../errors.js';
import type {
  Attribute,
  Capabilities,
  FiscalDocument,
  FormCode,
  Operator,
  Receipt,
  ReceiptType,
} from '../fiscal/index.js';
import type { Clock } from '../util/clock.js';
import type { PictureDialect, ServiceDialect, SettingDialect } from './care/dialect.js';
import type { OwnPrintDialect, PrintDialect } from './print/dialect.js';
import type { CounterDialect, FnDialect, QuestionDialect } from './questions/dialect.js';
import type { LongCallOptions, ThroughOptions } from './session/call-options.js';
import type { ExchangeMode } from './session/exchange.js';

/**
 * What a till asks of a register, and what proves an outcome: all that the rooms of this folder know of the
 * register. Each protocol has one implementation (`classic/` for links v2 and v3). Unless said otherwise a method asks the register,
 * survives a lost line by asking for the result of the task, and throws
 * - DeviceError: the register said no and did nothing;
 * - TaskError `TASK_FORGOTTEN`: it does not know what became of the command, its evidence must tell;
 * - AtolError with outcome `unknown`: it cannot be reached, with `not-sent`: nothing was sent.
 */
export interface Dialect {
  readonly clock: Clock;
  /** Time since the last answer, ms; Infinity before the first. Asks nothing. */
  readonly idleMs: number;
  /** Asks nothing. */
  readonly line: LineView;
  readonly evidence: Evidence;
  readonly receipts: ReceiptDialect;
  readonly shifts: ShiftDialect;
  readonly reports: ReportDialect;
  readonly cash: CashDialect;
  readonly registering: RegisteringDialect;
  readonly paper: PaperDialect;
  readonly questions: QuestionDialect;
  readonly print: PrintDialect;
  /** Of all counters that `CounterDialect.read` takes. Asks nothing. */
  readonly counterNames: readonly string[];
  /** Loaded when somebody wants it, before a byte is sent for it. AtolError `LOAD_FAILED` when it does not come. Asks nothing. */
  further(): Promise<FurtherDialect>;
  /** From here on the registers tell: results of tasks, the mode and the like count no more. Asks nothing. */
  distrust(): void;
  /** Another line was opened: somebody else may have been at the register. Asks nothing. */
  reconnected(): void;
  /** Its state may have been changed behind our back, by a raw command or a reset. Asks nothing. */
  disturbed(): void;
  /** What is remembered of paper, buffers and the like may be wrong: another FN, other settings. Asks nothing. */
  forget(): void;
  /**
   * Tells name (1021) or INN (1203) of the next document's cashier; without an INN, 1203 is cleared. May be done twice.
   * DeviceError where the register does not clear it.
   */
  writeOperator(tag: 1021 | 1203, operator: Operator, options?: ThroughOptions): Promise<void>;
}

/** What is asked of a register now and then: no receipt, shift or cash needs any of it, not even when something goes wrong. */
export interface FurtherDialect {
  readonly fn: FnDialect;
  readonly counters: CounterDialect;
  readonly settings: SettingDialect;
  readonly pictures: PictureDialect;
  readonly service: ServiceDialect;
  readonly prints: OwnPrintDialect;
}

export interface LineView {
  /** How many lines were opened so far: another host may have come between two of them. */
  readonly lines: number;
  readonly online: boolean;
}

/** The last fiscal document, as the register tells it. */
export interface LastDocument {
  /** FD number (tag 1040); 0 before the first. */
  readonly number: number;
  /** False while the register is still busy with it. */
  readonly closed: boolean;
  /** `YYYY-MM-DDTHH:mm`, empty before the first document. */
  readonly dateTime: string;
  readonly fiscalSign: number;
}

/** The last receipt, as the register tells it. */
export interface LastReceipt {
  readonly documentNumber: number;
  /** Undefined for a kind that nobody knows. */
  readonly type: ReceiptType | undefined;
  /** Kopecks (tag 1020). */
  readonly sum: number;
  readonly dateTime: string;
  readonly fiscalSign: number;
}

/** A receipt that is open in the register. */
export interface OpenReceipt {
  readonly type: ReceiptType;
  /** Of its items so far, kopecks. */
  readonly sum: number;
  /** Still to pay, kopecks. */
  readonly remainder: number;
  /** Number of the last document, or of this one: whatever the register shows there. */
  readonly document: number;
}

/** A document as the FN's index tells it. */
export interface FoundDocument {
  readonly form: number;
  readonly number: number;
  readonly dateTime: string;
  readonly fiscalSign: number;
  /** True when the OFD's ticket is stored with it. */
  readonly ticket: boolean;
  /** Tags 1054 and 1020 (kopecks) of receipts and corrections, where the FN tells them. */
  readonly settlement: { readonly type: number; readonly total: number } | undefined;
  /** Tag 1038 of the reports on opening and closing a shift, where the FN tells it. */
  readonly shiftNumber: number | undefined;
}

/** Forms of everything that an FN signs but receipts: registrations, shifts, closing of the FN, settlements. */
export const reportForms: readonly number[] = [1, 2, 5, 6, 11, 21];

/** What the register and its FN say of what was done. Reading twice does no harm. */
export interface Evidence {
  /** Number of the FN (tag 1041), 16 digits. */
  fnNumber(options?: ThroughOptions): Promise<string>;
  /** Registration number of the register (tag 1037); empty when it is not registered. */
  registrationNumber(options?: ThroughOptions): Promise<string>;
  /** The register signs БСО instead of receipts (tag 1110). */
  isBso(options?: ThroughOptions): Promise<boolean>;
  /** Value of a tag of the registration in force, as FFD writes it; undefined when it has none or the register does not tell. */
  registered(tag: number, options?: ThroughOptions): Promise<Uint8Array | undefined>;
  /** FFD version in force, such as `1.05`; undefined where the register does not tell. */
  ffd(options?: ThroughOptions): Promise<string | undefined>;
  /** The register's clock, `YYYY-MM-DDTHH:mm:ss`. */
  dateTime(options?: ThroughOptions): Promise<string>;
  isShiftOpen(options: ThroughOptions): Promise<boolean>;
  /** The last document, by the register. */
  lastDocument(options?: ThroughOptions): Promise<LastDocument>;
  /** The last document, by the FN itself; `forming` while another one is begun and not signed. */
  lastOfFn(options: ThroughOptions): Promise<{ number: number; forming: boolean }>;
  lastReceipt(options: ThroughOptions): Promise<LastReceipt>;
  /** Number of the shift and of the last receipt in it. */
  shiftNumbers(options?: ThroughOptions): Promise<{ shift: number; receipt: number }>;
  /** Sum of the cancelled receipts of a kind in this shift, kopecks; undefined where the register does not count them. */
  cancelledSum(type: ReceiptType, options?: ThroughOptions): Promise<number | undefined>;
  /** Kind of the open receipt; undefined when none is open. */
  openReceiptType(options: ThroughOptions): Promise<ReceiptType | undefined>;
  openReceipt(options: ThroughOptions): Promise<OpenReceipt | undefined>;
  /** The FN's index of a document. DeviceError for a number that it does not know. */
  index(number: number, options: ThroughOptions): Promise<FoundDocument>;
  /** All requisites of a document, or undefined when the FN no longer has them. Never a part. */
  content(number: number, options: ThroughOptions): Promise<FiscalDocument | undefined>;
}

/** One step of a receipt; what it carries is the dialect's own business. */
export interface ReceiptStep {
  /** `before` may stand without a receipt; `open` opens it, `close` signs it. */
  readonly kind: 'before' | 'open' | 'fill' | 'payment' | 'close';
  /** Part of the receipt that it carries, such as `items[2]`; empty for the whole. */
  readonly path: string;
  /** FFD tag, where it writes just one requisite. */
  readonly tag?: number | undefined;
}

/** After a payment, kopecks. */
export interface Settled {
  readonly remainder: number;
  readonly change: number;
}

/** Why a receipt is refused, where more can be done than to tell it. */
export type RefusalReason = 'receipt open' | 'no receipt open' | 'shift closed' | 'shift expired';

export interface ReceiptDialect {
  /** How the next receipt is sent, as far as it is not told otherwise. Asks nothing. */
  readonly exchange: ExchangeMode;
  /**
   * Whether any register could carry it: everything is encoded, so that nothing is refused half-way that could have been refused
   * before a byte was sent. Asks nothing.
   *
   * @throws ValidationError, ProtocolError `RANGE`.
   */
  check(receipt: Receipt, capabilities: Capabilities): void;
  /**
   * The steps of a receipt for this very register: exactly one `open` and, at the end, `close`. Asks only what it must, such as
   * the width of the paper.
   *
   * @throws ValidationError when the register cannot carry the receipt, ProtocolError `RANGE`.
   */
  plan(
    receipt: Receipt,
    capabilities: Capabilities,
    options: ThroughOptions,
  ): Promise<readonly ReceiptStep[]>;
  /** One step. Returns what is left to pay after a payment. */
  send(step: ReceiptStep, options: ThroughOptions): Promise<Settled | undefined>;
  /** Sends several steps at a time, where the protocol can; undefined where it cannot. */
  queue(options: QueueOptions): ReceiptQueue | undefined;
  /** Cancels the open receipt. `none` when there is none. May be done twice. */
  cancel(options: ThroughOptions): Promise<'cancelled' | 'none'>;
  reasonOf(refusal: DeviceError): RefusalReason | undefined;
  /** The same error, or one that says more: which item, which rate, what can be done. */
  explain(error: unknown, steps: readonly ReceiptStep[], receipt: Receipt): unknown;
}

export interface QueueOptions extends ThroughOptions {
  /** Overrides what the connection uses. */
  exchange?: 'serial' | 'buffered' | undefined;
}

export interface QueueEnd {
  /** What the steps returned, from the first on, up to the one that failed. */
  readonly answers: ReadonlyArray<Settled | undefined>;
  /** Why the step behind the last answer failed. */
  readonly failure?: Error & { readonly outcome?: string | undefined };
  /** True when neither the failed step nor any behind it was executed, so that they may be sent again, one by one. */
  readonly untouched: boolean;
}

export interface ReceiptQueue {
  /** False when the steps have to be sent one by one from here on. */
  readonly usable: boolean;
  /** One by one from here on. */
  stop(): void;
  /** Never rejects. */
  fill(steps: readonly ReceiptStep[]): Promise<QueueEnd>;
  /** The closing step, and the question for the signed receipt behind it. Never rejects. */
  close(step: ReceiptStep): Promise<QueueEnd & { readonly last?: LastReceipt }>;
}

/** A command that ends with a fiscal document of its own. */
export interface SignedAction {
  /** Form of the document. */
  readonly form: FormCode;
  begin(options: ThroughOptions): Promise<void>;
  /** Waits until the register has come to an end with it, good or bad. */
  finished(options: LongCallOptions): Promise<void>;
  /** Why it ended without a document, as far as the register remembers. */
  whyNot(options: ThroughOptions): Promise<DeviceError | undefined>;
  /** After a failure: waits until the register is at rest, and ends what broke off. */
  rest(options: LongCallOptions): Promise<void>;
  /** The refusal is the plain truth: nothing was done, and nothing will be. */
  isFinal(refusal: DeviceError): boolean;
}

export interface ShiftDialect {
  readonly open: SignedAction;
  readonly close: SignedAction;
  /** Ends a report on closing that broke off. DeviceError when there is none, or when it stops again. */
  finishInterrupted(options: LongCallOptions): Promise<void>;
}

export interface ReportDialect {
  /** The report on the state of settlements (form 21). */
  readonly settlements: SignedAction;
  /** A report that is only printed. */
  print(name: string, options: LongCallOptions): Promise<void>;
}

export interface CashMovement {
  /** DeviceError when there is less in the drawer, or no shift. */
  move(kopecks: number, options: ThroughOptions): Promise<void>;
  /** How often it was done in this shift, and the sum, kopecks. */
  counters(options: ThroughOptions): Promise<{ count: number; sum: number }>;
}

export interface CashDialect {
  readonly in: CashMovement;
  readonly out: CashMovement;
  /** In the drawer, kopecks. */
  sum(options: ThroughOptions): Promise<number>;
}

export interface RegisteringDialect {
  readonly register: SignedAction;
  readonly change: SignedAction;
  readonly closeFn: SignedAction;
  /** Requisites of the report to come; may be done twice. */
  write(attributes: readonly Attribute[], options: ThroughOptions): Promise<void>;
}

export interface PaperDialect {
  /** Prints what is missing of the last document. Returns whether anything was missing. */
  continuePrint(options: LongCallOptions): Promise<boolean>;
  /** Paper is out, or the printer is broken. */
  isFault(refusal: DeviceError): boolean;
}
