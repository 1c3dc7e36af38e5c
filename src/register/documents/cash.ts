import { AtolError, ValidationError } from '../../errors.js';
import { formatKopecks, type Money, type OperatorInput, parseMoney } from '../../fiscal/index.js';
import type { CashMovement } from '../dialect.js';
import { type OnceOperation, onlyOnce, type Proof } from '../once/only-once.js';
import type { CallOptions, ThroughOptions } from '../session/call-options.js';
import { History } from '../session/history.js';
import type { Session } from '../session/session.js';
import { nameCashier } from './cashier.js';

export interface CashOptions extends CallOptions {
  /** Who is at the till: printed on the slip, and the cashier of later documents that name none (tags 1021, 1203). */
  operator?: OperatorInput | undefined;
}

export interface CashResult {
  /** Cash in the drawer after the operation, kopecks. */
  cashKopecks: number;
}

const titles = { in: 'внесение', out: 'выплата' } as const;

type Direction = keyof typeof titles;

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
  options: CashOptions = {},
): Promise<CashResult> {
  return onlyOnce(session, new CashMove(session, direction, kopecks, options));
}

interface Counters {
  readonly count: number;
  readonly sum: number;
}

class CashMove implements OnceOperation<CashResult> {
  readonly #session: Session;
  readonly #movement: CashMovement;
  readonly #kopecks: number;
  readonly #title: string;
  readonly #operator: OperatorInput | undefined;
  readonly #options: ThroughOptions & { history: History };
  readonly texts: OnceOperation<CashResult>['texts'];
  #before: Counters | undefined;
  #executed = false;
  begun = false;

  constructor(session: Session, direction: Direction, kopecks: number, options: CashOptions) {
    const { operator, ...through } = options;
    const { clock, cash } = session.dialect;
    this.#session = session;
    this.#movement = cash[direction];
    this.#kopecks = kopecks;
    this.#title = titles[direction];
    const opening = `${this.#title} ${formatKopecks(kopecks)}`;
    this.#operator = operator;
    this.#options = { ...through, history: new History(() => clock.now(), opening) };
    this.texts = {
      what: `выполнено ли ${this.#title}`,
      again: 'счётчики не изменились: команда посылается снова',
    };
  }

  get history(): History {
    return this.#options.history;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  get looked(): boolean {
    return this.#before !== undefined;
  }

  async attempt(): Promise<CashResult> {
    this.#before ??= await this.#movement.counters(this.#options);
    if (this.#operator) await nameCashier(this.#session.cashier, this.#operator, this.#options);
    try {
      await this.#movement.move(this.#kopecks, this.#options);
    } catch (error) {
      this.begun ||= (error as AtolError).outcome !== 'not-sent';
      throw error;
    }
    this.begun = true;
    this.#executed = true;
    return this.#read(this.#options);
  }

  async prove(options: Proof): Promise<{ done: CashResult } | 'none'> {
    this.#executed ||= await this.#wasExecuted(options);
    return this.#executed ? { done: await this.#read(options) } : 'none';
  }

  /** The usual case, such as too little cash (98): no story. */
  async isPlain(): Promise<boolean> {
    const { count, sum } = this.#before as Counters;
    const after = await this.#movement.counters({ signal: this.signal }).catch(() => undefined);
    return after !== undefined && after.count === count && after.sum === sum;
  }

  clearTheWay(): boolean {
    return false;
  }

  /** The counters before the first attempt are those that prove. */
  startOver(): void {}

  notDone(cause: unknown): AtolError {
    const message = `Не выполнено: ${this.#title} ${formatKopecks(this.#kopecks)}`;
    return new AtolError('NOT_EXECUTED', message, { cause, outcome: 'refused' });
  }

  async #wasExecuted({ signal, history }: Proof): Promise<boolean> {
    const before = this.#before as Counters;
    this.#session.dialect.distrust();
    const after = await this.#movement.counters({ signal, history });
    if (after.count === before.count && after.sum === before.sum) return false;
    if (after.count === before.count + 1 && after.sum === before.sum + this.#kopecks) {
      history.add('счётчики смены показывают: операция выполнена');
      return true;
    }
    const message = `${this.#title}: кассой пользовался кто-то ещё, счётчики смены ничего не доказывают; сверьте наличность`;
    throw new AtolError('CASH_UNKNOWN', message, { outcome: 'unknown' });
  }

  async #read(options: ThroughOptions): Promise<CashResult> {
    if (this.#operator) this.#session.cashier.signed(this.#operator);
    return { cashKopecks: await this.#session.dialect.cash.sum(options) };
  }
}

function zeroSum(value: Money): ValidationError {
  const rule = { ru: 'сумма должна быть больше нуля', en: 'the sum must be above zero' };
  return new ValidationError([{ path: 'sum', code: 'MONEY_ZERO', ...rule, value }]);
}
