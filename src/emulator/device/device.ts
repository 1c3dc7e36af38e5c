import { AbortedError, DeviceError } from '../../errors.js';
import type { FormCode } from '../../fiscal/tags.js';
import type { Tlv } from '../../fiscal/tlv.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import type { Clock } from '../../util/clock.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import { FnError, fnCode } from '../fn/fn-error.js';
import type { StoredDocument } from '../fn/state.js';
import type { CommitParameters, FiscalStorage } from '../fn/storage.js';
import { type Network, OfdExchange, type OfdWay } from '../ofd/exchange.js';
import { OfdTunnel } from '../ofd/tunnel.js';
import { documentLines, type PaperNotes } from '../printer/documents.js';
import { Printer } from '../printer/printer.js';
import type { Profile } from '../profile.js';
import type { EmulatedRegistration } from '../registration.js';
import type { Store } from '../store/store.js';
import { type Pace, REPORT_LINES } from './pace.js';
import { type ReceiptDraft, type Rounding, type SumRules, totalOf } from './receipt.js';
import type { Source } from './requisites.js';
import type { Settings } from './settings.js';
import type { DeviceState } from './state.js';

const DAY = 24 * 60 * 60 * 1000;

/** A new register has worked so long, ms: a host tells a reboot by a working time that got shorter. */
const SWITCHED_ON_BEFORE_MS = 60_000;

/** How long the working time stands still behind a reboot, ms. */
const START_MS = 20_000;

export interface DeviceOptions {
  readonly profile: Profile;
  readonly serialNumber: string;
  readonly registration: EmulatedRegistration;
  readonly fn: FiscalStorage;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly state: DeviceState;
  readonly store: Store;
  /** How long the FN takes to sign a document, ms. */
  readonly latency: number;
  /** How long things take. */
  readonly pace: Pace;
  /** Returns and purchases may not take more cash than there is. */
  readonly cashControl: boolean;
  /** Who carries the kopecks that are rounded off a receipt. */
  readonly rounding: Rounding;
  /** How documents get to the operator. */
  readonly ofd: OfdWay;
  readonly network: Network | undefined;
  /** Highest tax number that the firmware knows. */
  readonly taxNumbers: number;
  /** Called for an exception that is no refusal, when it happens outside of a command. */
  readonly onError: (error: unknown) => void;
}

/** The register: its state and what its commands share. The commands themselves are in `handlers/`. */
export class Device {
  readonly profile: Profile;
  readonly serialNumber: string;
  registration: EmulatedRegistration;
  readonly fn: FiscalStorage;
  readonly settings: Settings;
  readonly state: DeviceState;
  readonly printer: Printer;
  readonly #latency: number;
  readonly pace: Pace;
  /** Of an FN that is slower than usual: how long it signs, ms. */
  slowness: number | undefined;
  readonly taxNumbers: number;
  readonly ofd: OfdExchange;
  readonly ofdTunnel = new OfdTunnel();
  readonly store: Store;
  readonly #cashControl: boolean;
  readonly #rounding: Rounding;
  readonly #clock: Clock;
  #startedAt: number;
  readonly #onError: (error: unknown) => void;
  #off = new AbortController();
  /** Called when the FN has signed a document. */
  onSigned: ((document: StoredDocument) => void) | undefined;
  /** Called when the FN is about to store a document; a rejection keeps it from doing so. */
  beforeStoring: (() => Promise<void>) | undefined;
  #operation: Promise<void> = Promise.resolve();

  /** @internal */
  constructor(options: DeviceOptions) {
    this.profile = options.profile;
    this.serialNumber = options.serialNumber;
    this.registration = options.registration;
    this.fn = options.fn;
    this.settings = options.settings;
    this.#latency = options.latency;
    this.pace = options.pace;
    this.taxNumbers = options.taxNumbers;
    this.#cashControl = options.cashControl;
    this.#rounding = options.rounding;
    this.#clock = options.clock;
    this.#startedAt = options.clock.now() - SWITCHED_ON_BEFORE_MS;
    this.#onError = options.onError;
    this.state = options.state;
    this.store = options.store;
    const { fn, settings, clock, onError } = options;
    const tunnel = this.ofdTunnel;
    this.ofd = new OfdExchange({
      fn,
      settings,
      clock,
      onError,
      tunnel,
      way: options.ofd,
      network: options.network,
      errors: this.state.ofd,
    });
    tunnel.onOffered = () => this.ofd.call();
    this.printer = new Printer(this.profile, this.state, this.settings);
  }

  /** The register's clock, ms of local time. */
  get time(): number {
    return this.#clock.now() + this.state.clockOffset;
  }

  /** How long the FN takes to sign a document, ms. */
  get latency(): number {
    return this.slowness ?? this.#latency;
  }

  /** The register's clock: `YYYY-MM-DDTHH:mm:ss`. */
  get now(): string {
    return msToLocal(this.time);
  }

  setClock(dateTime: string): void {
    this.state.clockOffset = localToMs(dateTime) - this.#clock.now();
  }

  /** Since it was switched on, ms. */
  get uptime(): number {
    return Math.max(0, this.#clock.now() - this.#startedAt);
  }

  /** The working time begins anew, and stands still while the register starts. */
  restart(): void {
    this.#startedAt = this.#clock.now() + START_MS;
  }

  /** Who and what goes into documents. */
  get source(): Source {
    return {
      registration: this.registration,
      profile: this.profile,
      serialNumber: this.serialNumber,
      operator: this.state.operator,
      settings: this.settings,
    };
  }

  get shiftOpen(): boolean {
    return this.fn.state.shift.open;
  }

  /** Number of the last closed shift. */
  get lastClosedShift(): number {
    const { open, number } = this.fn.state.shift;
    return open ? number - 1 : number;
  }

  get shiftExpired(): boolean {
    const { open, openedAt } = this.fn.state.shift;
    return open && this.time - localToMs(openedAt) > DAY;
  }

  /** Local time when the shift reaches, or reached, 24 hours. */
  get shiftEnd(): string {
    return msToLocal(localToMs(this.fn.state.shift.openedAt) + DAY);
  }

  /** Mode in the low nibble, submode in the high one. */
  get modeByte(): number {
    const { operation, mode } = this.state;
    return operation ? operation.submode * 16 + operation.mode : mode;
  }

  /** Throws 9A when no receipt is open. */
  get receipt(): ReceiptDraft {
    if (!this.state.receipt) throw deviceError(deviceStatus.deniedInClosedReceipt);
    return this.state.receipt;
  }

  /** The option of the emulator and the setting of the register must both ask for it. */
  get cashControl(): boolean {
    return this.#cashControl && this.settings.cashControl;
  }

  /** How a receipt that is opened now counts its sums. */
  get sumRules(): SumRules {
    const { roundTax, recalculateTax } = this.settings;
    return { rounding: this.#rounding, roundTax, recalculate: recalculateTax };
  }

  requireNoReceipt(): void {
    if (this.state.receipt) throw deviceError(deviceStatus.deniedInOpenedReceipt);
  }

  /** Throws A8 for a register that never was, D4 for another FN than it was registered with. */
  requireRegistered(): void {
    if (this.state.registeredFn === '') throw deviceError(deviceStatus.notRegistered);
    if (this.fn.state.registrations.length === 0) throw new FnError(fnCode.invalidState);
  }

  /** Throws 8F for a closed shift and 88 for one that is older than 24 hours. */
  requireUsableShift(): void {
    if (!this.shiftOpen) throw deviceError(deviceStatus.deniedInClosedShift);
    if (this.shiftExpired) throw deviceError(deviceStatus.shiftExpired);
  }

  /** Total of the open receipt, kopecks. */
  get receiptSum(): number {
    return this.state.receipt ? totalOf(this.state.receipt) : 0;
  }

  /** The FN's own form: a register for БСО makes forms 4 and 41. */
  formOf(correction: boolean): FormCode {
    if (correction) return this.registration.bso ? 41 : 31;
    return this.registration.bso ? 4 : 3;
  }

  /** First half of a document: the FN takes it or refuses (FnError); nothing has happened then. */
  begin(form: FormCode, requisites: readonly Tlv[], reason?: number): void {
    this.fn.begin(form, this.now, reason);
    try {
      this.fn.give(requisites);
    } catch (error) {
      this.fn.cancel();
      throw error;
    }
  }

  /**
   * Second half: signing takes its time, then the document is in the archive, together with what `apply` changes in the register's
   * memory.
   */
  async commit(
    parameters: CommitParameters = {},
    apply?: (document: StoredDocument) => void,
  ): Promise<StoredDocument> {
    try {
      await this.wait(this.slowness ?? this.pace.signing());
      await this.beforeStoring?.();
      const document = this.fn.commit(parameters, apply);
      this.onSigned?.(document);
      this.ofd.call();
      return document;
    } catch (error) {
      this.fn.cancel();
      throw error;
    }
  }

  /** Prints a document of the FN. */
  printDocument(document: StoredDocument, onPaper = true, notes?: PaperNotes): void {
    const { source } = this;
    this.printer.document(() => documentLines(source, document, notes), onPaper);
  }

  /** Rejects with AbortedError when the register is switched off meanwhile. */
  async wait(ms: number): Promise<void> {
    if (ms > 0) await this.#clock.sleep(ms, this.#off.signal);
  }

  /** How long a report takes on paper: a guess, by its lines or a part of the time to sign. */
  get printingTime(): number {
    return this.pace.printing(REPORT_LINES) || Math.round(this.latency / 6);
  }

  /**
   * An operation that goes on after its command was answered; 45 reports `mode` and `submode` meanwhile. Without latency it ends
   * before the answer. Its failure is told by register 37.
   */
  async start(
    command: string,
    at: { mode: number; submode: number },
    work: () => Promise<void>,
  ): Promise<void> {
    const { state } = this;
    state.lastError = { code: 0, extended: 0 };
    state.operation = { command, ...at };
    this.#operation = work()
      .then(() => this.store.save())
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        state.operation = undefined;
      });
    if (this.latency === 0) await this.#operation;
  }

  /** Settles when no operation is going on. */
  get idle(): Promise<void> {
    return this.#operation;
  }

  #failed(error: unknown): void {
    if (error instanceof AbortedError) return;
    if (error instanceof FnError) this.state.lastError = { code: error.status, extended: 0 };
    else if (error instanceof DeviceError)
      this.state.lastError = { code: error.status, extended: error.extended ?? 0 };
    else {
      this.state.lastError = { code: 0xf6, extended: 0x03 };
      this.#onError(error);
    }
  }

  /** Power on: documents that wait go to the operator. */
  switchOn(): void {
    if (this.#off.signal.aborted) {
      this.#off = new AbortController();
      this.#startedAt = this.#clock.now();
    }
    this.ofd.start(this.#off.signal);
  }

  /** Power off: nothing that waits will ever end. */
  switchOff(): void {
    this.#off.abort('switched off');
  }
}
