import { AbortedError, AtolError, ValidationError } from '../../errors.js';
import { formatKopecks, type Money, parseMoney } from '../../fiscal/index.js';
import type { Verdict } from '../once/doubt.js';
import type { CallOptions, ThroughOptions } from '../session/call-options.js';
import { isUnreachable } from '../session/connection.js';
import { withGrace } from '../session/grace.js';
import { History } from '../session/history.js';
import { isRefusal, type Session } from '../session/session.js';

export interface CashResult {
  /** Cash in the drawer after the operation, kopecks. */
  cashKopecks: number;
}

const titles = { in: 'внесение', out: 'выплата' } as const;

type Direction = keyof typeof titles;

/** A command that was lost is sent again at most this often. */
const ATTEMPTS = 3;

/** Kopecks; ValidationError for what is no sum, or nothing. */
export function readCash(sum: Money): number {
  const kopecks = parseMoney(sum);
  if (kopecks === 0) throw zeroSum(sum);
  return kopecks;
}

/**
 * Command 49 or 4F, then register 0A. Throws DeviceError 98 when there is less cash than that, 8F in a closed shift.
 * After a lost answer the counters of the shift (registers 04, 05, 08, 09) tell whether it was executed.
 *
 * @throws OutcomeUnknownError when they cannot be asked, or when somebody else moved cash at the same time.
 */
export async function moveCash(
  session: Session,
  direction: Direction,
  kopecks: number,
  options: CallOptions = {},
): Promise<CashResult> {
  return new CashMove(session, direction, kopecks, options).run();
}

interface Counters {
  readonly count: number;
  readonly sum: number;
}

class CashMove {
  readonly #session: Session;
  readonly #direction: Direction;
  readonly #kopecks: number;
  readonly #options: ThroughOptions & { history: History };
  #before: Counters | undefined;
  #executed = false;

  constructor(session: Session, direction: Direction, kopecks: number, options: ThroughOptions) {
    const { clock } = session.dialect;
    this.#session = session;
    this.#direction = direction;
    this.#kopecks = kopecks;
    const opening = `${titles[direction]} ${formatKopecks(kopecks)}`;
    this.#options = { ...options, history: new History(() => clock.now(), opening) };
  }

  async run(): Promise<CashResult> {
    const movement = this.#session.dialect.cash[this.#direction];
    for (let attempt = 1; ; attempt++) {
      try {
        this.#before ??= await this.#counters(this.#options);
        await movement.move(this.#kopecks, this.#options);
        this.#executed = true;
      } catch (error) {
        this.#executed = await this.#afterFailure(error, attempt);
      }
      if (this.#executed) return this.#cash();
    }
  }

  async #cash(): Promise<CashResult> {
    try {
      return await this.#read(this.#options);
    } catch (error) {
      throw this.#unknown(this.#before as Counters, error);
    }
  }

  /** True when it was executed, false when it has to be sent again; or throws. */
  async #afterFailure(error: unknown, attempt: number): Promise<boolean> {
    const { history } = this.#options;
    const before = this.#before;
    if (!before) throw withOutcome(error, 'not-sent');
    if ((error as AtolError).outcome === 'not-sent' && attempt === 1) throw error;
    // The usual case, such as too little cash (98): no story.
    if (isRefusal(error) && attempt === 1 && (await this.#unmoved(before))) throw error;
    history.add(`попытка ${attempt} прервана: ${(error as Error).message}`);
    if (isUnreachable(error)) throw this.#unknown(before, error);
    let executed: boolean;
    try {
      executed = await withGrace(this.#session.dialect.clock, this.#options.signal, (signal) =>
        this.#wasExecuted(before, { signal }),
      );
    } catch (failure) {
      history.add(`проверка не удалась: ${(failure as Error).message}`);
      throw this.#unknown(before, failure);
    }
    if (executed) return true;
    if (isRefusal(error) || error instanceof AbortedError || attempt >= ATTEMPTS)
      throw withOutcome(error, 'refused', history);
    history.add(`счётчики не изменились: команда посылается снова`);
    return false;
  }

  async #unmoved(before: Counters): Promise<boolean> {
    const after = await this.#counters({ signal: this.#options.signal }).catch(() => undefined);
    return after !== undefined && after.count === before.count && after.sum === before.sum;
  }

  async #wasExecuted(before: Counters, { signal }: CallOptions): Promise<boolean> {
    const { history } = this.#options;
    this.#session.dialect.distrust();
    const after = await this.#counters({ signal, history });
    if (after.count === before.count && after.sum === before.sum) return false;
    if (after.count === before.count + 1 && after.sum === before.sum + this.#kopecks) {
      history.add('счётчики смены показывают: операция выполнена');
      return true;
    }
    const title = titles[this.#direction];
    const message = `${title}: кассой пользовался кто-то ещё, счётчики смены ничего не доказывают; сверьте наличность`;
    throw new AtolError('CASH_UNKNOWN', message, { outcome: 'unknown' });
  }

  #unknown(before: Counters, cause: unknown): AtolError {
    const title = titles[this.#direction];
    const doubt = this.#session.doubts.open<CashResult>({
      what: `выполнено ли ${title}`,
      history: this.#options.history,
      find: async (options): Promise<Verdict<CashResult>> => {
        this.#executed ||= await this.#wasExecuted(before, options);
        if (this.#executed) return { done: await this.#read(options) };
        const message = `Не выполнено: ${title} ${formatKopecks(this.#kopecks)}`;
        return { refused: new AtolError('NOT_EXECUTED', message, { cause, outcome: 'refused' }) };
      },
    });
    return doubt.error(cause);
  }

  async #read(options: ThroughOptions): Promise<CashResult> {
    return { cashKopecks: await this.#session.dialect.cash.sum(options) };
  }

  #counters(options: ThroughOptions): Promise<Counters> {
    return this.#session.dialect.cash[this.#direction].counters(options);
  }
}

function withOutcome(error: unknown, outcome: 'refused' | 'not-sent', history?: History): unknown {
  if (!(error instanceof AtolError)) return error;
  error.outcome = outcome;
  if (history) error.history = history.entries;
  return error;
}

function zeroSum(value: Money): ValidationError {
  const rule = { ru: 'сумма должна быть больше нуля', en: 'the sum must be above zero' };
  return new ValidationError([{ path: 'sum', code: 'MONEY_ZERO', ...rule, value }]);
}
