import type { Clock } from '../../util/clock.js';
import { GRACE_MS } from './call-limit.js';

/**
 * Runs what finds out an outcome with the caller's signal. When that has been given already, it is why there is an outcome to
 * be found out: a moment is left, in which a register that answers has told it.
 */
export async function withGrace<T>(
  clock: Clock,
  signal: AbortSignal | undefined,
  job: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (!signal?.aborted) return job(signal);
  const grace = new AbortController();
  const ended = new AbortController();
  const late = clock.sleep(GRACE_MS, ended.signal).then(
    () => grace.abort(signal.reason),
    () => undefined,
  );
  try {
    return await job(grace.signal);
  } finally {
    ended.abort();
    await late;
  }
}
