import {
  type AgentType,
  agentTypes,
  type ReceiptType,
  type Taxation,
  taxations,
} from '../../fiscal/index.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import type { Dialect, LastDocument } from '../dialect.js';
import type { ThroughOptions } from './call-options.js';

/** The register's clock is looked at again after this time, ms: it may be set, and so may the computer's. */
const CLOCK_MS = 60 * 60 * 1000;

/** What a receipt is checked against; undefined: not needed, or the register does not tell. */
export interface ReceiptFacts {
  readonly day: string | undefined;
  readonly taxations: readonly Taxation[] | undefined;
  readonly agents: readonly AgentType[] | undefined;
  readonly ffd: string | undefined;
}

export interface Signer {
  readonly fnNumber: string;
  readonly bso: boolean;
  readonly registrationNumber: string;
}

export interface BeforeReceipt {
  readonly baseline: number;
  readonly baselineSign: number | undefined;
  readonly cancelledSum: number | undefined;
  readonly fnNumber: string;
}

/**
 * What the register said of itself and of its FN, kept so that a receipt needs no extra questions.
 * Everything here comes from answers; nothing is counted ahead without a check.
 */
export class Facts {
  readonly #dialect: Pick<Dialect, 'clock' | 'evidence' | 'forget'>;
  #fnNumber: string | undefined;
  #registrationNumber: string | undefined;
  #bso: boolean | undefined;
  /** Undefined inside: the register does not tell. */
  #taxations: { readonly list: readonly Taxation[] | undefined } | undefined;
  #agents: { readonly list: readonly AgentType[] | undefined } | undefined;
  #ffd: { readonly version: string | undefined } | undefined;
  /** By how much the register's clock, taken as UTC, is ahead of ours, ms. */
  #clock: { readonly ahead: number; readonly readAt: number } | undefined;
  #document: number | undefined;
  #sign: number | undefined;
  #shift: number | undefined;
  #receipt: number | undefined;
  /** How far the register's clock is ahead of this computer's, ms, once it was seen to be; it is not asked for. */
  clockAheadMs = 0;
  /** By receipt type; undefined where the register refused to tell. */
  readonly #cancelled = new Map<ReceiptType, number | undefined>();

  constructor(dialect: Pick<Dialect, 'clock' | 'evidence' | 'forget'>) {
    this.#dialect = dialect;
  }

  /** After a lost line or an error: another host may have printed, the FN may have been replaced. */
  forget(): void {
    this.#dialect.forget();
    this.#fnNumber = undefined;
    this.#registrationNumber = undefined;
    this.#bso = undefined;
    this.forgetRegistration();
    this.forgetCounters();
  }

  /** What receipts are checked against: tax systems, agents, FFD and the day. */
  forgetRegistration(): void {
    this.#taxations = undefined;
    this.#agents = undefined;
    this.#ffd = undefined;
    this.forgetClock();
  }

  /** After somebody may have set the register's clock. */
  forgetClock(): void {
    this.#clock = undefined;
  }

  forgetCounters(): void {
    this.#document = undefined;
    this.#sign = undefined;
    this.#shift = undefined;
    this.#receipt = undefined;
    this.#cancelled.clear();
  }

  /** Number of the FN (tag 1041). */
  async fnNumber(options?: ThroughOptions): Promise<string> {
    this.#fnNumber ??= await this.#dialect.evidence.fnNumber(options);
    return this.#fnNumber;
  }

  /** Registration number of the register (tag 1037); empty when it is not registered. */
  async registrationNumber(options?: ThroughOptions): Promise<string> {
    this.#registrationNumber ??= await this.#dialect.evidence.registrationNumber(options);
    return this.#registrationNumber;
  }

  /** Whether the register signs БСО instead of receipts (tag 1110). */
  async isBso(options?: ThroughOptions): Promise<boolean> {
    this.#bso ??= await this.#dialect.evidence.isBso(options);
    return this.#bso;
  }

  /** Tax systems of the registration (tag 1062); undefined where the register does not tell. */
  async taxations(options?: ThroughOptions): Promise<readonly Taxation[] | undefined> {
    this.#taxations ??= { list: namesOf(taxations, await this.#dialect.evidence.registered(1062, options)) };
    return this.#taxations.list;
  }

  /**
   * Kinds of agent of the registration (tag 1057). A registration without agents has no such tag, so that the refusal of a
   * register that tells other tags means that there are none.
   */
  async agents(options?: ThroughOptions): Promise<readonly AgentType[] | undefined> {
    if (this.#agents === undefined) {
      const bits = await this.#dialect.evidence.registered(1057, options);
      const none = bits === undefined && (await this.taxations(options)) !== undefined;
      this.#agents = { list: none ? [] : namesOf(agentTypes, bits) };
    }
    return this.#agents.list;
  }

  /** FFD version in force (register 36), such as `1.05`; undefined where the register does not tell. */
  async ffd(options?: ThroughOptions): Promise<string | undefined> {
    this.#ffd ??= { version: await this.#dialect.evidence.ffd(options) };
    return this.#ffd.version;
  }

  /** Day of the register's clock, `YYYY-MM-DD`: counted on from the last look at it. */
  async day(options?: ThroughOptions): Promise<string> {
    const known = this.#today;
    if (known !== undefined) return known;
    const { clock, evidence } = this.#dialect;
    const dateTime = await evidence.dateTime(options);
    const readAt = clock.now();
    const ahead = localToMs(dateTime) - readAt;
    this.#clock = { ahead, readAt };
    return dayOf(readAt + ahead);
  }

  /** Undefined when the clock has to be looked at again. */
  get #today(): string | undefined {
    if (this.#clock === undefined) return undefined;
    const { ahead, readAt } = this.#clock;
    const now = this.#dialect.clock.now();
    return now < readAt || now - readAt > CLOCK_MS ? undefined : dayOf(now + ahead);
  }

  /** What receipts need, asked at a time when nobody waits for one. */
  async prefetch(options?: ThroughOptions): Promise<void> {
    await this.taxations(options);
    await this.ffd(options);
    await this.day(options);
  }

  /**
   * What a receipt is checked against, each of it asked for when it is not known, and only where it is needed. One call for all of
   * them: what is known costs no promise.
   */
  async forReceipt(
    needs: { readonly day: boolean; readonly taxations: boolean; readonly agents: boolean },
    options: ThroughOptions,
  ): Promise<ReceiptFacts> {
    const day = needs.day ? (this.#today ?? (await this.day(options))) : undefined;
    const taxations = needs.taxations ? (this.#taxations ?? { list: await this.taxations(options) }) : NONE;
    const agents = needs.agents ? (this.#agents ?? { list: await this.agents(options) }) : NONE;
    const { version } = this.#ffd ?? { version: await this.ffd(options) };
    return { day, taxations: taxations.list, agents: agents.list, ffd: version };
  }

  /** Who signs, for the result of a document. */
  async signer(options: ThroughOptions): Promise<Signer> {
    return {
      fnNumber: this.#fnNumber ?? (await this.fnNumber(options)),
      bso: this.#bso ?? (await this.isBso(options)),
      registrationNumber: this.#registrationNumber ?? (await this.registrationNumber(options)),
    };
  }

  /** What is known before a receipt: whatever is found after it will be compared with this. */
  async beforeReceipt(type: ReceiptType, options: ThroughOptions): Promise<BeforeReceipt> {
    const baseline = this.#document ?? (await this.lastNumber(options));
    const baselineSign = this.lastSign;
    const cancelledSum = this.#cancelled.has(type)
      ? this.#cancelled.get(type)
      : await this.cancelledSum(type, options);
    return {
      baseline,
      baselineSign,
      cancelledSum,
      fnNumber: this.#fnNumber ?? (await this.fnNumber(options)),
    };
  }

  /** Number of the last fiscal document: remembered from the last answer, or asked for. */
  async lastNumber(options?: ThroughOptions): Promise<number> {
    return this.#document ?? (await this.lastDocument(options)).number;
  }

  /** The sign of that document, where an answer told it: two documents never have the same one. */
  get lastSign(): number | undefined {
    return this.#document === undefined ? undefined : this.#sign;
  }

  async lastDocument(options?: ThroughOptions): Promise<LastDocument> {
    const last = await this.#dialect.evidence.lastDocument(options);
    const { number, closed, fiscalSign } = last;
    if (number !== this.#document) {
      this.forgetCounters();
      this.#document = closed ? number : undefined;
    }
    this.#sign = closed ? fiscalSign : undefined;
    return last;
  }

  /** Numbers of the shift and of the last receipt in it (register 35). */
  async shiftNumbers(options?: ThroughOptions): Promise<{ shift: number; receipt: number }> {
    const numbers = await this.#dialect.evidence.shiftNumbers(options);
    this.#shift = numbers.shift;
    this.#receipt = numbers.receipt;
    return numbers;
  }

  /**
   * Numbers of the receipt that was just signed as document `number`. When it directly follows the last document we
   * know of, no other document can lie between, so that its receipt number is the next one; else the register is asked.
   */
  async receiptNumbers(
    { number, fiscalSign }: { number: number; fiscalSign: number },
    options?: ThroughOptions,
  ): Promise<{ shift: number; receipt: number }> {
    const follows = this.#document !== undefined && number === this.#document + 1;
    if (follows && this.#shift !== undefined && this.#receipt !== undefined) this.#receipt += 1;
    else await this.shiftNumbers(options);
    this.#document = number;
    this.#sign = fiscalSign;
    return { shift: this.#shift as number, receipt: this.#receipt as number };
  }

  /** Sum of the cancelled receipts of a type in this shift (register 2E), kopecks; undefined where there is no such register. */
  async cancelledSum(type: ReceiptType, options?: ThroughOptions): Promise<number | undefined> {
    if (!this.#cancelled.has(type))
      this.#cancelled.set(type, await this.#dialect.evidence.cancelledSum(type, options));
    return this.#cancelled.get(type);
  }
}

function dayOf(ms: number): string {
  return msToLocal(ms).slice(0, 10);
}

const NONE = { list: undefined };

/** Names of the bits; undefined for nothing, or for bits that mean nothing. */
function namesOf<Name extends string>(
  list: { readonly entries: ReadonlyArray<{ readonly name: Name; readonly code: number }> },
  bytes: Uint8Array | undefined,
): readonly Name[] | undefined {
  const bits = bytes?.[0] ?? 0;
  const names = list.entries.filter(({ code }) => (bits & code) !== 0).map(({ name }) => name);
  return names.length > 0 ? names : undefined;
}
