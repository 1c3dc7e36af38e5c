import {
  AtolError,
  type BothSides,
  ConnectionError,
  OutcomeUnknownError,
  TimeoutError,
} from '../../errors.js';
import { checkOptions } from '../../util/options.js';
import { callRules } from '../options.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { History } from '../session/history.js';
import { UnprovenError } from './unproven.js';

/** What became of an operation in the end. */
export type Verdict<T> = { readonly done: T } | { readonly refused: unknown };

export interface DoubtOptions<T> {
  /** What nobody knows, such as `оформлен ли чек`. */
  what: string;
  history: History;
  /** Asks the register; throws while it gives no answer that settles the matter. */
  find(options: CallOptions): Promise<Verdict<T>>;
  /** Takes the verdict before anybody else learns of it. */
  record?: ((verdict: Verdict<T>) => Promise<void>) | undefined;
}

/** An operation whose outcome is not known yet. It is found out once, then everybody who asks gets the same answer. */
export class Doubt<T> {
  readonly #options: DoubtOptions<T>;
  readonly #exclusive: Exclusive;
  #found: Verdict<T> | undefined;
  #verdict: Verdict<T> | undefined;

  /** Use `Doubts.open`. */
  constructor(options: DoubtOptions<T>, exclusive: Exclusive) {
    this.#options = options;
    this.#exclusive = exclusive;
  }

  get settled(): boolean {
    return this.#verdict !== undefined;
  }

  /** Waits for the register's turn. Throws what refused the operation, or OutcomeUnknownError. */
  resolve(options: CallOptions = {}): Promise<T> {
    if (this.#verdict) return Promise.resolve(this.#verdict).then(outcome);
    return this.#exclusive(options, () => this.settle(options));
  }

  /** The same within the turn of an operation. */
  async settle(options: CallOptions): Promise<T> {
    this.#verdict ??= await this.#find(options);
    return outcome(this.#verdict);
  }

  /** A person has decided what the register cannot tell. */
  async decide(verdict: Verdict<T>): Promise<void> {
    await this.#options.record?.(verdict);
    this.#verdict = verdict;
  }

  async #find(options: CallOptions): Promise<Verdict<T>> {
    const { find, record, history } = this.#options;
    try {
      this.#found ??= await find(options);
      await record?.(this.#found);
      return this.#found;
    } catch (error) {
      history.add(`узнать исход не удалось: ${(error as Error).message}`);
      throw this.error(error);
    }
  }

  error(cause: unknown): OutcomeUnknownError<T> {
    const { what, history } = this.#options;
    const error = new OutcomeUnknownError<T>(`Неизвестно, ${what}: ${reasonOf(cause)}`, {
      cause,
      history: history.entries,
      sides: sidesOf(cause),
      resolve: async (options) => {
        checkOptions(options, callRules);
        return this.resolve(options);
      },
    });
    doubts.set(error, this as Doubt<unknown>);
    return error;
  }
}

const doubts = new WeakMap<object, Doubt<unknown>>();

/** The doubt behind an OutcomeUnknownError of ours. */
export function doubtOf(error: unknown): Doubt<unknown> | undefined {
  return typeof error === 'object' && error !== null ? doubts.get(error) : undefined;
}

function outcome<T>(verdict: Verdict<T>): T {
  if ('done' in verdict) return verdict.done;
  throw verdict.refused;
}

/** The register does not answer, or nobody knows what it answered. */
export function isOutOfReach(error: unknown): boolean {
  return error instanceof ConnectionError || error instanceof TimeoutError;
}

/** Both sides of what proved nothing. */
function sidesOf(cause: unknown): BothSides | undefined {
  return cause instanceof UnprovenError ? cause.sides : undefined;
}

function reasonOf(cause: unknown): string {
  return isOutOfReach(cause) ? 'касса не отвечает' : (cause as Error).message;
}

/** The operations of one register whose outcome is not known. */
export class Doubts {
  readonly #exclusive: Exclusive;
  readonly #open = new Set<Doubt<unknown>>();

  constructor(exclusive: Exclusive) {
    this.#exclusive = exclusive;
  }

  open<T>(options: DoubtOptions<T>): Doubt<T> {
    const doubt = new Doubt(options, this.#exclusive);
    this.#open.add(doubt as Doubt<unknown>);
    return doubt;
  }

  /** There may be something to settle. */
  get any(): boolean {
    return this.#open.size > 0;
  }

  /**
   * Before a document is made, all earlier ones are settled: the traces are fresh, and what comes next cannot be taken for
   * what was before. Those that the register cannot tell (another FN) are left to a person.
   *
   * @throws AtolError `EARLIER_UNKNOWN` when the register is out of reach.
   */
  async settleAll(options: CallOptions): Promise<void> {
    for (const doubt of this.#open) {
      try {
        if (!doubt.settled) await doubt.settle(options);
      } catch (error) {
        const unknown = error instanceof OutcomeUnknownError;
        if (unknown && isOutOfReach(error.cause)) throw earlierUnknown(error);
        // Aborted, or not to be settled by asking.
        if (unknown) continue;
        if (!doubt.settled) throw error;
      }
      this.#open.delete(doubt);
    }
  }
}

function earlierUnknown(cause: OutcomeUnknownError): AtolError {
  const message = 'Не начато: исход предыдущей операции ещё неизвестен, касса не отвечает';
  return new AtolError('EARLIER_UNKNOWN', message, { cause, outcome: 'not-sent' });
}
