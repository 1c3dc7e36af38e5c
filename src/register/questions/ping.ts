import { AbortedError, TimeoutError } from '../../errors.js';
import { callAfter } from '../../util/clock.js';
import { milliseconds, type OptionRules, signal } from '../../util/options.js';
import type { Dialect } from '../dialect.js';
import type { Exclusive } from '../session/exclusive.js';

export interface PingOptions {
  /** Ends the wait. */
  signal?: AbortSignal | undefined;
  /** How long the answer may take, the wait for its turn and for a line included, ms. Default 2000. */
  timeoutMs?: number | undefined;
}

export const pingRules = { signal, timeoutMs: milliseconds(1) } satisfies OptionRules<PingOptions>;

export interface Ping {
  /** True: nothing was sent, as an operation of ours is going on and the register has answered within the limit. */
  busy: boolean;
  /** Time that the answer took; with `busy` the age of the last one, ms. */
  ms: number;
}

const TIMEOUT_MS = 2000;

/** The smallest question, once. */
export async function ping(
  { clock, idleMs, questions }: Pick<Dialect, 'clock' | 'idleMs' | 'questions'>,
  exclusive: Exclusive,
  working: boolean,
  { signal, timeoutMs = TIMEOUT_MS }: PingOptions,
): Promise<Ping> {
  if (working && idleMs <= timeoutMs) return { busy: true, ms: idleMs };
  const started = clock.now();
  const over = new AbortController();
  const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  const settle = callAfter(clock, timeoutMs, () => over.abort('limit'));
  try {
    await exclusive({ signal: either }, () => questions.ping({ signal: either }));
    return { busy: false, ms: clock.now() - started };
  } catch (error) {
    if (error instanceof AbortedError && over.signal.aborted && !signal?.aborted)
      throw new TimeoutError('NO_ANSWER', `ККТ не ответила за ${timeoutMs} мс`, {
        cause: error,
        outcome: error.outcome ?? 'unknown',
      });
    throw error;
  } finally {
    settle();
  }
}
