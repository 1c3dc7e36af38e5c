import { type Clock, callAfter } from '../../util/clock.js';

/** Times and limits of the host. All times in milliseconds. */
export interface V3Timers {
  /** Wait for the reply to the first C4; the official driver waits as long. */
  startMs: number;
  /** How often the first C4 is sent before the line counts as dead. */
  startAttempts: number;
  /** Silence after C1 or C3 before the result is asked for (C3). The official driver waits 5..50 s, asking earlier does no harm. */
  probeMs: number;
  /**
   * After A1, A2 or A8 in reply to C1 the result comes by itself; it is asked for (C3) only after this time. Longer than
   * the FN signs (0.9 s), shorter than any command may take: a lost result must not cost the command.
   */
  pollMs: number;
  /** After A1, A2 or A8 in reply to C3 the result may not come by itself; this pause doubles each time up to `pollMs`. */
  firstPollMs: number;
  /** An abort (C4) or acknowledgement (C2) that found no next command to ride with goes alone after this time. */
  idleMs: number;
  /** Pause before C1 is repeated when the buffer is full (B1). */
  overflowMs: number;
  /**
   * Nothing at all was heard since a packet of ours, although the result was asked for again and again: half of the
   * connection is gone, the line counts as lost. The official driver waits 15 s.
   */
  deadMs: number;
  /** Silence inside a packet. */
  gapMs: number;
  /** Repeats of one task after B1. */
  maxOverflows: number;
  /** Repeats of one task after A5. */
  maxStops: number;
  /** Damaged packets after which C3 goes at once; later ones are left to `probeMs`. */
  maxDamages: number;
  /** Repeats of one task after B3, where a repeat is allowed at all. */
  maxRepeats: number;
}

export const V3_TIMERS: Readonly<V3Timers> = {
  startMs: 1000,
  startAttempts: 3,
  probeMs: 500,
  pollMs: 1000,
  firstPollMs: 200,
  idleMs: 20,
  overflowMs: 500,
  deadMs: 5000,
  gapMs: 500,
  maxOverflows: 20,
  maxStops: 3,
  maxDamages: 10,
  maxRepeats: 5,
};

/** A timer that can be set again and again; the last setting counts. */
export class Alarm {
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(ms: number, action: () => void): void {
    this.clear();
    this.#cancel = callAfter(this.#clock, ms, () => {
      this.#cancel = undefined;
      action();
    });
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
