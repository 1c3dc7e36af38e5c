import type { ConnectionError } from '../../errors.js';
import type { Connection } from '../../transport/transport.js';
import { type Clock, realClock } from '../../util/clock.js';
import { JobQueue } from '../../util/queue.js';
import type { ExchangeOptions, Link, LinkTask, Trace } from '../link.js';
import { type ResumeResult, withTrail } from './host-task.js';
import { HostTasks } from './host-tasks.js';
import type { V3HostState } from './ledger.js';
import {
  askForAll,
  type QueuedMessage,
  type QueuedResult,
  QueuedTasks,
  type QueueOptions,
} from './queued-tasks.js';
import { V3_TIMERS, type V3Timers } from './timers.js';

export interface V3HostOptions {
  /** What an earlier connection to the same register left: ids go on counting, open tasks can be resumed. */
  state?: V3HostState | undefined;
  timers?: Partial<V3Timers> | undefined;
  clock?: Clock | undefined;
  trace?: Trace | undefined;
  /** Ends the wait for the first reply. */
  signal?: AbortSignal | undefined;
}

/** The host's side of link v3 over one connection. When a command is repeated, and when not, is told at `HostTasks`. */
export class V3Host implements Link {
  readonly version = 'v3';
  readonly #turns = new JobQueue();
  readonly #tasks: HostTasks;

  private constructor(connection: Connection, options: V3HostOptions) {
    const { state, trace, clock = realClock } = options;
    const timers = { ...V3_TIMERS, ...options.timers };
    this.#tasks = new HostTasks(connection, { state, timers, clock, trace });
  }

  /**
   * Takes over a fresh connection; it is closed again when this fails. Without `state` the register's buffer is cleared (C4)
   * before anything else.
   *
   * @throws TimeoutError `NO_LINK` when nobody answers as a register does, ConnectionError, AbortedError.
   */
  static async open(connection: Connection, options: V3HostOptions = {}): Promise<V3Host> {
    const host = new V3Host(connection, options);
    const { channel } = host.#tasks;
    try {
      if (options.state === undefined) await channel.clearBuffer(options.signal);
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  get closed(): Promise<ConnectionError | undefined> {
    return this.#tasks.channel.closed;
  }

  /** For the next connection to the same register. */
  get state(): V3HostState {
    return this.#tasks.channel.state;
  }

  /** The way of every command: no async function, each of which would cost it half a kilobyte. */
  exchange(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    try {
      const turn = this.#turns.enter(options.signal);
      if (turn === undefined) return this.#answered(message, options);
      return turn.then(
        () => this.#answered(message, options),
        (error) => Promise.reject(withTrail(error)),
      );
    } catch (error) {
      return Promise.reject(withTrail(error));
    }
  }

  #answered(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    return this.#tasks.answer(message, options).then(this.#onAnswer, this.#onFailure);
  }

  readonly #onAnswer = (answer: Uint8Array): Uint8Array => {
    this.#turns.leave();
    return answer;
  };

  readonly #onFailure = (error: unknown): never => {
    this.#turns.leave();
    throw withTrail(error);
  };

  /**
   * Queues several commands in the register, each without waiting for the answer to the one before; the acknowledgements of
   * earlier results travel in the same packets (C5). The first refusal stops those behind it.
   * Tasks of the past are given up: a refusal stops the queue only while none of them is left to be asked for.
   *
   * @returns what became of each, in their order, when everything is known. Rejects only when nothing was sent: AbortedError.
   */
  queue(messages: readonly QueuedMessage[], options: QueueOptions): Promise<readonly QueuedResult[]> {
    return this.#inTurn(options, () => {
      this.release();
      return new QueuedTasks(this.#tasks, messages, options).send();
    });
  }

  /**
   * Asks for the result of a task whose outcome is unknown, on this or on a later connection.
   * With `safe` a task that the register does not know is sent again under the same id.
   */
  resume(task: LinkTask, options: ExchangeOptions): Promise<ResumeResult> {
    return this.#inTurn(options, () => this.#tasks.resume(task, options));
  }

  /** Asks for the results of several tasks at once. Rejects only as `queue` does. */
  resumeAll(
    tasks: ReadonlyArray<{ readonly task: LinkTask; readonly timeoutMs: number }>,
    signal?: AbortSignal,
  ): Promise<readonly QueuedResult[]> {
    return this.#inTurn({ signal }, () => askForAll(this.#tasks, tasks, signal));
  }

  /** The outcome of a task, or of all of the past, became known in another way: the results are not needed any more. */
  release(task?: LinkTask): void {
    const { channel } = this.#tasks;
    if (task === undefined) channel.tids.releaseUnresolved();
    else if (channel.tids.unresolved.has(task.tid)) channel.tids.acknowledgeLater(task.tid);
    channel.sendPendingSoon();
  }

  async close(): Promise<void> {
    const { channel } = this.#tasks;
    if (channel.ended === undefined) {
      channel.tids.releaseKept();
      channel.sendPending();
    }
    await channel.end();
  }

  async #inTurn<T>({ signal }: { signal?: AbortSignal | undefined }, job: () => Promise<T>): Promise<T> {
    try {
      const turn = this.#turns.enter(signal);
      if (turn !== undefined) await turn;
      try {
        return await job();
      } finally {
        this.#turns.leave();
      }
    } catch (error) {
      throw withTrail(error);
    }
  }
}
