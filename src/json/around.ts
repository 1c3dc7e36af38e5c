import type { TaskContext } from './context.js';
import { cutElements, type PrintElement, putOn } from './print-elements.js';

/** What is printed before and behind a document. */
export interface Surroundings {
  readonly before: readonly PrintElement[];
  readonly after: readonly PrintElement[];
}

/**
 * Prints what comes before a document, makes the document (by the deed of the task), prints what comes behind it: in front of the cliche, which the
 * register keeps back so long. What cannot be printed behind a document does not undo it: the answer is a warning.
 */
export async function printAround<T extends object>(
  context: TaskContext,
  around: Surroundings,
  make: () => Promise<T>,
): Promise<T & { printed?: boolean }> {
  const { kkt, signal, deed } = context;
  // An earlier call of this key has made it; whether what comes behind it was printed, nobody knows, and it is not printed twice.
  if (deed.isDone) return make();
  const before = deed.isBegun ? [] : await cutElements(around.before, context);
  const after = await cutElements(around.after, context);
  if (before.length > 0) {
    deed.isBegun = true;
    await kkt.print.page((page) => putOn(page, before), { signal });
  }
  if (after.length === 0) return make();
  const suppressed = await kkt.settings.get('suppressCliche', { signal });
  if (!suppressed) await kkt.settings.set('suppressCliche', true, { signal });
  let made: T;
  try {
    made = await make();
  } catch (error) {
    if (!suppressed) await kkt.settings.set('suppressCliche', false, { signal }).catch(() => undefined);
    throw error;
  }
  try {
    if (!suppressed) await kkt.settings.set('suppressCliche', false, { signal });
    await kkt.print.document((page) => putOn(page, after), { footer: false, signal });
    return made;
  } catch {
    return { ...made, printed: false };
  }
}
