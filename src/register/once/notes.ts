import { AtolError } from '../../errors.js';
import { callback, checkedElsewhere, nested, type OptionRules } from '../../util/options.js';
import type { Session } from '../session/session.js';
import { type OnceOperation, onlyOnce, recall } from './only-once.js';

/**
 * For whoever keeps operations by names of their own across crashes, as `jsonTasks` does: what the register shows before the operation
 * is noted, and after a crash a call that is given the note finds out what became of it.
 */
export interface OnceNotes {
  /** Called with plain data, for JSON, before the register is told anything that cannot be taken back; it is waited for. */
  keep?: ((before: object) => Promise<void>) | undefined;
  /**
   * What `keep` got in a call whose outcome nobody learned. That is found out, and nothing is done: the result is that of the earlier
   * call, an error with the code `NOT_EXECUTED` (`refused`) says that there was none.
   */
  before?: object | undefined;
}

export const notesRule = nested({
  keep: callback,
  before: checkedElsewhere,
} satisfies OptionRules<OnceNotes>);

/** The operation, or what became of an earlier one. `prepare` comes before it, and may be done twice. */
export async function onceByNotes<T>(
  session: Session,
  operation: OnceOperation<T>,
  notes: OnceNotes | undefined,
  prepare?: () => Promise<void>,
): Promise<T> {
  if (notes?.before === undefined) {
    await prepare?.();
    return onlyOnce(session, operation);
  }
  const earlier = await recall(session, operation);
  if (earlier === 'none') throw operation.notDone(undefined);
  return earlier.done;
}

/** The note of an earlier call as this operation writes them: its names, each with the type of the example. */
export function readNote<T extends object>(notes: OnceNotes | undefined, example: T): T | undefined {
  const before = notes?.before as Readonly<Record<string, unknown>> | undefined;
  if (before === undefined) return undefined;
  const fits = Object.entries(example).every(([name, value]) => typeof before[name] === typeof value);
  if (fits) return before as T;
  throw new AtolError('NOTE_UNREADABLE', 'Запись о том, что было до операции, не от неё: исход неизвестен', {
    outcome: 'unknown',
  });
}
