import type { Clock } from '../../util/clock.js';
import type { Trace } from '../link.js';
import type { P5HostState } from './counters.js';
import type { P5Timers } from './timers.js';

export interface P5HostOptions {
  /** What an earlier connection to the same register left: counters go on. The register is not tested then. */
  state?: P5HostState | undefined;
  /** Where task ids begin without `state`. Default: at random. */
  firstTid?: number | undefined;
  timers?: Partial<P5Timers> | undefined;
  clock?: Clock | undefined;
  trace?: Trace | undefined;
  /** Ends the wait for the echo. */
  signal?: AbortSignal | undefined;
}

/** What became of a task that was asked for again. */
export type P5ResumeResult =
  | { readonly state: 'answer'; readonly answer: Uint8Array }
  /** The register keeps the result of another task, or of none: executed and forgotten, or never received. */
  | { readonly state: 'forgotten' };
