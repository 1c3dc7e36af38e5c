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

/** Where an operation stands, and where it can go from there: the picture in docs/architecture.md, which a test compares with this. */
export const onceMoves = {
  attempting: ['done', 'notSent', 'refused', 'proving', 'inDoubt', 'attempting'],
  proving: ['done', 'refused', 'attempting', 'inDoubt'],
  /** Found out later, by `Doubt`. */
  inDoubt: ['done', 'refused'],
  done: [],
  refused: [],
  notSent: [],
} as const;

type Step<T> =
  | { readonly to: 'attempting' }
  | { readonly to: 'proving'; readonly error: unknown }
  | { readonly to: 'done'; readonly result: T }
  | { readonly to: 'refused'; readonly error: unknown }
  | { readonly to: 'notSent'; readonly error: unknown }
  | { readonly to: 'inDoubt'; readonly error: unknown };

/** The steps that the table allows. */
type StepFrom<State extends keyof typeof onceMoves, T> = Extract<
  Step<T>,
  { to: (typeof onceMoves)[State][number] }
>;

/**
 * Looks, tries, proves; then it is done, refused, in doubt, or tried again.
 *
 * @throws what refused it (outcome `refused`), what came before anything was sent (`not-sent`), or OutcomeUnknownError.
 */
export async function onlyOnce<T>(session: Session, operation: OnceOperation<T>): Promise<T> {
  let attempt = 1;
  let step: Step<T> = await attempting(session, operation, attempt);
  for (;;) {
    switch (step.to) {
      case 'attempting':
        operation.startOver();
        attempt++;
        step = await attempting(session, operation, attempt);
        break;
      case 'proving':
        step = await proving(session, operation, step.error, attempt);
        break;
      case 'done':
        return step.result;
      default:
        throw step.error;
    }
  }
}

/**
 * Asks what became of the operation in an earlier call, whose view of the registers it has.
 *
 * @throws OutcomeUnknownError while they do not tell.
 */
export async function recall<T>(
  session: Session,
  operation: OnceOperation<T>,
): Promise<{ done: T } | 'none'> {
  const { history, signal } = operation;
  history.add('начато раньше, исход не записан: спрашиваем ККТ');
  try {
    return await operation.prove({ signal, history }, true);
  } catch (failure) {
    throw unproven(session, operation, failure);
  }
}

async function attempting<T>(
  session: Session,
  operation: OnceOperation<T>,
  attempt: number,
): Promise<StepFrom<'attempting', T>> {
  const { history } = operation;
  let error: unknown;
  try {
    return { to: 'done', result: await operation.attempt() };
  } catch (thrown) {
    error = thrown;
  }
  if (!operation.begun) {
    // What comes before may be done twice.
    if (isForgotten(error) && attempt < ATTEMPTS) return { to: 'attempting' };
    return { to: 'notSent', error: ended(error, 'not-sent') };
  }
  if (isRefusal(error) && attempt === 1 && (await operation.isPlain(error))) return { to: 'refused', error };
  // This attempt did not come so far; what the one before left was looked at.
  if (!operation.looked) return { to: 'refused', error: ended(error, 'refused', history) };
  history.add(`попытка ${attempt} прервана: ${(error as Error).message}`);
  // The line could not be opened again within the policy's limits: nobody can be asked.
  if (isUnreachable(error)) return { to: 'inDoubt', error: inDoubt(session, operation, error) };
  return { to: 'proving', error };
}

async function proving<T>(
  session: Session,
  operation: OnceOperation<T>,
  error: unknown,
  attempt: number,
): Promise<StepFrom<'proving', T>> {
  const { history, signal, texts } = operation;
  let proved: { done: T } | 'none';
  try {
    proved = await withGrace(session.dialect.clock, signal, (within) =>
      operation.prove({ signal: within, history }, true),
    );
  } catch (failure) {
    return { to: 'inDoubt', error: unproven(session, operation, failure) };
  }
  if (proved !== 'none') return { to: 'done', result: proved.done };
  // A failure that nobody foresaw is no ground to do it again.
  if (!(error instanceof AtolError)) return { to: 'inDoubt', error: inDoubt(session, operation, error) };
  const final = error instanceof AbortedError || error instanceof JournalError || attempt >= ATTEMPTS;
  if (final || (isRefusal(error) && !(await operation.clearTheWay(error))))
    return { to: 'refused', error: ended(error, 'refused', history) };
  history.add(texts.again);
  return { to: 'attempting' };
}

/** The registers did not tell. */
function unproven<T>(session: Session, operation: OnceOperation<T>, failure: unknown): AtolError {
  operation.history.add(`проверка не удалась: ${(failure as Error).message}`);
  return inDoubt(session, operation, failure);
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
