import { layerLog } from './debug.js';

const log = layerLog('command');

/** Those who want to know: any number of them, each told once per event, all subscribed alike. */
export class Observers<T> {
  readonly #listeners = new Set<(event: T) => unknown>();
  readonly #early: T[] = [];
  readonly #keep: number;

  /** @param keep events, at most, that are kept until somebody listens: the newest ones. */
  constructor(keep = 0) {
    this.#keep = keep;
  }

  /**
   * Calls the listener at every event; the returned function ends that. The same function twice is two subscriptions. What was kept
   * is told at once, to the first one only.
   */
  on(listener: (event: T) => void): () => void {
    const own = (event: T): unknown => listener(event);
    this.#listeners.add(own);
    for (const event of this.#early.splice(0)) tell(own, event);
    return () => void this.#listeners.delete(own);
  }

  /** Nobody listens, so that an event need not be made. */
  get none(): boolean {
    return this.#listeners.size === 0 && this.#keep === 0;
  }

  tell(event: T): void {
    if (this.#keep > 0 && this.#listeners.size === 0) {
      this.#early.push(event);
      if (this.#early.length > this.#keep) this.#early.shift();
    }
    for (const listener of this.#listeners) tell(listener, event);
  }
}

/**
 * Tells an observer, who stands beside the way and never on it: what he throws, or promises in vain, is his own affair and goes to
 * the log `atol:command`.
 */
export function tell<T>(observer: ((event: T) => unknown) | undefined, event: T): void {
  if (!observer) return;
  try {
    const promised = observer(event);
    if (promised instanceof Promise) promised.catch(failed);
  } catch (error) {
    failed(error);
  }
}

function failed(error: unknown): void {
  log('a listener failed: %s', error instanceof Error ? error.message : String(error));
}
