import { AbortedError } from '../errors.js';
import { onAbort } from './signal.js';

/** Unbounded queue between a producer and one reader; what was pushed before the end is still delivered. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #ended = false;
  #failure: unknown;
  readonly #reading = new Reading(() => this.#take());

  /** Items that nobody has read yet. */
  get size(): number {
    return this.#items.length;
  }

  /** Ignored after the end. */
  push(item: T): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#reading.wake();
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
    return this.#reading;
  }

  #take(): IteratorResult<T, void> | undefined {
    if (this.#items.length > 0) return { done: false, value: this.#items.shift() as T };
    if (!this.#ended) return undefined;
    if (this.#failure !== undefined) throw this.#failure;
    return END;
  }

  #finish(failure: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#reading.wake();
  }
}

const END = { done: true, value: undefined } as const;

/**
 * What `take` has, throws, or will have: it is asked again at every `wake`. One reader at a time; nothing but the promise is made for
 * what he waits for.
 */
export class Reading<T> {
  readonly #take: () => T | undefined;
  /** Of the reader, while he waits. */
  #resolve: ((item: T) => void) | undefined;
  #reject!: (error: unknown) => void;

  constructor(take: () => T | undefined) {
    this.#take = take;
  }

  next(): Promise<T> {
    return new Promise(this.#begin);
  }

  wake(): void {
    const resolve = this.#resolve;
    if (resolve === undefined) return;
    try {
      const item = this.#take();
      if (item === undefined) return;
      this.#resolve = undefined;
      resolve(item);
    } catch (error) {
      this.#resolve = undefined;
      this.#reject(error);
    }
  }

  readonly #begin = (resolve: (item: T) => void, reject: (error: unknown) => void): void => {
    this.#resolve = resolve;
    this.#reject = reject;
    this.wake();
  };
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
  async inTurn<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.enter(signal);
    if (turn !== undefined) await turn;
    try {
      return await job();
    } finally {
      this.leave();
    }
  }

  /** `inTurn` in two halves, for those who call it often: nothing when the turn is there at once. `leave` has to follow. */
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
