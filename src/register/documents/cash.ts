import { AtolError, ValidationError } from '../../errors.js';
import { formatKopecks, type Money, type OperatorInput, parseMoney } from '../../fiscal/index.js';
import type { OptionRules } from '../../util/options.js';
import type { CashMovement } from '../dialect.js';
import { notesRule, type OnceNotes, onceByNotes, readNote } from '../once/notes.js';
import type { OnceOperation, Proof } from '../once/only-once.js';
import { callRules, operatorRule } from '../options.js';
import type { CallOptions, ThroughOptions } from '../session/call-options.js';
import { History } from '../session/history.js';
import type { Session } from '../session/session.js';
import { nameCashier } from './cashier.js';

export interface CashOptions extends CallOptions {
  /** Who is at the till: printed on the slip, and the cashier of later documents that name none (tags 1021, 1203). */
  operator?: OperatorInput | undefined;
  notes?: OnceNotes | undefined;
}

export const cashRules = {
  ...callRules,
  operator: operatorRule,
  notes: notesRule,
} satisfies OptionRules<CashOptions>;

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
  return onceByNotes(session, new CashMove(session, direction, kopecks, options), options.notes);
}

interface Counters {
  readonly count: number;
  readonly sum: number;
}

/** Notes may be read long after, so they name the shift, too: the next one counts anew. */
interface Noted extends Counters {
  readonly shift: number;
  readonly open: boolean;
}

class CashMove implements OnceOperation<CashResult> {
  readonly #session: Session;
  readonly #movement: CashMovement;
  readonly #kopecks: number;
  readonly #title: string;
  readonly #operator: OperatorInput | undefined;
  readonly #options: ThroughOptions & { history: History };
  readonly #notes: OnceNotes | undefined;
  /** What an earlier call saw. */
  readonly #noted: Noted | undefined;
  readonly texts: OnceOperation<CashResult>['texts'];
  #before: Counters | undefined;
  #executed = false;
  begun = false;

  constructor(session: Session, direction: Direction, kopecks: number, options: CashOptions) {
    const { operator, notes, ...through } = options;
    this.#notes = notes;
    this.#noted = readNote<Noted>(notes, { count: 0, sum: 0, shift: 0, open: true });
    this.#before = this.#noted;
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
    this.#before ??= await this.#look();
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

  async #look(): Promise<Counters> {
    const counters = await this.#movement.counters(this.#options);
    if (this.#notes?.keep) await this.#notes.keep({ ...counters, ...(await this.#shift(this.#options)) });
    return counters;
  }

  async #shift(options: ThroughOptions): Promise<Pick<Noted, 'shift' | 'open'>> {
    const { evidence } = this.#session.dialect;
    const { shift } = await evidence.shiftNumbers(options);
    return { shift, open: await evidence.isShiftOpen(options) };
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
    if (this.#noted) await this.#sameShift(this.#noted, { signal, history });
    const after = await this.#movement.counters({ signal, history });
    if (after.count === before.count && after.sum === before.sum) return false;
    if (after.count === before.count + 1 && after.sum === before.sum + this.#kopecks) {
      history.add('счётчики смены показывают: операция выполнена');
      return true;
    }
    throw unproved(
      `${this.#title}: кассой пользовался кто-то ещё, счётчики смены ничего не доказывают; сверьте наличность`,
    );
  }

  async #sameShift({ shift, open }: Noted, options: ThroughOptions): Promise<void> {
    const now = await this.#shift(options);
    if (now.shift !== shift || now.open !== open)
      throw unproved(`${this.#title}: счётчиков смены ${shift} больше нет; сверьте наличность`);
  }

  async #read(options: ThroughOptions): Promise<CashResult> {
    if (this.#operator) this.#session.cashier.signed(this.#operator);
    return { cashKopecks: await this.#session.dialect.cash.sum(options) };
  }
}

function unproved(message: string): AtolError {
  return new AtolError('CASH_UNKNOWN', message, { outcome: 'unknown' });
}

function zeroSum(value: Money): ValidationError {
  const rule = { ru: 'сумма должна быть больше нуля', en: 'the sum must be above zero' };
  return new ValidationError([{ path: 'sum', code: 'MONEY_ZERO', ...rule, value }]);
}
