/*
 * Limits that hold. On Node 20 a signal of `AbortSignal.any()` never fires for an `AbortSignal.timeout()` among its sources once garbage
 * was collected: it holds them weakly, and nobody else holds that one. A fetch, too, may forget its signal (nodejs/node#55428).
 */

/** Fires when the signal does, or after so many milliseconds with a TimeoutError. */
export function limited(ms: number, signal?: AbortSignal): AbortSignal {
  const over = new AbortController();
  const late = (): void => over.abort(new DOMException(`nothing within ${ms} ms`, 'TimeoutError'));
  setTimeout(late, ms).unref();
  return signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
}

/** What `work` gives; rejects with the reason of the signal when that fires before. */
export async function within<T>(limit: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const over = new Promise<never>((_, reject) => {
    stop = () => reject(limit.reason);
    limit.addEventListener('abort', stop, { once: true });
    if (limit.aborted) stop();
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    limit.removeEventListener('abort', stop);
  }
}

/** The body of an answer; throws what `tooLarge` makes when it has more than `most` bytes. */
export async function bodyOf(
  response: Response,
  limit: AbortSignal,
  most: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done = true, value } = (reader && (await within(limit, reader.read()))) ?? {};
      if (done || value === undefined) return Buffer.concat(chunks);
      length += value.length;
      if (length > most) throw tooLarge();
      chunks.push(value);
    }
  } finally {
    reader?.cancel().catch(() => undefined);
  }
}
