import { AbortedError } from '../../../src/errors.js';
import type { Clock, SleepKind } from '../../../src/util/clock.js';

/** A clock that runs many times faster than the computer's, for lines that need real time. */
export class ScaledClock implements Clock {
  readonly #factor: number;
  readonly #begin: number;
  readonly #started = performance.now();

  constructor(factor: number, begin: number) {
    this.#factor = factor;
    this.#begin = begin;
  }

  now(): number {
    return Math.round(this.#begin + (performance.now() - this.#started) * this.#factor);
  }

  sleep(ms: number, signal?: AbortSignal, kind?: SleepKind): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new AbortedError(signal.reason));
        return;
      }
      const abort = (): void => {
        clearTimeout(timer);
        reject(new AbortedError(signal?.reason));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, ms / this.#factor);
      if (kind === 'background') timer.unref();
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
