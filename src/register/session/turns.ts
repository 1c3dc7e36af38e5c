import { AtolError } from '../../errors.js';
import type { Clock } from '../../util/clock.js';
import { JobQueue } from '../../util/queue.js';
import { CallLimit, waitFor } from './call-limit.js';
import type { CallOptions } from './call-options.js';
import type { RegisterConnection } from './connection.js';

/** The one queue: calls of the user come one after another, and each of them has its bounds. */
export class Turns {
  readonly #connection: RegisterConnection;
  readonly #clock: Clock;
  readonly #queue = new JobQueue(1);

  constructor(connection: RegisterConnection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /**
   * A call of the user: it waits for its turn, and its signal and time limit hold for whatever is done in its course.
   * What fails in an unforeseen way is an error of ours, too.
   */
  async inTurn<T>(options: CallOptions | undefined, job: () => Promise<T>): Promise<T> {
    const connection = this.#connection;
    const limit = CallLimit.of(this.#clock, options);
    try {
      const turn = this.#queue.enter(limit?.signal);
      if (turn !== undefined) await turn;
      connection.limit = limit;
      try {
        return await job();
      } finally {
        connection.limit = undefined;
        this.#queue.leave();
      }
    } catch (error) {
      // Whoever finds out later what became of this call asks the FN, so that the register may forget its tasks.
      connection.release();
      if (!(error instanceof AtolError)) throw unforeseen(error);
      throw limit?.asSeen(error) ?? error;
    } finally {
      limit?.end();
    }
  }

  /** A call of the user is being served. */
  get busy(): boolean {
    return this.#queue.running > 0;
  }

  /** Waits for another call, as long as the options allow. */
  waitFor<T>(other: Promise<T>, options: CallOptions | undefined): Promise<T> {
    return waitFor(this.#clock, other, options);
  }
}

/** A fault of this package, or of something that it was given. */
function unforeseen(error: unknown): AtolError {
  const message = error instanceof Error ? error.message : String(error);
  return new AtolError('INTERNAL', `Непредвиденная ошибка: ${message}`, { cause: error, outcome: 'unknown' });
}
