import { type AtolError, ConnectionError, TimeoutError } from '../errors.js';
import {
  attachTask,
  type ExchangeOptions,
  type Link,
  type LinkTask,
  TaskError,
  taskOf,
} from '../link/link.js';
import type { V3Host } from '../link/v3-host.js';
import type { Clock } from '../util/clock.js';

/** How a lost line is opened again: on the next call, not before. */
export interface ReconnectPolicy {
  /** Pauses before the attempts, ms; the last one is repeated. */
  delaysMs: readonly number[];
  /** Give up this long after the first attempt, ms. */
  limitMs: number;
  /**
   * True: a call that was waiting when the line died waits on; the new line is asked for its result by the task's id.
   * False: it is rejected at once, outcome `unknown`.
   */
  resumeCalls: boolean;
  /** Ends all reconnecting. */
  signal?: AbortSignal | undefined;
}

export const defaultReconnect: ReconnectPolicy = {
  delaysMs: [0, 50, 100, 250, 500, 1000, 2000],
  limitMs: 10_000,
  resumeCalls: false,
};

export type ConnectionState = 'connecting' | 'online' | 'lost' | 'closed';

/** Opens a line and a link over it; `previous` is the link that was lost. */
export type OpenLink = (previous: Link | undefined, signal: AbortSignal | undefined) => Promise<Link>;

/** The way to one register: keeps a link alive over lost lines, and says how it is. */
export class RegisterConnection {
  readonly #open: OpenLink;
  readonly #policy: ReconnectPolicy | undefined;
  readonly #clock: Clock;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  #state: ConnectionState = 'connecting';
  #link: Link | undefined;
  #opening: Promise<Link> | undefined;
  /** Called when another line was opened: what was remembered of the register may be wrong. */
  onReconnect: (() => void) | undefined;

  constructor(open: OpenLink, policy: ReconnectPolicy | undefined, clock: Clock) {
    this.#open = open;
    this.#policy = policy;
    this.#clock = clock;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Version of the link in use; undefined before the first connection. */
  get linkVersion(): Link['version'] | undefined {
    return this.#link?.version;
  }

  /** Calls the listener at every change; the returned function ends that. */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first connection: one attempt, no policy. */
  async connect(signal?: AbortSignal): Promise<void> {
    await this.#establish(signal);
  }

  /** One message, one answer. Rejects at once when the line dies, unless the policy resumes calls. */
  async exchange(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    const link = await this.#online(options.signal);
    try {
      return await link.exchange(message, options);
    } catch (error) {
      if (error instanceof TimeoutError) await this.drop();
      const task = taskOf(error);
      if (!this.#policy?.resumeCalls || !task || !isLost(error)) throw error;
      return this.resume(task, options);
    }
  }

  /** Asks the register for the result of a task whose answer did not come, over a new line if need be. */
  async resume(task: LinkTask, options: ExchangeOptions): Promise<Uint8Array> {
    const limit = this.#clock.now() + options.timeoutMs + (this.#policy?.limitMs ?? 0);
    for (;;) {
      let link: Link;
      try {
        link = await this.#online(options.signal);
      } catch (error) {
        throw asUnknown(error as AtolError, task);
      }
      try {
        // Link v2 keeps no results: only the registers can tell what became of the command.
        if (!isV3(link)) throw forgotten(task);
        const result = await link.resume(task, options);
        if (result.state === 'answer') return result.answer;
        throw result.state === 'forgotten' ? forgotten(task) : stopped(task);
      } catch (error) {
        if (error instanceof TimeoutError) await this.drop();
        // A line that dies again is opened again, within the time of the command.
        if (!isLost(error) || this.#policy === undefined || this.#clock.now() >= limit) throw error;
      }
    }
  }

  /** The outcome of all tasks of the past is known, or will be told by the registers: their results are not needed. */
  release(): void {
    if (this.#link && isV3(this.#link)) this.#link.release();
  }

  /**
   * Gives up a line that is open but silent: the link has asked again and again, so that nobody is there or half of the
   * connection is gone. The next call opens another one.
   */
  async drop(): Promise<void> {
    const link = this.#link;
    if (!link || this.#state !== 'online') return;
    this.#setState('lost');
    await link.close();
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#setState('closed');
    await this.#link?.close();
  }

  async #online(signal: AbortSignal | undefined): Promise<Link> {
    if (this.#state === 'closed')
      throw new ConnectionError('CLOSED', 'Соединение с ККТ закрыто', { outcome: 'not-sent' });
    if (this.#link && this.#state === 'online') return this.#link;
    if (!this.#policy) throw new ConnectionError('LOST', 'Связь с ККТ потеряна', { outcome: 'not-sent' });
    this.#opening ??= this.#reconnect(this.#policy, signal).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #reconnect(policy: ReconnectPolicy, signal: AbortSignal | undefined): Promise<Link> {
    const started = this.#clock.now();
    const stop = anySignal(policy.signal, signal);
    for (let attempt = 0; ; attempt++) {
      const delay = policy.delaysMs[Math.min(attempt, policy.delaysMs.length - 1)] ?? 0;
      try {
        if (delay > 0) await this.#clock.sleep(delay, stop);
        return await this.#establish(stop);
      } catch (error) {
        const failed = error as AtolError;
        failed.outcome = 'not-sent';
        const again = failed instanceof ConnectionError || failed instanceof TimeoutError;
        if (!again || stop?.aborted || this.#clock.now() - started >= policy.limitMs) throw failed;
      }
    }
  }

  async #establish(signal: AbortSignal | undefined): Promise<Link> {
    const previous = this.#link;
    this.#setState('connecting');
    let link: Link;
    try {
      link = await this.#open(previous, signal);
    } catch (error) {
      this.#setState('lost');
      throw error;
    }
    if (this.#state === ('closed' as ConnectionState)) {
      await link.close();
      throw new ConnectionError('CLOSED', 'Соединение с ККТ закрыто', { outcome: 'not-sent' });
    }
    this.#link = link;
    this.#setState('online');
    void link.closed.then(() => {
      if (this.#link === link) this.#setState('lost');
    });
    if (previous) this.onReconnect?.();
    return link;
  }

  /** Listeners are called once per change; `closed` is final. */
  #setState(state: ConnectionState): void {
    if (this.#state === 'closed' || this.#state === state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

export function isLost(error: unknown): boolean {
  return error instanceof ConnectionError && error.code === 'LOST';
}

function asUnknown(error: AtolError, task: LinkTask): AtolError {
  error.outcome = 'unknown';
  return attachTask(error, task);
}

function isV3(link: Link): link is V3Host {
  return link.version === 'v3';
}

function forgotten(task: LinkTask): TaskError {
  const message = 'ККТ не помнит задания: выполнено оно или нет, скажут её регистры';
  return attachTask(new TaskError('TASK_FORGOTTEN', message, 'unknown'), task);
}

function stopped(task: LinkTask): TaskError {
  return attachTask(
    new TaskError('TASK_STOPPED', 'Задание не выполнялось: предыдущее завершилось ошибкой', 'refused'),
    task,
  );
}

function anySignal(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b ? AbortSignal.any([a, b]) : (a ?? b);
}
