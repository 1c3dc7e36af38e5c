import { AbortedError } from '../errors.js';
import { onAbort } from './signal.js';

/** Unbounded queue between a producer and one reader; what was pushed before the end is still delivered. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #ended = false;
  #failure: unknown;
  #wake: (() => void) | undefined;

  /** Ignored after the end. */
  push(item: T): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#wake?.();
  }

  /** The reader gets what is left, then the end. */
  end(): void {
    this.#finish(undefined);
  }

  /** The reader gets what is left, then the error. */
  fail(error: unknown): void {
    this.#finish(error);
  }

  /** Forgets what was not read yet. */
  clear(): void {
    this.#items = [];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const batch = this.#items;
      this.#items = [];
      let next = 0;
      try {
        while (next < batch.length) yield batch[next++] as T;
      } finally {
        // A reader that leaves in the middle must not take the rest with it.
        if (next < batch.length) this.#items = [...batch.slice(next), ...this.#items];
      }
      if (this.#items.length > 0) continue;
      if (this.#ended) {
        if (this.#failure !== undefined) throw this.#failure;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  #finish(failure: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake?.();
  }
}

/** Runs jobs in the order of their arrival, at most `limit` at a time. */
export class JobQueue {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limit = 1) {
    this.#limit = limit;
  }

  /** Jobs that have not begun. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Jobs that have begun and not ended. */
  get running(): number {
    return this.#running;
  }

  /** Rejects with AbortedError (outcome `not-sent`) when the signal fires before the job begins; after that the job is on its own. */
  async run<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
    if (this.#running < this.#limit && this.#waiting.size === 0) this.#running++;
    else await this.#turn(signal);
    try {
      return await job();
    } finally {
      this.#leave();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        forget();
        resolve();
      };
      const forget = onAbort(signal, () => {
        this.#waiting.delete(start);
        reject(new AbortedError(signal?.reason, 'not-sent'));
      });
      this.#waiting.add(start);
    });
  }

  /** The place passes to the next in line at once, so that nobody can overtake it. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
