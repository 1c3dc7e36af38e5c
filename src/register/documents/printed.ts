import { restated } from '../../errors/restated.js';
import { AtolError, DeviceError } from '../../errors.js';
import type { LongCallOptions, ThroughOptions } from '../session/call-options.js';
import { isForgotten } from '../session/refusals.js';
import type { Session } from '../session/session.js';

/** What becomes of it before the next document. */
export type Unprinted = 'finish' | 'leave';

/**
 * Prints the rest of a signed document that did not get to the end of its paper (register 3B, command EE). False when the
 * printer cannot go on, undefined when nobody knows. The document is signed in any case.
 */
export async function finishPrinting(
  session: Session,
  options: ThroughOptions,
): Promise<boolean | undefined> {
  const { history } = options;
  session.paper.incomplete = true;
  try {
    if (await continuePrint(session, options)) history?.add('документ допечатан (EE)');
    return true;
  } catch (error) {
    const why = (error as Error).message;
    if (error instanceof DeviceError) {
      history?.add(`документ подписан, но не допечатан: ${why}`);
      return false;
    }
    // Not a word of what happened to the paper makes the document unsigned.
    if (!(error instanceof AtolError)) throw error;
    history?.add(`документ подписан; допечатан ли он, узнать не удалось: ${why}`);
    return undefined;
  }
}

/** Prints what is missing of the last document, as after new paper. Returns whether anything was missing. */
export async function continuePrint(session: Session, options: LongCallOptions = {}): Promise<boolean> {
  const missing = await session.dialect.paper.continuePrint(options);
  session.paper.incomplete = false;
  return missing;
}

/** Of the new document nothing is sent yet. It is none of its business whether there is paper, but a register that is gone is. */
async function finishBefore(session: Session, options: ThroughOptions): Promise<void> {
  try {
    await continuePrint(session, options);
  } catch (error) {
    if (!(error instanceof AtolError)) throw error;
    if (!(error instanceof DeviceError || isForgotten(error))) throw restated(error, { outcome: 'not-sent' });
    session.paper.incomplete = true;
  }
}

/** Runs what prints a document of its own, after the rest of the one before, unless that is to be left. */
export async function afterUnprinted<T>(
  session: Session,
  unprinted: Unprinted | undefined,
  options: ThroughOptions | undefined,
  job: () => Promise<T>,
): Promise<T> {
  const { paper } = session;
  if (paper.incomplete !== false && unprinted !== 'leave')
    await finishBefore(session, { signal: options?.signal });
  try {
    return await job();
  } catch (error) {
    // Whoever ran the till before may have been stopped by the same lack of paper.
    if (error instanceof DeviceError && session.dialect.paper.isFault(error)) paper.incomplete = true;
    throw error;
  }
}
