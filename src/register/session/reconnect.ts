import { restated } from '../../errors/restated.js';
import { AbortedError, type AtolError, ConnectionError, TimeoutError } from '../../errors.js';
import type { Link } from '../../link/link.js';
import { type Clock, callAfter } from '../../util/clock.js';
import { onAbort } from '../../util/signal.js';
import { closed } from './lost-tasks.js';

/** How a lost line is opened again: on the next call, not before. */
export interface ReconnectPolicy {
  /** Pauses before the attempts, ms; the last one is repeated. */
  delaysMs: readonly number[];
  /** Give up this long after the first attempt began, ms; an attempt that is going on then is given up, too. 0: one attempt. */
  limitMs: number;
  /**
   * True: a call that was waiting when the line died waits on; the new line is asked for its result by the task's id.
   * False: it is rejected at once, outcome `unknown`.
   */
  resumeCalls: boolean;
  /** Ends all reconnecting: calls that wait for a line, and all later ones that need a new one, are rejected with AbortedError. */
  signal?: AbortSignal | undefined;
}

/** What is not given is as by default. */
export function policyOf({
  delaysMs = [0, 50, 100, 250, 500, 1000, 2000],
  limitMs = 10_000,
  resumeCalls = false,
  signal,
}: Partial<ReconnectPolicy> = {}): ReconnectPolicy {
  return { delaysMs, limitMs, resumeCalls, signal };
}

/** Attempts to open a line again; all calls that need it wait for the same ones. */
export class Reopening {
  readonly #policy: ReconnectPolicy;
  readonly #clock: Clock;
  readonly #before: number;
  readonly #stop = new AbortController();
  readonly #link: Promise<Link>;
  #waiting = 0;
  #ended = false;
  /** Why there is no line: made anew for everybody who waits. */
  #why: (() => AtolError) | undefined;

  /** @param before attempts that were made already, so that the delays go on. */
  constructor(
    open: (signal: AbortSignal) => Promise<Link>,
    policy: ReconnectPolicy,
    clock: Clock,
    before: number,
  ) {
    this.#policy = policy;
    this.#clock = clock;
    this.#before = before;
    this.#link = this.#attempts(open).finally(() => {
      this.#ended = true;
    });
    this.#link.catch(() => undefined);
  }

  /** False when it has come to its end, good or bad. */
  get running(): boolean {
    return !this.#ended && !this.#stop.signal.aborted;
  }

  /** The new line. Everybody waits as long as his signal allows; when nobody is left, the attempts end. */
  async wait(signal: AbortSignal | undefined): Promise<Link> {
    if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
    this.#waiting++;
    let forget: () => void = () => undefined;
    const left = new Promise<never>((_, reject) => {
      forget = onAbort(signal, () => reject(new AbortedError(signal?.reason, 'not-sent')));
    });
    try {
      return await Promise.race([this.#link, left]);
    } catch (error) {
      throw signal?.aborted ? error : (this.#why?.() ?? error);
    } finally {
      forget();
      if (--this.#waiting === 0 && !this.#ended) this.#stop.abort();
    }
  }

  /** The connection was closed. */
  cancel(): void {
    this.#why ??= closed;
    this.#stop.abort();
  }

  async #attempts(open: (signal: AbortSignal) => Promise<Link>): Promise<Link> {
    const { delaysMs, limitMs, signal } = this.#policy;
    const late = new AbortController();
    const forget = limitMs > 0 ? callAfter(this.#clock, limitMs, () => late.abort()) : () => undefined;
    const stop = AbortSignal.any([this.#stop.signal, late.signal, ...(signal ? [signal] : [])]);
    let failure: AtolError | undefined;
    try {
      for (let attempt = this.#before; ; attempt++) {
        const delay = delaysMs[Math.min(attempt, delaysMs.length - 1)] ?? 0;
        try {
          if (delay > 0) await this.#clock.sleep(delay, stop);
          if (stop.aborted) throw new AbortedError(stop.reason);
          return await open(stop);
        } catch (error) {
          if (stop.aborted) break;
          failure = error as AtolError;
          const again = error instanceof ConnectionError || error instanceof TimeoutError;
          if (!again || limitMs === 0) break;
        }
      }
    } finally {
      forget();
    }
    const last = failure;
    if (signal?.aborted) this.#why ??= () => new AbortedError(signal.reason, 'not-sent');
    else if (late.signal.aborted) this.#why ??= () => tooLate(limitMs, last);
    throw this.#why?.() ?? restated(last ?? new AbortedError(stop.reason), { outcome: 'not-sent' });
  }
}

function tooLate(limitMs: number, last: AtolError | undefined): ConnectionError {
  const why = last === undefined ? '' : `: ${last.message}`;
  return new ConnectionError('CONNECT_FAILED', `Связь с ККТ не восстановлена за ${limitMs} мс${why}`, {
    cause: last,
    outcome: 'not-sent',
  });
}
