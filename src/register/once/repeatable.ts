import type { AtolError } from '../../errors.js';
import { isForgotten } from '../session/refusals.js';

/** What was lost is sent again at most this often. */
export const ATTEMPTS = 3;

/** Something that may be done twice, such as the name of a cashier or a cancellation. */
export interface Repeatable<T> {
  attempt(): Promise<T>;
  /** Whether the register shows that it is done, where an answer alone proves nothing; undefined: the answer was lost for good. */
  shows?(answer: T | undefined): Promise<boolean>;
  /** What to throw when it never shows. */
  failure?(): AtolError;
  /** How often it is sent. */
  readonly attempts?: number;
}

/**
 * Does it, and again as long as the register forgets what became of it or does not show it. What must not be done twice goes through
 * `onlyOnce`.
 *
 * @returns the last answer; undefined when that was lost and the register shows that it is done.
 */
export async function repeat<T>(thing: Repeatable<T>): Promise<T | undefined> {
  const { attempts = ATTEMPTS } = thing;
  for (let nth = 1; ; nth++) {
    let answer: T | undefined;
    try {
      answer = await thing.attempt();
      if (!thing.shows) return answer;
    } catch (error) {
      if (!isForgotten(error) || nth >= attempts) throw error;
    }
    if (await thing.shows?.(answer)) return answer;
    if (nth >= attempts && thing.failure) throw thing.failure();
  }
}
