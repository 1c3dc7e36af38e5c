import { AbortedError } from '../errors.js';
import { isLoading } from './late.js';
import { checkOptions, flag, must, type OptionRules } from './options.js';
import { onAbort } from './signal.js';

/** Time as seen by emulated devices and by the timers of a link. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /**
   * Rejects with AbortedError when the signal fires first. A sleep of the kind `background` is nobody's wait: it neither keeps
   * the process alive nor makes a virtual clock jump.
   */
  sleep(ms: number, signal?: AbortSignal, kind?: SleepKind): Promise<void>;
  /**
   * Calls `action` once after `ms`, unless the returned function is called before. For waits that nearly always end early: `sleep()` needs a
   * signal and an error for each. A clock without it is asked to sleep.
   */
  callAfter?(ms: number, action: () => void): () => void;
}

export type SleepKind = 'background';

/** The computer's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep(ms, signal, kind) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new AbortedError(signal.reason));
        return;
      }
      const timer = setTimeout(() => {
        forget();
        resolve();
      }, ms);
      // A number in a browser's page, where nothing keeps anything alive.
      if (kind === 'background' && typeof timer === 'object') timer.unref();
      const forget = onAbort(signal, () => {
        clearTimeout(timer);
        reject(new AbortedError(signal?.reason));
      });
    });
  },
  callAfter(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

export interface VirtualClockOptions {
  /** First reading, in milliseconds since 1970. Default 0. */
  now?: number | undefined;
  /**
   * Whenever nothing else is left to do, jump to the earliest deadline, so that nobody ever waits. Default false. Background
   * sleeps wake on the way of other ones only.
   */
  autoAdvance?: boolean | undefined;
}

const clockRules: OptionRules<VirtualClockOptions> = {
  now: must(
    Number.isFinite as (value: unknown) => boolean,
    ['нужно число', 'a number is needed'],
    'OPTION_TYPE',
  ),
  autoAdvance: flag,
};

interface Sleeper {
  readonly deadline: number;
  readonly background: boolean;
  readonly wake: () => void;
}

/**
 * A clock that moves when it is told to: seconds of signing, a shift of 24 hours and the 30 days of an operator cost no real
 * time. With `autoAdvance` nobody has to tell it: whoever sleeps is woken as soon as everybody waits.
 *
 * @example
 * const clock = new VirtualClock();
 * const emulator = new Emulator({ clock, latency: 0 });
 * await clock.advance(25 * 60 * 60 * 1000); // the shift is too old now
 */
export class VirtualClock implements Clock {
  #now: number;
  readonly #autoAdvance: boolean;
  /** In order of deadlines; equal deadlines in order of arrival. */
  #sleepers: Sleeper[] = [];
  #jumping = false;

  /** @throws ValidationError for impossible options. */
  constructor(options: VirtualClockOptions = {}) {
    checkOptions(options, clockRules);
    this.#now = options.now ?? 0;
    this.#autoAdvance = options.autoAdvance ?? false;
  }

  now(): number {
    return this.#now;
  }

  /** Sleeps that have not ended. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal, kind?: SleepKind): Promise<void> {
    if (signal?.aborted) return Promise.reject(new AbortedError(signal.reason));
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        this.#forget(sleeper);
        reject(new AbortedError(signal?.reason));
      });
      const sleeper: Sleeper = {
        deadline: this.#now + ms,
        background: kind === 'background',
        wake: () => {
          forget();
          resolve();
        },
      };
      this.#add(sleeper);
    });
  }

  callAfter(ms: number, action: () => void): () => void {
    let cancelled = false;
    const wake = (): void => {
      void Promise.resolve().then(() => {
        if (!cancelled) action();
      });
    };
    const sleeper: Sleeper = { deadline: this.#now + ms, background: false, wake };
    if (ms <= 0) wake();
    else this.#add(sleeper);
    return () => {
      if (cancelled) return;
      cancelled = true;
      this.#forget(sleeper);
    };
  }

  #add(sleeper: Sleeper): void {
    const later = this.#sleepers.findIndex((other) => other.deadline > sleeper.deadline);
    this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, sleeper);
    if (this.#autoAdvance) this.#jumpWhenIdle();
  }

  #forget(sleeper: Sleeper): void {
    const place = this.#sleepers.indexOf(sleeper);
    if (place >= 0) this.#sleepers.splice(place, 1);
  }

  /** Moves the time and wakes the sleepers on the way, each one at its own deadline. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    await everybodyWaits();
    for (
      let next = this.#sleepers[0];
      next !== undefined && next.deadline <= target;
      next = this.#sleepers[0]
    ) {
      this.#wakeFirst(next);
      await everybodyWaits();
    }
    this.#now = Math.max(this.#now, target);
  }

  /** Somebody waits for the time to pass. */
  get #awaited(): boolean {
    return this.#sleepers.some(({ background }) => !background);
  }

  #jumpWhenIdle(): void {
    if (this.#jumping || !this.#awaited) return;
    this.#jumping = true;
    void everybodyWaits().then(() => {
      this.#jumping = false;
      const next = this.#sleepers[0];
      if (next === undefined || !this.#awaited) return;
      this.#wakeFirst(next);
      if (this.#awaited) this.#jumpWhenIdle();
    });
  }

  #wakeFirst(sleeper: Sleeper): void {
    this.#sleepers.shift();
    this.#now = Math.max(this.#now, sleeper.deadline);
    sleeper.wake();
  }
}

/** The real one, also while a test has put fake timers in its place. */
const { setImmediate: nextTurn } = globalThis;

/** One turn of the event loop: promises that are ready run, and so do sockets with data. */
export function othersRan(): Promise<void> {
  return new Promise((resolve) => {
    nextTurn(resolve);
  });
}

async function everybodyWaits(): Promise<void> {
  do await othersRan();
  while (isLoading());
}

/** Calls `action` once after `ms`, unless the returned function is called before. */
export function callAfter(clock: Clock, ms: number, action: () => void): () => void {
  if (clock.callAfter) return clock.callAfter(ms, action);
  const cancel = new AbortController();
  clock.sleep(ms, cancel.signal).then(
    () => {
      if (!cancel.signal.aborted) action();
    },
    () => undefined,
  );
  return () => cancel.abort('cancelled');
}
