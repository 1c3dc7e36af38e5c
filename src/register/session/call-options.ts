import type { CallOptions } from './call-limit.js';
import type { History } from './history.js';

export type { CallOptions };

export interface ThroughOptions extends CallOptions {
  /** Gets the story of a lost answer. */
  history?: History | undefined;
}

export interface Progress {
  /** Mode and submode of the state code (45). */
  mode: number;
  submode: number;
  /** Since the operation was accepted. */
  ms: number;
}

export interface LongCallOptions extends ThroughOptions {
  /** Called at every look at the state. */
  onProgress?: ((progress: Progress) => void) | undefined;
}
