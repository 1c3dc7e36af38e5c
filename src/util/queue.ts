import { AbortedError } from '../errors.js';
import { onAbort } from './signal.js';

/** Unbounded queue between a producer and one reader; what was pushed before the end is still delivered. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #ended = false;
  #failure: unknown;
  /** The reader, who waits. */
  #wake: (() => void) | undefined;

  /** Items that nobody has read yet. */
  get size(): number {
    return this.#items.length;
  }

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

  /** No generator: those make three promises for every item. */
  [Symbol.asyncIterator](): AsyncIterator<T, void, undefined> {
    return { next: () => nextWhenReady(this.#take, this.#onWake) };
  }

  readonly #onWake = (wake: (() => void) | undefined): void => {
    this.#wake = wake;
  };

  readonly #take = (): IteratorResult<T, void> | undefined => {
    if (this.#items.length > 0) return { done: false, value: this.#items.shift() as T };
    if (!this.#ended) return undefined;
    if (this.#failure !== undefined) throw this.#failure;
    return END;
  };

  #finish(failure: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake?.();
  }
}

const END = { done: true, value: undefined } as const;

/**
 * What `take` has, throws, or will have: it is asked again whenever the function that `onWake` was given is called.
 * One reader at a time.
 */
export function nextWhenReady<T>(
  take: () => T | undefined,
  onWake: (wake: (() => void) | undefined) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const attempt = (): void => {
      try {
        const item = take();
        onWake(item === undefined ? attempt : undefined);
        if (item !== undefined) resolve(item);
      } catch (error) {
        onWake(undefined);
        reject(error);
      }
    };
    attempt();
  });
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
    const turn = this.enter(signal);
    if (turn !== undefined) await turn;
    try {
      return await job();
    } finally {
      this.leave();
    }
  }

  /** `run` in two halves, for those who call it often: nothing when the turn is there at once. `leave` has to follow. */
  enter(signal?: AbortSignal): Promise<void> | undefined {
    if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
    if (this.#running >= this.#limit || this.#waiting.size > 0) return this.#turn(signal);
    this.#running++;
    return undefined;
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
  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
