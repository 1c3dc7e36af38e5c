import { DeviceError } from '../errors.js';
import type { ThroughOptions } from './caller.js';
import { continuePrint } from './continue-print.js';
import { isOutOfReach } from './doubt.js';
import type { Session } from './session.js';

/**
 * Prints the rest of a signed document that did not get to the end of its paper (register 3B, command EE). False when the
 * printer cannot go on, undefined when nobody knows. The document is signed in any case.
 */
export async function finishPrinting(
  session: Session,
  options: ThroughOptions,
): Promise<boolean | undefined> {
  const { history } = options;
  try {
    if (await continuePrint(session, options)) history?.add('документ допечатан (EE)');
    return true;
  } catch (error) {
    const why = (error as Error).message;
    if (error instanceof DeviceError) {
      history?.add(`документ подписан, но не допечатан: ${why}`);
      return false;
    }
    if (!isOutOfReach(error)) throw error;
    history?.add(`документ подписан; допечатан ли он, узнать не удалось: ${why}`);
    return undefined;
  }
}
