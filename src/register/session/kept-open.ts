import type { Clock } from '../../util/clock.js';
import type { RegisterConnection } from './connection.js';

/** Pause before a lost line is looked for again, ms. */
const PAUSE_MS = 3000;

/** Lines are opened again by the next call; this one does it when nobody calls: the register sends something of its own. */
export class KeptOpen {
  readonly #connection: RegisterConnection;
  readonly #clock: Clock;
  readonly #end = new AbortController();
  #trying = false;

  constructor(connection: RegisterConnection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    connection.onState((state) => {
      if (state === 'closed') this.#end.abort();
      if (state === 'lost') void this.#search();
    });
  }

  async #search(): Promise<void> {
    if (this.#trying) return;
    this.#trying = true;
    try {
      while (this.#connection.state !== 'online') {
        await this.#clock.sleep(PAUSE_MS, this.#end.signal, 'background');
        // It says itself how it went: a line that was not found is looked for again.
        if (this.#connection.state === 'lost') await this.#connection.reopen().catch(() => undefined);
      }
    } catch {
      // Closed.
    } finally {
      this.#trying = false;
    }
  }
}
