import { ConnectionError, TimeoutError } from '../../errors.js';

export const AWAY = Symbol('away');

/** The answer, or AWAY when the register is out of reach; refusals and our own end are thrown. */
export async function orAway<T>(answer: Promise<T>): Promise<T | typeof AWAY> {
  try {
    return await answer;
  } catch (error) {
    const lost = error instanceof ConnectionError && error.code !== 'CLOSED';
    if (lost || error instanceof TimeoutError) return AWAY;
    throw error;
  }
}
