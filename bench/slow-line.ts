import type { Connection } from '../src/transport/index.js';
import type { Clock } from '../src/util/clock.js';

/** What the line between host and register is like. */
export interface LineSpeed {
  readonly name: string;
  /** Time that every answer takes on top, ms: what a round trip costs. */
  readonly delayMs?: number;
  /** Full duplex, eight bits with a start and a stop bit. */
  readonly baudRate?: number;
}

const BITS_PER_BYTE = 10;

/** One direction of a line: bytes follow each other at its speed, and then need their time to arrive. */
class Direction {
  readonly #msPerByte: number;
  readonly #delayMs: number;
  readonly #clock: Clock;
  #freeAt = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(delayMs: number, baudRate: number | undefined, clock: Clock) {
    this.#msPerByte = baudRate === undefined ? 0 : (1000 * BITS_PER_BYTE) / baudRate;
    this.#delayMs = delayMs;
    this.#clock = clock;
  }

  /** Calls `deliver` when so many bytes have arrived, in the order of the calls. */
  carry(bytes: number, deliver: () => void): Promise<void> {
    this.#freeAt = Math.max(this.#freeAt, this.#clock.now()) + bytes * this.#msPerByte;
    const due = this.#freeAt + this.#delayMs;
    this.#last = this.#last.then(() => this.#clock.sleep(due - this.#clock.now())).then(deliver);
    return this.#last;
  }
}

/** The register's end of a line of this speed. */
export function slowLine(
  connection: Connection,
  { delayMs = 0, baudRate }: LineSpeed,
  clock: Clock = fineClock,
): Connection {
  if (delayMs === 0 && baudRate === undefined) return connection;
  const toHost = new Direction(delayMs, baudRate, clock);
  const toDevice = new Direction(0, baudRate, clock);
  return {
    async write(chunk) {
      void toHost.carry(chunk.length, () => {
        // A line that died is noticed by the reader.
        connection.write(chunk).catch(() => undefined);
      });
    },
    close: () => connection.close(),
    async *[Symbol.asyncIterator]() {
      for await (const chunk of connection) {
        await toDevice.carry(chunk.length, () => undefined);
        yield chunk;
      }
    },
  };
}

/** Timers are good for whole milliseconds only; the rest is waited for turn by turn. */
const fineClock: Clock = {
  now: () => performance.now(),
  async sleep(ms) {
    const due = performance.now() + ms;
    if (ms > 2) await new Promise((resolve) => setTimeout(resolve, ms - 2));
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
  },
};
