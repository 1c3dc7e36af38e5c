import { isAtolError } from '../../errors.js';
import { JsonTaskError } from '../errors/error.js';
import type { PrintElement } from '../printing/print-elements.js';
import { laidOutElements, putOn } from '../printing/put-on.js';
import { toTaskError } from '../translate.js';
import type { TaskContext } from './context.js';

const PICTURE_NOT_FOUND = 51;
const wrongInput = new Set(['ValidationError', 'ProtocolError', 'AtolError']);

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
  const before = deed.isBegun ? [] : await laidOutElements(around.before, context);
  const after = await laidOutElements(around.after, context);
  if (before.length > 0) {
    deed.isBegun = true;
    await kkt.print.page((page) => putOn(page, before), { signal }).catch(ofCliche);
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
    const whole = await printBehind(after, context);
    return whole ? made : { ...made, printed: false };
  } catch {
    return { ...made, printed: false };
  }
}

/**
 * As the driver does it: an element that cannot be printed is left out without a word. False where one is missing only because
 * a package is.
 */
async function printBehind(
  elements: readonly PrintElement[],
  { kkt, signal }: TaskContext,
): Promise<boolean> {
  try {
    await kkt.print.document((page) => putOn(page, elements), { footer: false, signal });
    return true;
  } catch (error) {
    if (!isFoundBefore(error)) throw error;
  }
  // Nothing of them is on paper yet: what is wrong with a page is found before its first line.
  let whole = true;
  for (const element of elements) {
    try {
      await kkt.print.page((page) => putOn(page, [element]), { signal });
    } catch (error) {
      if (!isFoundBefore(error)) throw error;
      if (isAtolError(error) && error.code === 'PACKAGE_MISSING') whole = false;
    }
  }
  await kkt.print.document((page) => page, { footer: false, signal });
  return whole;
}

/** Wrong data, or a picture that the register has not. */
function isFoundBefore(error: unknown): boolean {
  const { code, outcome } = toTaskError(error);
  return (
    code === PICTURE_NOT_FOUND || (isAtolError(error) && wrongInput.has(error.name) && outcome === 'not-sent')
  );
}

function ofCliche(error: unknown): never {
  const failure = toTaskError(error);
  if (failure.outcome === 'unknown') throw failure;
  const { code, description, outcome } = failure;
  const text = `Ошибка при печати дополнительного клише (${description})`;
  throw new JsonTaskError(code, text, { outcome, cause: error });
}
