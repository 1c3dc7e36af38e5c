import { AbortedError, AtolError, DeviceError, OutcomeUnknownError, ProtocolError } from '../errors.js';
import type { FiscalResult, PlannedCall, Receipt } from '../fiscal/index.js';
import { type AnswerOf, type Command, commands, deviceStatus } from '../protocol/index.js';
import type { CallOptions } from './caller.js';
import type { History } from './history.js';
import { readResult } from './result.js';
import { isRefusal, type Session } from './session.js';
import { type SettleOptions, settle } from './settle.js';
import { closeShift, openShift } from './shift.js';
import type { Sought } from './sought.js';

/** A receipt that was lost before it was closed is begun again at most this often. */
const ATTEMPTS = 3;

/** After this silence somebody else may have signed documents: the number of the last one is asked for again, ms. */
const FRESH_MS = 5000;

export interface ReceiptIssueOptions extends CallOptions {
  history: History;
  /** Called when the number of the document before ours is known, and before the first byte that can print. */
  onIntent?: ((sought: Sought) => Promise<void>) | undefined;
  /** Open a closed shift, close and open an expired one. */
  shift?: 'manual' | 'auto' | undefined;
}

/** The register was asked: there is no such document, and no half of it is left. */
export class NotIssuedError extends AtolError {
  override name = 'NotIssuedError';

  constructor(cause: unknown) {
    super('NOT_ISSUED', 'Чек не оформлен: документа в фискальном накопителе нет', {
      cause,
      outcome: 'refused',
    });
  }
}

/** The register's part of one receipt: opened, filled, closed, and proved. */
export class ReceiptIssue {
  readonly #session: Session;
  readonly #receipt: Receipt;
  readonly #plan: readonly PlannedCall[];
  readonly #options: ReceiptIssueOptions;
  #sought: Sought | undefined;
  /** A command of this receipt may have reached the register. */
  #begun = false;
  /** So may the closing one. */
  #closing = false;

  constructor(
    session: Session,
    receipt: Receipt,
    plan: readonly PlannedCall[],
    options: ReceiptIssueOptions,
  ) {
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
    const { history } = this.#options;
    for (let attempt = 1; ; attempt++) {
      let result: FiscalResult | 'again';
      try {
        result = await this.#attempt();
      } catch (error) {
        result = await this.#afterFailure(error, attempt);
      }
      if (result === 'again') continue;
      if (history.entries.length === 0) return result;
      history.add(`чек оформлен: документ ${result.documentNumber}`);
      return { ...result, history: history.entries };
    }
  }

  async #attempt(): Promise<FiscalResult> {
    this.#sought ??= await this.#intend();
    for (const call of this.#plan) {
      const answer = await this.#send(call);
      if (call.command === commands.payment) {
        this.#checkPayment(call, answer as AnswerOf<typeof commands.payment>);
      }
    }
    return readResult(this.#session, this.#sought, this.#options);
  }

  async #intend(): Promise<Sought> {
    const { facts, caller } = this.#session;
    if (caller.idleMs > FRESH_MS) facts.forgetCounters();
    const baseline = await facts.lastNumber(this.#options);
    const fnNumber = await facts.fnNumber(this.#options);
    const sought = { receipt: this.#receipt, baseline, fnNumber, startedAt: caller.clock.now() };
    await this.#options.onIntent?.(sought);
    return sought;
  }

  async #send(call: PlannedCall): Promise<unknown> {
    const closes = call.command === commands.closeReceipt;
    try {
      const command = call.command as Command;
      const answer = await this.#session.modes.run(command, call.request, this.#options);
      this.#begun = true;
      this.#closing ||= closes;
      return answer;
    } catch (error) {
      const sent = (error as AtolError).outcome !== 'not-sent';
      this.#begun ||= sent;
      this.#closing ||= sent && closes;
      if (error instanceof DeviceError) error.path = call.path;
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
      { outcome: 'unknown', field: 'remainder', value: remainder },
    );
  }

  /** Returns the result when the receipt was issued after all, `again` when it has to be begun anew, or throws. */
  async #afterFailure(error: unknown, attempt: number): Promise<FiscalResult | 'again'> {
    const { history } = this.#options;
    if (!this.#begun) throw error;
    history.add(`попытка ${attempt}: ${(error as Error).message}`);
    // The line was opened again within the policy's limits, or it was not: then nobody can be asked.
    if (this.#session.caller.connection.state !== 'online') throw this.#unknown(error);
    let verdict: FiscalResult | 'none';
    try {
      verdict = await this.#settle({});
    } catch (failure) {
      history.add(`проверка не удалась: ${(failure as Error).message}`);
      throw this.#unknown(error);
    }
    if (verdict !== 'none') return verdict;
    if (attempt >= ATTEMPTS || error instanceof AbortedError) throw refused(error);
    if (isRefusal(error) && !(await this.#clearTheWay(error))) throw refused(error);
    history.add('документа нет, чек оформляется заново');
    this.#closing = false;
    return 'again';
  }

  /** True when the reason of a refusal is gone and the receipt can be begun again. */
  async #clearTheWay({ status }: DeviceError): Promise<boolean> {
    const { history, shift, signal } = this.#options;
    // A receipt that somebody left open was cancelled by settling.
    if (status === deviceStatus.deniedInOpenedReceipt) return true;
    const expired = status === deviceStatus.shiftExpired || status === deviceStatus.fnShiftExpired;
    const closed = status === deviceStatus.deniedInClosedShift;
    if (shift !== 'auto' || !(expired || closed)) return false;
    if (expired) {
      history.add('смена превысила 24 часа: закрываем и открываем новую');
      await closeShift(this.#session, { signal });
    } else history.add('смена закрыта: открываем');
    await openShift(this.#session, { signal });
    this.#sought = undefined;
    return true;
  }

  #settle({ signal }: CallOptions): Promise<FiscalResult | 'none'> {
    const { history } = this.#options;
    return settle(this.#session, this.#sought as Sought, this.#closing, { signal, history });
  }

  #unknown(cause: unknown): OutcomeUnknownError<FiscalResult> {
    const { history } = this.#options;
    return unknownOutcome(cause, history, async ({ signal } = {}) => {
      let verdict: FiscalResult | 'none';
      try {
        verdict = await this.#settle({ signal });
      } catch (error) {
        throw this.#unknown(error);
      }
      if (verdict === 'none') throw isRefusal(cause) ? cause : new NotIssuedError(cause);
      return { ...verdict, history: history.entries };
    });
  }
}

/** Looks for a receipt of an earlier process. Throws OutcomeUnknownError when the register cannot be asked. */
export async function settleOrUnknown(
  session: Session,
  sought: Sought,
  options: SettleOptions,
): Promise<FiscalResult | 'none'> {
  const { history } = options;
  history.add(
    `проверяем чек, начатый ${new Date(sought.startedAt).toISOString()} после документа ${sought.baseline}`,
  );
  try {
    const verdict = await settle(session, sought, true, options);
    return verdict === 'none' ? 'none' : { ...verdict, history: history.entries };
  } catch (error) {
    throw unknownOutcome(error, history, async (again = {}) => {
      const verdict = await settleOrUnknown(session, sought, { ...options, ...again });
      if (verdict === 'none') throw new NotIssuedError(error);
      return verdict;
    });
  }
}

function unknownOutcome(
  cause: unknown,
  history: History,
  resolve: OutcomeUnknownError<FiscalResult>['resolve'],
): OutcomeUnknownError<FiscalResult> {
  history.add('касса недоступна, исход неизвестен');
  return new OutcomeUnknownError('Неизвестно, оформлен ли чек: касса не отвечает', {
    cause,
    history: history.entries,
    resolve,
  });
}

function refused(error: unknown): unknown {
  if (error instanceof AtolError) error.outcome = 'refused';
  return error;
}
