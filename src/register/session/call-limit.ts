import { AbortedError, TimeoutError } from '../../errors.js';
import { attachTask, taskOf } from '../../link/link.js';
import { type Clock, callAfter } from '../../util/clock.js';
import { MAX_TIMER_MS } from '../../util/options.js';
import { onAbort } from '../../util/signal.js';

export interface CallOptions {
  /** Ends the wait within 100 ms, never the register: what it has begun it ends. */
  signal?: AbortSignal | undefined;
  /**
   * Longest wait of the whole call, ms: its turn, reconnecting and all of its commands included. Without it each command has
   * its own limit.
   */
  timeoutMs?: number | undefined;
}

/**
 * What is left to an operation whose caller has gone, ms: enough for a register on a good line to cancel a receipt and to say
 * so, and less than anybody notices.
 */
export const GRACE_MS = 50;

/** The bounds of one call, which hold for everything that is done in its course. */
export class CallLimit {
  /** For waits that are the caller's: fires with his signal. */
  readonly #atOnce = new AbortController();
  /** For what is put in order after him. */
  readonly #cut = new AbortController();
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: number;
  readonly #release: Array<() => void> = [];

  private constructor(clock: Clock, { signal, timeoutMs }: CallOptions) {
    this.#clock = clock;
    this.#signal = signal;
    this.#deadline = timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + timeoutMs;
    const end = (): void => {
      this.#atOnce.abort(signal?.reason);
      this.#release.push(callAfter(clock, GRACE_MS, () => this.#cut.abort(signal?.reason)));
    };
    if (signal?.aborted) end();
    else this.#release.push(onAbort(signal, end));
    if (timeoutMs === undefined) return;
    const late = (): void => {
      const reason = new TimeoutError('NO_ANSWER', `Вызов не завершён за ${timeoutMs} мс`);
      this.#atOnce.abort(reason);
      this.#cut.abort(reason);
    };
    // The link ends its own waits at the deadline, and knows best what became of its command.
    this.#release.push(callAfter(clock, Math.min(timeoutMs + GRACE_MS, MAX_TIMER_MS), late));
  }

  /** Nothing for a call without bounds. */
  static of(clock: Clock, { signal, timeoutMs }: CallOptions = {}): CallLimit | undefined {
    return signal === undefined && timeoutMs === undefined
      ? undefined
      : new CallLimit(clock, { signal, timeoutMs });
  }

  /** Fires as soon as the caller does not wait any more. */
  get signal(): AbortSignal {
    return this.#atOnce.signal;
  }

  /** The signal for a wait within this call; `given` is the caller's own one, or that of something inside. */
  within(given: AbortSignal | undefined): AbortSignal {
    if (given === undefined) return this.#cut.signal;
    return given === this.#signal ? this.#atOnce.signal : AbortSignal.any([given, this.#cut.signal]);
  }

  /** What is left of the time for one answer. */
  left(ms: number): number {
    const rest = this.#deadline - this.#clock.now();
    return Math.min(ms, Math.max(1, rest > 0 ? rest : rest + GRACE_MS));
  }

  /** The error as the caller sees it: that his time is over is no abort. */
  asSeen(error: unknown): unknown {
    const { reason } = this.#atOnce.signal;
    if (!(error instanceof AbortedError) || !(reason instanceof TimeoutError)) return error;
    const late = new TimeoutError(reason.code, reason.message, {
      cause: error,
      outcome: error.outcome ?? 'unknown',
    });
    const task = taskOf(error);
    return task === undefined ? late : attachTask(late, task);
  }

  /** The call is over. */
  end(): void {
    for (const release of this.#release) release();
  }
}

/** Another call is waited for that has bounds of its own. */
export async function waitFor<T>(
  clock: Clock,
  other: Promise<T>,
  options: CallOptions | undefined,
): Promise<T> {
  const limit = CallLimit.of(clock, options);
  if (limit === undefined) return other;
  const { signal } = limit;
  let forget: () => void = () => undefined;
  const left = new Promise<never>((_, reject) => {
    const leave = (): void => reject(limit.asSeen(new AbortedError(signal.reason, 'unknown')));
    if (signal.aborted) leave();
    forget = onAbort(signal, leave);
  });
  try {
    return await Promise.race([other, left]);
  } finally {
    forget();
    limit.end();
  }
}
