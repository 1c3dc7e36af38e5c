import { ValidationError } from '../../errors.js';
import {
  type Capabilities,
  type FiscalResult,
  type Receipt,
  type ReceiptBuilder,
  type ReceiptInput,
  toReceipt,
} from '../../fiscal/index.js';
import { checkArgument, checkOptions, readable } from '../../util/options.js';
import type { KeyedReceipts, PendingReceipt } from '../once/keyed.js';
import { callRules, decisionRule } from '../options.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';
import { issuerOf } from './carry-out.js';
import { type IssueOptions, issueRules } from './issue-options.js';
import { NotIssuedError } from './not-issued.js';
import { resultByNumber } from './result.js';

export interface IssuingOptions {
  /** What the register's firmware and registration allow. */
  readonly capabilities: Capabilities;
  /** Where keys of receipts and their results are kept. */
  readonly receipts: KeyedReceipts;
  /** The receipts outlive this process: also those without a key are written down. */
  readonly durable: boolean;
}

/** Any of the three ways in which a receipt may be given. */
export type GivenReceipt = Receipt | ReceiptInput | ReceiptBuilder;

/**
 * The way of a receipt down: checked here, kept under its key (`once/keyed`), then carried out in its turn (`carry-out`): fitted to
 * the register (`preparation`), sent and proved (`once/only-once` with the steps of `issue`).
 */
export class Issuing {
  readonly #session: Session;
  readonly #turn: Exclusive;
  readonly #options: IssuingOptions;

  constructor(session: Session, turn: Exclusive, options: IssuingOptions) {
    this.#session = session;
    this.#turn = turn;
    this.#options = options;
  }

  get pending(): PendingReceipt[] {
    return this.#options.receipts.pending;
  }

  result(key: string): Promise<FiscalResult | undefined> {
    return this.#options.receipts.result(key);
  }

  async issue(given: GivenReceipt, options: IssueOptions = {}): Promise<FiscalResult> {
    checkOptions(options, issueRules, 'Неверные параметры чека');
    const { capabilities, receipts, durable } = this.#options;
    const checked = readable('receipt', () => this.#check(given, options));
    const key = options.key ?? (durable ? `auto-${globalThis.crypto.randomUUID()}` : undefined);
    const issuer = issuerOf(this.#session, this.#turn, capabilities, { receipt: checked, key, options });
    // Without a journal to be asked nothing holds it back.
    if (key === undefined) return issuer({}) as Promise<FiscalResult>;
    return receipts.issue(key, checked, issuer, options);
  }

  async resolve(key: string, options: CallOptions = {}): Promise<FiscalResult> {
    checkOptions(options, callRules);
    const { receipts } = this.#options;
    const stored = await receipts.result(key);
    if (stored) return stored;
    const doubt = await receipts.doubt(key);
    if (!doubt) throw new NotIssuedError(undefined);
    return doubt.resolve(options);
  }

  async decide(
    key: string,
    decision: 'none' | { documentNumber: number },
    options: CallOptions = {},
  ): Promise<FiscalResult | undefined> {
    checkArgument(decision, 'decision', decisionRule);
    checkOptions(options, callRules);
    const pending = this.pending.find((one) => one.key === key);
    const doubt = await this.#options.receipts.doubt(key);
    if (!pending || !doubt) throw noDoubt(key);
    if (decision === 'none') {
      await doubt.decide({ refused: new NotIssuedError(undefined) });
      return undefined;
    }
    return this.#turn(options, async () => {
      const done = await resultByNumber(this.#session, decision.documentNumber, pending.receipt, options);
      await doubt.decide({ done });
      return done;
    });
  }

  #check(given: GivenReceipt, { cutNames = false }: IssueOptions): Receipt {
    const checked = toReceipt(given, { cutNames });
    // Whatever the register will say: what nobody's register can carry is told before anything is asked.
    this.#session.dialect.receipts.check(checked, this.#options.capabilities);
    return checked;
  }
}

function noDoubt(key: string): ValidationError {
  const rule = { ru: 'исход этого чека известен', en: 'the outcome of this receipt is known' };
  return new ValidationError([{ path: 'key', code: 'NO_DOUBT', ...rule, value: key }]);
}
