import { AbortedError, AtolError, DeviceError, OutcomeUnknownError, ProtocolError } from '../errors.js';
import type { FiscalResult, PlannedCall, Receipt } from '../fiscal/index.js';
import { type AnswerOf, type Command, commands, deviceStatus } from '../protocol/index.js';
import type { CallOptions } from './caller.js';
import type { History } from './history.js';
import { readResult } from './result.js';
import { callThrough, isRefusal, type Session } from './session.js';
import { settle } from './settle.js';
import type { Sought } from './sought.js';

/** A receipt that was lost before it was closed is begun again at most this often. */
const ATTEMPTS = 3;

/** After this silence somebody else may have signed documents: the number of the last one is asked for again, ms. */
const FRESH_MS = 5000;

export interface IssueOptions extends CallOptions {
  history: History;
  /** Called when the number of the document before ours is known, and before the first byte that can print. */
  onIntent?: ((sought: Sought) => Promise<void>) | undefined;
}

/** The register's part of one receipt: opened, filled, closed, and proved. */
export class ReceiptIssue {
  readonly #session: Session;
  readonly #receipt: Receipt;
  readonly #plan: readonly PlannedCall[];
  readonly #options: IssueOptions;
  #sought: Sought | undefined;
  /** A command of this receipt may have reached the register. */
  #begun = false;
  /** So may the closing one. */
  #closing = false;

  constructor(session: Session, receipt: Receipt, plan: readonly PlannedCall[], options: IssueOptions) {
    this.#session = session;
    this.#receipt = receipt;
    this.#plan = plan;
    this.#options = options;
  }

  /**
   * Ends in one of three ways: the result; an error with outcome `refused` or `not-sent`, when no document was signed and
   * the register takes the next receipt; OutcomeUnknownError, when it cannot be asked.
   */
  async run(): Promise<FiscalResult> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt();
      } catch (error) {
        const again = await this.#afterFailure(error, attempt);
        if (again !== 'again') return again;
      }
    }
  }

  async #attempt(): Promise<FiscalResult> {
    const { history, onIntent } = this.#options;
    if (!this.#sought) {
      const { facts, caller } = this.#session;
      if (caller.idleMs > FRESH_MS) facts.forgetCounters();
      const baseline = await facts.lastNumber(this.#options);
      this.#sought = { receipt: this.#receipt, baseline, startedAt: caller.clock.now() };
      await onIntent?.(this.#sought);
    }
    for (const call of this.#plan) {
      const answer = await this.#send(call);
      if (call.command === commands.payment)
        this.#checkPayment(call, answer as AnswerOf<typeof commands.payment>);
    }
    const result = await readResult(this.#session, this.#sought, this.#options);
    history.add(`подписан документ ${result.documentNumber}`);
    return result;
  }

  async #send(call: PlannedCall): Promise<unknown> {
    const closes = call.command === commands.closeReceipt;
    try {
      const answer = await callThrough(
        this.#session,
        call.command as Command,
        call.request,
        this.#options,
        this.#options.history,
      );
      this.#begun = true;
      this.#closing ||= closes;
      return answer;
    } catch (error) {
      const sent = (error as AtolError).outcome !== 'not-sent';
      this.#begun ||= sent;
      this.#closing ||= sent && closes;
      throw error;
    }
  }

  /** The last payment settles the receipt exactly; anything else means that something went in twice. */
  #checkPayment(call: PlannedCall, { remainder, change }: AnswerOf<typeof commands.payment>): void {
    const last = this.#plan.findLast(({ command }) => command === commands.payment) === call;
    if (!last || (remainder === 0 && change === this.#receipt.change)) return;
    throw new ProtocolError(
      'UNEXPECTED_ANSWER',
      `После оплаты остаток ${remainder} и сдача ${change} коп., ожидались 0 и ${this.#receipt.change}`,
      { outcome: 'refused', field: 'remainder', value: remainder },
    );
  }

  /** Returns the result when the receipt was issued after all, `again` when it has to be begun anew, or throws. */
  async #afterFailure(error: unknown, attempt: number): Promise<FiscalResult | 'again'> {
    const { history } = this.#options;
    history.add(`попытка ${attempt}: ${(error as Error).message}`);
    if (!this.#begun) throw error;
    // The line was opened again within the policy's limits, or it was not: then nobody can be asked.
    if (this.#session.caller.connection.state !== 'online') return this.#unknown(error);
    let verdict: FiscalResult | 'none';
    try {
      verdict = await this.settleNow();
    } catch {
      return this.#unknown(error);
    }
    if (verdict !== 'none') return verdict;
    const foreign = error instanceof DeviceError && error.status === deviceStatus.deniedInOpenedReceipt;
    const final = (isRefusal(error) && !foreign) || error instanceof AbortedError;
    if (final || attempt >= ATTEMPTS) {
      (error as AtolError).outcome = 'refused';
      throw error;
    }
    history.add('документа нет, чек оформляется заново');
    this.#closing = false;
    return 'again';
  }

  /** The document if it exists; otherwise an open receipt is cancelled and the answer is `none`. */
  async settleNow(options: CallOptions = {}): Promise<FiscalResult | 'none'> {
    const sought = this.#sought as Sought;
    return settle(this.#session, sought, this.#closing, {
      signal: options.signal,
      history: this.#options.history,
    });
  }

  #unknown(cause: unknown): never {
    const { history } = this.#options;
    history.add('касса недоступна, исход неизвестен');
    throw new OutcomeUnknownError<FiscalResult>('Неизвестно, оформлен ли чек: касса не отвечает', {
      cause,
      history: history.entries,
      resolve: (options) => this.resolve(cause, options),
    });
  }

  /** Later: the result, or an error with outcome `refused`; OutcomeUnknownError again when there is still no answer. */
  async resolve(cause: unknown, options: CallOptions = {}): Promise<FiscalResult> {
    let verdict: FiscalResult | 'none';
    try {
      verdict = await this.settleNow(options);
    } catch (error) {
      return this.#unknown(error);
    }
    if (verdict !== 'none') return verdict;
    throw notIssued(cause);
  }
}

/** The register was asked: there is no such document. */
export function notIssued(cause: unknown): AtolError {
  if (isRefusal(cause)) return cause;
  return new NotIssuedError(cause);
}

export class NotIssuedError extends AtolError {
  override name = 'NotIssuedError';

  constructor(cause: unknown) {
    super('NOT_ISSUED', 'Чек не оформлен: документа в фискальном накопителе нет', {
      cause,
      outcome: 'refused',
    });
  }
}
