import { restated } from '../../errors/restated.js';
import { AbortedError, AtolError, type DeviceError, JournalError } from '../../errors.js';
import type { CallOptions } from '../session/call-options.js';
import { isUnreachable } from '../session/connection.js';
import { withGrace } from '../session/grace.js';
import type { History } from '../session/history.js';
import { isForgotten, isRefusal } from '../session/refusals.js';
import type { Session } from '../session/session.js';
import type { Verdict } from './doubt.js';
import { ATTEMPTS } from './repeatable.js';

export interface Proof extends CallOptions {
  history: History;
}

/**
 * Something that must happen once or not at all: a receipt, a document of the FN, money in the drawer. It knows how to try, and what
 * the registers say of it; when to try again, and when nobody knows, is decided here for all of them.
 */
export interface OnceOperation<T> {
  readonly history: History;
  readonly signal?: AbortSignal | undefined;
  /** A command that changes something may have reached the register, in any attempt. */
  readonly begun: boolean;
  /** What was before is known, so that something can be proved. */
  readonly looked: boolean;
  /** Looks at what is before, sends, and reads what came of it. */
  attempt(): Promise<T>;
  /**
   * Asks the registers: done, with its result, or not done and never to be done. Throws while they do not tell.
   * `own`: in the course of the operation itself, which may put the register in order.
   */
  prove(options: Proof, own: boolean): Promise<{ done: T } | 'none'>;
  /** The refusal of the first attempt is the plain truth, and nothing else needs to be looked at. */
  isPlain(refusal: DeviceError): boolean | Promise<boolean>;
  /** True when the reason of a refusal is gone, so that it may be tried again. */
  clearTheWay(refusal: DeviceError): boolean | Promise<boolean>;
  /** What was known belongs to the attempt before. */
  startOver(): void;
  /** Records a verdict before anybody else learns of it. */
  readonly record?: ((verdict: Verdict<T>) => Promise<void>) | undefined;
  /** Nothing of it exists, after there was doubt. */
  notDone(cause: unknown): AtolError;
  readonly texts: {
    /** What nobody knows, such as `оформлен ли чек`. */
    readonly what: string;
    /** It is tried again, because nothing was found. */
    readonly again: string;
  };
}

/**
 * Looks, tries, proves; then it is done, refused, in doubt, or tried again.
 *
 * @throws what refused it (outcome `refused`), what came before anything was sent (`not-sent`), or OutcomeUnknownError.
 */
export async function onlyOnce<T>(session: Session, operation: OnceOperation<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation.attempt();
    } catch (error) {
      const proved = await afterFailure(session, operation, error, attempt);
      if (proved) return proved.done;
      operation.startOver();
    }
  }
}

/** What is proved to be done; nothing when it is to be tried again. */
async function afterFailure<T>(
  session: Session,
  operation: OnceOperation<T>,
  error: unknown,
  attempt: number,
): Promise<{ done: T } | undefined> {
  const { history, signal, texts } = operation;
  if (!operation.begun) {
    // What comes before may be done twice.
    if (isForgotten(error) && attempt < ATTEMPTS) return undefined;
    throw ended(error, 'not-sent');
  }
  if (isRefusal(error) && attempt === 1 && (await operation.isPlain(error))) throw error;
  // This attempt did not come so far; what the one before left was looked at.
  if (!operation.looked) throw ended(error, 'refused', history);
  history.add(`попытка ${attempt} прервана: ${(error as Error).message}`);
  // The line was to be opened again within the policy's limits and was not: nobody can be asked.
  if (isUnreachable(error)) throw inDoubt(session, operation, error);
  let proved: { done: T } | 'none';
  try {
    proved = await withGrace(session.dialect.clock, signal, (within) =>
      operation.prove({ signal: within, history }, true),
    );
  } catch (failure) {
    history.add(`проверка не удалась: ${(failure as Error).message}`);
    throw inDoubt(session, operation, failure);
  }
  if (proved !== 'none') return proved;
  // A failure that nobody foresaw is no ground to do it again.
  if (!(error instanceof AtolError)) throw inDoubt(session, operation, error);
  const final = error instanceof AbortedError || error instanceof JournalError || attempt >= ATTEMPTS;
  if (final || (isRefusal(error) && !(await operation.clearTheWay(error))))
    throw ended(error, 'refused', history);
  history.add(texts.again);
  return undefined;
}

/** Nobody knows; whoever has the error can have it found out later. */
function inDoubt<T>(session: Session, operation: OnceOperation<T>, cause: unknown): AtolError {
  const { history, texts, record } = operation;
  history.add('исход неизвестен; узнать его можно позже, когда касса ответит');
  const doubt = session.doubts.open<T>({
    what: texts.what,
    history,
    record,
    find: async (options) => {
      const proved = await operation.prove({ ...options, history }, false);
      return proved === 'none' ? { refused: operation.notDone(cause) } : proved;
    },
  });
  return doubt.error(cause);
}

function ended(error: unknown, outcome: 'refused' | 'not-sent', history?: History): unknown {
  if (!(error instanceof AtolError)) return error;
  return restated(error, { outcome, ...(history && { history: history.entries }) });
}
