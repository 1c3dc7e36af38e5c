import type { Operation } from '../../contract/types.js';

/** Limits of a plug-in; all in milliseconds but memory. */
export interface Limits {
  /** From the start of its process to `ready`. 10 000. */
  readonly startMs: number;
  /** `describe`, `init`, `health`, `dispose`. 30 000. */
  readonly callMs: number;
  /** An operation that makes a document, a copy, the drawer. 120 000. */
  readonly documentMs: number;
  /** `resolve`. 30 000. */
  readonly resolveMs: number;
  /** How long a plug-in that did not answer may need to say its name; one that does not is said to loop. 3000. */
  readonly probeMs: number;
  /** JavaScript heap, MiB. 256. */
  readonly memoryMb: number;
  /** Starts within a minute before the plug-in is left alone. 5. */
  readonly startsPerMinute: number;
}

export const DEFAULT_LIMITS: Limits = {
  startMs: 10_000,
  callMs: 30_000,
  documentMs: 120_000,
  resolveMs: 30_000,
  probeMs: 3000,
  memoryMb: 256,
  startsPerMinute: 5,
};

/** What every plug-in answers, whatever its capabilities. */
export const ALWAYS: readonly Operation[] = ['init', 'health', 'resolve', 'dispose'];

/** How long an operation may take, ms. */
export function limitOf(operation: Operation, limits: Limits): number {
  if (operation === 'resolve') return limits.resolveMs;
  return ALWAYS.includes(operation) ? limits.callMs : limits.documentMs;
}
