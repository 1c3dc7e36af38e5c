import type { Outcome, OutcomeUnknownError } from '../../errors.js';
import { isAtolError } from '../../errors.js';
import type { OnceNotes } from '../../index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';

const CONNECTION_LOST = 241;

/** What a journal knows of a deed from an earlier process. */
export interface Past {
  /** What was made, whose answer got lost. */
  readonly made?: object | undefined;
  /** What the register showed before it was begun. */
  readonly before?: object | undefined;
}

type Resolve = OutcomeUnknownError['resolve'];

/**
 * What of a task cannot be taken back: a document, a movement of cash. One object for all calls of a key: what one of them made, or
 * may have made, the next ones find. What is asked afterwards may fail and be asked again.
 */
export class Deed {
  #made: object | undefined;
  #before: object | undefined;
  /** Asks the register what became of it; of the error of an earlier call. */
  #resolve: Resolve | undefined;
  /** It may have been done, and nobody can ask. */
  #lost: unknown;
  readonly #keep: ((past: Past) => Promise<void>) | undefined;
  /** Nothing is begun any more: what an earlier call has left is found out. */
  looksOnly = false;
  /** A call of this key has come before, so that what stands in front of a document may be on paper. */
  isBegun: boolean;

  /** @param keep Takes down what the next process has to know; waited for. */
  constructor({ made, before }: Past = {}, keep?: (past: Past) => Promise<void>) {
    this.#made = made;
    this.#before = before;
    this.#keep = keep;
    this.isBegun = made !== undefined || before !== undefined;
  }

  get isDone(): boolean {
    return this.#made !== undefined;
  }

  /** It may have been done; nobody has found out yet. */
  get inDoubt(): boolean {
    return (
      this.#made === undefined &&
      (this.#before !== undefined || this.#resolve !== undefined || this.#lost !== undefined)
    );
  }

  /** `act` makes plain data, or nothing: they may come back from a journal. It hands the notes to the driver. */
  async once<T extends object>(
    act: (notes?: OnceNotes) => Promise<T>,
    signal?: AbortSignal | undefined,
  ): Promise<T> {
    if (this.#made) return this.#made as T;
    const made = (await this.#earlier(act, signal)) ?? (await this.#first(act));
    this.#made = made;
    this.#before = undefined;
    this.#resolve = undefined;
    await this.#keep?.({ made });
    return made;
  }

  /** What an earlier call made; undefined when it certainly made nothing. */
  async #earlier<T extends object>(
    act: (notes?: OnceNotes) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    if (this.#lost !== undefined) throw this.#lost;
    const [resolve, before] = [this.#resolve, this.#before];
    try {
      if (resolve) return ((await resolve({ signal })) ?? {}) as T;
      if (before) return await act({ before });
    } catch (error) {
      // Only these two are about the earlier call; another refusal may come before anybody has looked.
      const certain = resolve ? outcomeOf(error) === 'refused' : isNotExecuted(error);
      if (isDoubt(error)) this.#resolve = error.resolve;
      if (!certain) throw error;
      this.#before = undefined;
      this.#resolve = undefined;
    }
    if (this.looksOnly) throw notDone();
    return undefined;
  }

  async #first<T extends object>(act: (notes?: OnceNotes) => Promise<T>): Promise<T> {
    const keep = this.#keep;
    try {
      return await act(
        keep && {
          keep: async (before) => {
            await keep({ before });
            this.#before = before;
          },
        },
      );
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  #failed(error: unknown): void {
    if (isDoubt(error)) this.#resolve = error.resolve;
    else if (outcomeOf(error) !== 'unknown') this.#before = undefined;
    else if (this.#before === undefined) this.#lost = error;
  }
}

// Classes are told by name: an error may come from another copy of the package.
function isDoubt(error: unknown): error is OutcomeUnknownError {
  return isAtolError(error) && error.name === 'OutcomeUnknownError';
}

function outcomeOf(error: unknown): Outcome {
  return isAtolError(error) || error instanceof JsonTaskError ? (error.outcome ?? 'unknown') : 'unknown';
}

function isNotExecuted(error: unknown): boolean {
  return isAtolError(error) && error.code === 'NOT_EXECUTED' && error.outcome === 'refused';
}

function notDone(): JsonTaskError {
  const { code, description } = driverError(CONNECTION_LOST);
  return new JsonTaskError(code, `${description} (задание не выполнено)`, { outcome: 'refused' });
}

/** An earlier call may have done it: whatever stopped this one, nobody knows more than before. */
export function stillUnknown(error: JsonTaskError): JsonTaskError {
  if (error.outcome === 'unknown') return error;
  const { code, description } = error;
  const why = 'задание было начато раньше, исход ещё не узнан; то же задание с тем же ключом спросит снова';
  return new JsonTaskError(code, `${description} (${why})`, { outcome: 'unknown', cause: error });
}
