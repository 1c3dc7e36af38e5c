/**
 * Fires when the signal does, or after so many milliseconds. `AbortSignal.timeout()` among those of `AbortSignal.any()` never fires
 * on Node 20 once garbage was collected: its sources are held weakly, and nobody else holds that one.
 */
export function limited(signal: AbortSignal, ms: number): AbortSignal {
  const over = new AbortController();
  setTimeout(() => over.abort(), ms).unref();
  return AbortSignal.any([signal, over.signal]);
}
