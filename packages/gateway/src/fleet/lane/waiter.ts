/** What a lane waits for, one thing at a time: somebody may wake it, and so does its time. */
export class Waiter {
  #waiting: { readonly until: number; readonly wake: () => void } | undefined;

  wake(): void {
    this.#waiting?.wake();
  }

  /** The time passes. */
  tick(now: number): void {
    if (this.#waiting && now >= this.#waiting.until) this.#waiting.wake();
  }

  until(until: number): Promise<void> {
    return new Promise((resolve) => {
      this.begin(until, () => {
        this.end();
        resolve();
      });
    });
  }

  /** Whoever waits says `end()` when it is over. */
  begin(until: number, wake: () => void): void {
    this.#waiting = { until, wake };
  }

  end(): void {
    this.#waiting = undefined;
  }
}
