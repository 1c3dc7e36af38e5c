import { type Clock, callAfter, realClock } from '../../util/clock.js';

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

/**
 * A timer that can be set again and again; the last setting counts. With the real clock it is one timer of Node's that begins anew:
 * a command sets half a dozen of them, and none of them rings.
 */
export class Alarm {
  readonly #clock: Clock;
  #action: (() => void) | undefined;
  #cancel: (() => void) | undefined;
  #timer: Timer | undefined;
  #ms = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(ms: number, action: () => void): void {
    this.#action = action;
    if (this.#clock !== realClock) {
      this.#cancel?.();
      this.#cancel = callAfter(this.#clock, ms, this.#ring);
    } else if (this.#timer?.refresh === undefined || this.#ms !== ms) {
      this.end();
      this.#action = action;
      this.#ms = ms;
      this.#timer = setTimeout(this.#ring, ms) as Timer;
    } else {
      this.#timer.ref();
      this.#timer.refresh();
    }
  }

  /** The timer goes on, so that it can begin anew, but holds no program and does nothing. */
  clear(): void {
    this.#action = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#timer?.refresh === undefined) this.end();
    else this.#timer.unref();
  }

  /** It will not be set again. */
  end(): void {
    this.#action = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
    clearTimeout(this.#timer as NodeJS.Timeout | undefined);
    this.#timer = undefined;
  }

  readonly #ring = (): void => {
    const action = this.#action;
    this.#action = undefined;
    action?.();
  };
}

/** In browsers a timer is a number, which can only be cleared. */
type Timer = NodeJS.Timeout & { refresh?: NodeJS.Timeout['refresh'] };
