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
 * A timer that can be set again and again; the last setting counts. A command sets half a dozen of them, and none of them rings: so,
 * with the real clock, one timer of Node's goes on through all settings. It may ring too early, and then waits for the rest.
 */
export class Alarm {
  readonly #clock: Clock;
  #action: (() => void) | undefined;
  #cancel: (() => void) | undefined;
  #timer: Timer | undefined;
  /** When the timer rings, and when the action is due; monotonic time, ms. */
  #ringsAt = 0;
  #dueAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(ms: number, action: () => void): void {
    this.#action = action;
    if (this.#clock !== realClock) {
      this.#cancel?.();
      this.#cancel = callAfter(this.#clock, ms, this.#ring);
      return;
    }
    this.#dueAt = performance.now() + ms;
    if (this.#timer === undefined || this.#ringsAt > this.#dueAt) this.#start(ms);
    else this.#timer.ref?.();
  }

  /** The timer goes on, so that it need not begin anew, but holds no program and does nothing. */
  clear(): void {
    this.#action = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#timer?.unref?.();
  }

  /** It will not be set again. */
  end(): void {
    this.#action = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
    clearTimeout(this.#timer as NodeJS.Timeout | undefined);
    this.#timer = undefined;
  }

  #start(ms: number): void {
    clearTimeout(this.#timer as NodeJS.Timeout | undefined);
    this.#ringsAt = performance.now() + ms;
    this.#timer = setTimeout(this.#rang, ms) as Timer;
  }

  readonly #rang = (): void => {
    this.#timer = undefined;
    if (this.#action === undefined) return;
    const left = this.#dueAt - performance.now();
    // Timers are good for whole milliseconds only.
    if (left < 1) this.#ring();
    else this.#start(left);
  };

  readonly #ring = (): void => {
    const action = this.#action;
    this.#action = undefined;
    action?.();
  };
}

/** In browsers a timer is a number, and nothing has to be held. */
type Timer = Partial<Pick<NodeJS.Timeout, 'ref' | 'unref'>>;
