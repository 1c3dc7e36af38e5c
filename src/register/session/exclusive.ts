import type { AnyRules } from '../../util/options.js';
import type { CallOptions } from './call-options.js';

/**
 * Runs the jobs of one register one at a time, in the order of the calls. What the options may be say the rules, by default
 * those of any call; a ValidationError comes before the job gets its turn.
 */
export type Exclusive = <T>(
  options: CallOptions | undefined,
  job: () => Promise<T>,
  rules?: AnyRules,
) => Promise<T>;
