import { AbortedError, type AtolError, ConnectionError, TimeoutError } from '../../errors.js';
import { type ExchangeOptions, type Link, type LinkTask, TaskError, taskOf } from '../../link/link.js';
import type { V3Host } from '../../link/v3/host.js';
import type { ResumeResult } from '../../link/v3/host-task.js';
import type { QueuedMessage, QueuedResult, QueueOptions } from '../../link/v3/queued-tasks.js';
import type { Clock } from '../../util/clock.js';
import { callback, checkArgument } from '../../util/options.js';
import { onAbort } from '../../util/signal.js';
import type { CallLimit } from './call-limit.js';
import { type ConnectionState, ConnectionStates, type ConnectionView } from './connection-state.js';
import { asUnknown, closed, forgotten, stopped } from './lost-tasks.js';
import { type ReconnectPolicy, Reopening } from './reconnect.js';

/** A task of the past, and how long its result may take, ms. */
export interface AskedTask {
  readonly task: LinkTask;
  readonly timeoutMs: number;
}

/** Opens a line and a link over it; `previous` is the link that was lost. */
export type OpenLink = (previous: Link | undefined, signal: AbortSignal | undefined) => Promise<Link>;

/** The way to one register: keeps a link alive over lost lines, and says how it is. */
export class RegisterConnection {
  readonly #open: OpenLink;
  readonly #policy: ReconnectPolicy | undefined;
  readonly #clock: Clock;
  readonly #states = new ConnectionStates();
  #link: Link | undefined;
  #reopening: Reopening | undefined;
  #lines = 0;
  /** Lines that were opened again one after another without an answer on any of them. */
  #unanswered = 0;
  /** The line before, while it is being closed: a serial port opens again only after that. */
  #closing: Promise<void> = Promise.resolve();
  /** Bounds of the call in whose course the register is asked now: every wait here ends with it. */
  limit: CallLimit | undefined;
  /** Called when another line was opened: what was remembered of the register may be wrong. */
  onReconnect: (() => void) | undefined;

  constructor(open: OpenLink, policy: ReconnectPolicy | undefined, clock: Clock) {
    this.#open = open;
    this.#policy = policy;
    this.#clock = clock;
  }

  get state(): ConnectionState {
    return this.#states.current;
  }

  /** Version of the link in use; undefined before the first connection. */
  get linkVersion(): Link['version'] | undefined {
    return this.#link?.version;
  }

  /** How many lines were opened so far: another host may have come between two of them. */
  get lines(): number {
    return this.#lines;
  }

  /** Calls the listener at every change; the returned function ends that. */
  onState(listener: (state: ConnectionState) => void): () => void {
    return this.#states.on(listener);
  }

  /** What the owner of the register may see of it. */
  view(): ConnectionView {
    const states = this.#states;
    const lines = (): number => this.#lines;
    return Object.freeze({
      get state() {
        return states.current;
      },
      get lines() {
        return lines();
      },
      onState: (listener: (state: ConnectionState) => void) => {
        checkArgument(listener, 'listener', callback);
        return states.on(listener);
      },
    });
  }

  /** The first connection: one attempt, no policy. */
  async connect(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
    let forget: () => void = () => undefined;
    const left = new Promise<never>((_, reject) => {
      forget = onAbort(signal, () => reject(new AbortedError(signal?.reason, 'not-sent')));
    });
    try {
      await Promise.race([this.#establish(signal), left]);
    } finally {
      forget();
    }
  }

  /** Opens a line if there is none, as a call would. */
  async reopen(): Promise<void> {
    await this.#online(undefined);
  }

  /**
   * One message, one answer. Rejects at once when the line dies, unless the policy resumes calls. No async function on the way of every
   * command: a callback behind the link's promise costs a third of it.
   */
  exchange(message: Uint8Array, given: ExchangeOptions): Promise<Uint8Array> {
    const options = this.#bounded(given);
    const link = this.#ready;
    return link === undefined
      ? this.#online(options.signal).then((opened) => this.#exchangeOver(opened, message, options))
      : this.#exchangeOver(link, message, options);
  }

  #exchangeOver(link: Link, message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    return link.exchange(message, options).then(this.#onAnswer, (error: AtolError) => {
      const again = this.#policy && isLost(error) && error.outcome === 'not-sent';
      if (!again) return this.#afterFailure(error, link, options);
      // The line was dead already, and this call is the first to notice.
      this.#noteEnd(link);
      return this.#overNewLine(message, options);
    });
  }

  /** An answer came: the line is good. */
  readonly #onAnswer = (answer: Uint8Array): Uint8Array => {
    this.#unanswered = 0;
    return answer;
  };

  async #overNewLine(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    const link = await this.#online(options.signal);
    try {
      return await this.#heard(link.exchange(message, options));
    } catch (error) {
      return await this.#afterFailure(error, link, options);
    }
  }

  /** The answer to what was sent, if the policy resumes calls; otherwise it is the caller who learns that there is none. */
  async #afterFailure(error: unknown, link: Link, options: ExchangeOptions): Promise<Uint8Array> {
    if (error instanceof TimeoutError) this.drop();
    if (!isLost(error)) throw error;
    this.#noteEnd(link);
    const task = taskOf(error);
    if (!this.#policy?.resumeCalls || !task) throw error;
    return await this.resume(task, options);
  }

  /** An answer came: the line is good. */
  async #heard<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    this.#unanswered = 0;
    return value;
  }

  /**
   * Several commands queued in the register (link v3 only): see `V3Host.queue`. Rejects only when nothing was sent; results
   * that were lost with the line are left to `resumeAll`.
   */
  queue(messages: readonly QueuedMessage[], given: QueueOptions): Promise<readonly QueuedResult[]> {
    const bounded = this.limit !== undefined;
    const options = bounded ? { ...given, signal: this.#signal(given.signal) } : given;
    const timed = bounded ? messages.map((one) => this.#within(one)) : messages;
    const link = this.#ready;
    const queued =
      link !== undefined && isV3(link)
        ? link.queue(timed, options)
        : this.#online(options.signal).then((opened) => v3(opened).queue(timed, options));
    return queued.then(this.#onQueued);
  }

  readonly #onQueued = (results: readonly QueuedResult[]): readonly QueuedResult[] => {
    if (results.some(isSilence)) this.drop();
    return results;
  };

  /** Asks for the results of several tasks, over new lines if need be; each ends as `resume` does. */
  async resumeAll(given: readonly AskedTask[], ofCaller?: AbortSignal): Promise<readonly QueuedResult[]> {
    const signal = this.#signal(ofCaller);
    const asked = given.map((one) => this.#within(one));
    const patience = asked.reduce((sum, { timeoutMs }) => sum + timeoutMs, this.#policy?.limitMs ?? 0);
    const limit = this.#clock.now() + patience;
    const known = new Map<AskedTask, QueuedResult>();
    for (;;) {
      const open = asked.filter((one) => !known.has(one));
      const results = await this.#askAll(open, signal);
      if (results.some((result) => 'answer' in result)) this.#unanswered = 0;
      const again = this.#policy !== undefined && this.#clock.now() < limit;
      open.forEach((one, index) => {
        const result = results[index] as QueuedResult;
        if (!again || !('error' in result && isLost(result.error))) known.set(one, result);
      });
      if (results.some(isSilence)) this.drop();
      if (known.size === asked.length) return asked.map((one) => known.get(one) as QueuedResult);
    }
  }

  async #askAll(open: readonly AskedTask[], signal?: AbortSignal): Promise<readonly QueuedResult[]> {
    try {
      return await v3(await this.#online(signal)).resumeAll(open, signal);
    } catch (error) {
      throw asUnknown(error as AtolError, (open[0] as AskedTask).task);
    }
  }

  /** Asks the register for the result of a task whose answer did not come, over a new line if need be. */
  async resume(task: LinkTask, given: ExchangeOptions): Promise<Uint8Array> {
    const options = this.#bounded(given);
    const limit = this.#clock.now() + options.timeoutMs + (this.#policy?.limitMs ?? 0);
    for (;;) {
      let result: ResumeResult;
      let link: Link | undefined;
      try {
        link = await this.#online(options.signal);
        result = await this.#heard(canResume(link) ? link.resume(task, options) : askV2(link, task, options));
      } catch (error) {
        if (error instanceof TimeoutError) this.drop();
        if (isLost(error) && link !== undefined) this.#noteEnd(link);
        // A line that dies again is opened again, within the time of the command.
        if (isLost(error) && this.#policy !== undefined && this.#clock.now() < limit) continue;
        throw asUnknown(error as AtolError, task);
      }
      if (result.state === 'answer') return result.answer;
      throw result.state === 'forgotten' ? forgotten(task) : stopped(task);
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
  drop(): void {
    const link = this.#link;
    if (!link || this.state !== 'online') return;
    this.#states.set('lost');
    this.#closing = link.close();
  }

  /** Calls that wait for an answer or for a new line are rejected at once. Idempotent, never rejects. */
  async close(): Promise<void> {
    if (this.state === 'closed') return;
    this.#states.set('closed');
    this.#reopening?.cancel();
    await Promise.all([this.#link?.close(), this.#closing]);
  }

  #bounded(options: ExchangeOptions): ExchangeOptions {
    if (this.limit === undefined) return options;
    const { timeoutMs, t5Ms, signal } = options;
    return {
      ...options,
      timeoutMs: this.#left(timeoutMs),
      ...(t5Ms !== undefined && { t5Ms: this.#left(t5Ms) }),
      signal: this.#signal(signal),
    };
  }

  #left(ms: number): number {
    return this.limit?.left(ms) ?? ms;
  }

  #within<T extends { readonly timeoutMs: number }>(one: T): T {
    return { ...one, timeoutMs: this.#left(one.timeoutMs) };
  }

  #signal(given: AbortSignal | undefined): AbortSignal | undefined {
    return this.limit?.within(given) ?? given;
  }

  /** A call of this link may learn of its end before the link says so. */
  #noteEnd(link: Link): void {
    if (this.#ready === link) this.#states.set('lost');
  }

  get #ready(): Link | undefined {
    return this.state === 'online' ? this.#link : undefined;
  }

  async #online(signal: AbortSignal | undefined): Promise<Link> {
    if (this.state === 'closed') throw closed();
    if (this.#ready) return this.#ready;
    if (!this.#policy) throw new ConnectionError('LOST', 'Связь с ККТ потеряна', { outcome: 'not-sent' });
    if (!this.#reopening?.running) {
      const open = (stop: AbortSignal) => this.#establish(stop);
      this.#reopening = new Reopening(open, this.#policy, this.#clock, this.#unanswered);
    }
    return this.#reopening.wait(signal);
  }

  async #establish(signal: AbortSignal | undefined): Promise<Link> {
    const previous = this.#link;
    this.#states.set('connecting');
    let link: Link;
    try {
      await this.#closing;
      link = await this.#open(previous, signal);
    } catch (error) {
      this.#states.set('lost');
      throw error;
    }
    if (this.#states.current === 'closed') {
      await link.close();
      throw closed();
    }
    this.#link = link;
    this.#lines++;
    this.#states.set('online');
    void link.closed.then(() => this.#noteEnd(link));
    if (previous) this.#unanswered++;
    if (previous) this.onReconnect?.();
    return link;
  }
}

export function isLost(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError && error.code === 'LOST';
}

/** The line is closed, or all attempts to open another one have failed: nobody can be asked for now. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ConnectionError && error.code !== 'LOST';
}

function isV3(link: Link): link is V3Host {
  return link.version === 'v3';
}

/** Registers of link v2 keep no results. */
function canResume(link: Link): link is Link & Pick<V3Host, 'resume'> {
  return link.version !== 'v2';
}

function v3(link: Link): V3Host {
  if (isV3(link)) return link;
  throw new TaskError('TASK_ILLEGAL', 'Протокол v2 не знает буфера заданий', 'not-sent');
}

/** Link v2 keeps no results: only the registers can tell what became of the command. */
async function askV2(link: Link, { message }: LinkTask, options: ExchangeOptions): Promise<ResumeResult> {
  if (!options.safe) return { state: 'forgotten' };
  return { state: 'answer', answer: await link.exchange(message, options) };
}

function isSilence(result: QueuedResult): boolean {
  return 'error' in result && result.error instanceof TimeoutError;
}
