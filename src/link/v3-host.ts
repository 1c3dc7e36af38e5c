import { AbortedError, type AtolError, type ConnectionError, ProtocolError } from '../errors.js';
import {
  BufferRefusal,
  type BufferRequest,
  decodeAsyncResult,
  decodeBufferReply,
  TaskFlag,
  TaskState,
} from '../protocol/buffer-v3.js';
import type { Connection } from '../transport/transport.js';
import { type Clock, realClock } from '../util/clock.js';
import { layerLog, logBytes } from '../util/debug.js';
import { JobQueue } from '../util/queue.js';
import type { ExchangeOptions, Link, LinkTask, Trace } from './link.js';
import { lineDead, lineGone, V3Channel } from './v3-channel.js';
import {
  bufferFull,
  checkMessage,
  HostTask,
  type HostTaskRequest,
  illegal,
  noAnswer,
  noResult,
  type ResumeResult,
  withTrail,
} from './v3-host-task.js';
import type { V3HostState } from './v3-ledger.js';
import { V3_TIMERS, type V3Timers } from './v3-timers.js';

const log = layerLog('link');
const NOTHING = new Uint8Array(0);

export interface V3HostOptions {
  /** What an earlier connection to the same register left: ids go on counting, open tasks can be resumed. */
  state?: V3HostState | undefined;
  /**
   * Clear the register's buffer (C4) and wait for its reply before anything else.
   * By default only without `state`; never while the outcome of a task is unknown, because C4 forgets results.
   */
  abortAtStart?: boolean | undefined;
  /** Tasks outstanding at a time. Default 1. */
  window?: number | undefined;
  timers?: Partial<V3Timers> | undefined;
  clock?: Clock | undefined;
  trace?: Trace | undefined;
  /** Ends the wait for the first reply. */
  signal?: AbortSignal | undefined;
}

/** A packet about a task: C1, C3, or C3 for the witness on behalf of the task. */
interface About {
  readonly task: HostTask;
  readonly type: 'add' | 'request' | 'witness';
  readonly tid: number;
}

/**
 * The host's side of link v3 over one connection.
 *
 * A command is sent a second time only when that cannot execute it twice: the caller calls it safe, the register said that it
 * did not take it (A5, B1, an empty packet), or the register does not know it (B3) although it still keeps the result of
 * the command before, so that it has forgotten nothing.
 */
export class V3Host implements Link {
  readonly version = 'v3';
  readonly #timers: V3Timers;
  readonly #clock: Clock;
  readonly #turns: JobQueue;
  readonly #tasks = new Map<number, HostTask>();
  readonly #channel: V3Channel<About>;

  private constructor(connection: Connection, options: V3HostOptions) {
    this.#timers = { ...V3_TIMERS, ...options.timers };
    this.#clock = options.clock ?? realClock;
    this.#turns = new JobQueue(options.window ?? 1);
    const tasks = this.#tasks;
    this.#channel = new V3Channel<About>(
      connection,
      {
        waitsFor: ({ task }) => !task.settled,
        onReply: (about, id, data) => this.#onReply(about, id, data),
        onAsync: (data) => this.#onAsync(data),
        onDamage: () => this.#onDamage(),
        onEnd: (error) => this.#onEnd(error),
        get busy() {
          return tasks.size > 0;
        },
      },
      { state: options.state, timers: this.#timers, clock: this.#clock, trace: options.trace },
    );
  }

  /**
   * Takes over a fresh connection; it is closed again when this fails.
   *
   * @throws TimeoutError `NO_LINK` when nobody answers as a register does, ConnectionError, AbortedError.
   */
  static async open(connection: Connection, options: V3HostOptions = {}): Promise<V3Host> {
    const host = new V3Host(connection, options);
    const clear = options.abortAtStart ?? options.state === undefined;
    try {
      if (clear && host.#channel.tids.unresolved.size === 0) await host.#channel.clearBuffer(options.signal);
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  get closed(): Promise<ConnectionError | undefined> {
    return this.#channel.closed;
  }

  /** For the next connection to the same register. */
  get state(): V3HostState {
    return this.#channel.state;
  }

  exchange(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    return this.#inTurn(options, async () => {
      const task = this.#begin({ message, flags: this.#flags(options), options });
      const result = await task.result;
      if (result.state !== 'answer') throw noResult(result.state, task);
      return result.answer;
    });
  }

  /**
   * Asks for the result of a task whose outcome is unknown, on this or on a later connection.
   * With `safe` a task that the register does not know is sent again under the same id.
   */
  resume(task: LinkTask, options: ExchangeOptions): Promise<ResumeResult> {
    const { message, flags } = task;
    return this.#inTurn(options, () => this.#begin({ message, flags, options, resumed: task }).result);
  }

  /** The outcome of a task became known in another way: its result is not needed any more. */
  release(task: LinkTask): void {
    if (!this.#channel.tids.unresolved.has(task.tid)) return;
    this.#channel.tids.owe(task.tid);
    this.#channel.settleDebtsSoon();
  }

  async close(): Promise<void> {
    if (this.#channel.ended === undefined) {
      this.#channel.tids.releaseWitness();
      this.#channel.settleDebts();
    }
    await this.#channel.end();
  }

  // Tasks, from the caller's side

  async #inTurn<T>(options: ExchangeOptions, job: () => Promise<T>): Promise<T> {
    const trail = new Error();
    try {
      return await this.#turns.run(job, options.signal);
    } catch (error) {
      throw withTrail(error, trail);
    }
  }

  #flags({ resultNeeded = true, ignoreError = false }: ExchangeOptions): number {
    if (!resultNeeded) return ignoreError ? TaskFlag.ignoreError : 0;
    // A refusal stops the queue until C4, and C4 would forget the results that are still to be asked for.
    const goOn = ignoreError || this.#channel.tids.unresolved.size > 0;
    return goOn ? TaskFlag.resultNeeded | TaskFlag.ignoreError : TaskFlag.resultNeeded;
  }

  #begin(request: HostTaskRequest): HostTask {
    const { options, resumed } = request;
    const { ended, tids } = this.#channel;
    if (ended !== undefined) throw lineGone(ended, 'not-sent');
    if (options.signal?.aborted) throw new AbortedError(options.signal.reason, 'not-sent');
    checkMessage(request.message);
    const tid = resumed === undefined ? tids.issue() : tids.revive(resumed.tid);
    const task = new HostTask(tid, request, this.#clock);
    for (const other of this.#tasks.values()) other.hadCompany = task.hadCompany = true;
    this.#tasks.set(tid, task);
    this.#watch(task, options.signal);
    const limit = (): void => task.limit.set(options.timeoutMs, () => this.#fail(task, noAnswer(task)));
    limit();
    const written = resumed === undefined ? this.#add(task) : this.#ask(task);
    void written.then(() => {
      if (!task.settled) limit();
    });
    return task;
  }

  #watch(task: HostTask, signal: AbortSignal | undefined): void {
    if (signal === undefined) return;
    const abort = (): void => this.#fail(task, new AbortedError(signal.reason));
    const forget = (): void => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    task.result.then(forget, forget);
  }

  #answer(task: HostTask, answer: Uint8Array, failed: boolean): void {
    this.#tasks.delete(task.tid);
    if (failed && !task.ignoresError) this.#channel.oweAbort();
    if (failed || !task.wantsResult) this.#channel.tids.owe(task.tid);
    else this.#channel.tids.done(task.tid);
    task.finish({ state: 'answer', answer });
    this.#channel.settleDebtsSoon();
    // Those behind a failed task may have been stopped, of which the register does not tell by itself.
    if (failed) for (const other of this.#tasks.values()) void this.#ask(other);
  }

  /** The register keeps nothing of this task, or nothing of interest. */
  #giveUp(task: HostTask, state: 'forgotten' | 'stopped'): void {
    this.#tasks.delete(task.tid);
    if (state === 'stopped') this.#channel.tids.owe(task.tid);
    else this.#channel.tids.free(task.tid);
    task.finish({ state });
    this.#channel.settleDebtsSoon();
  }

  #fail(task: HostTask, error: AtolError): void {
    if (task.settled) return;
    const { tids } = this.#channel;
    this.#tasks.delete(task.tid);
    if (task.mayHaveRun && !task.safe) tids.suspend(task.tid);
    else if (task.mayHaveRun) tids.owe(task.tid);
    else tids.free(task.tid);
    task.fail(error);
    this.#channel.settleDebtsSoon();
  }

  // Packets out

  #add(task: HostTask): Promise<void> {
    const { flags, message } = task.request;
    const { tid } = task;
    const request: BufferRequest = { type: 'add', flags, tid, message };
    task.adds++;
    task.next.set(this.#timers.probeMs, () => void this.#ask(task));
    const { id, written } = this.#channel.sendWithDebts(
      request,
      { type: 'add', task, tid },
      this.#tasks.size === 1,
    );
    task.openAdds.add(id);
    return written;
  }

  #ask(task: HostTask): Promise<void> {
    const { tid } = task;
    if (this.#channel.silenceMs >= this.#timers.deadMs) return this.#channel.end(lineDead());
    task.next.set(this.#timers.probeMs, () => void this.#ask(task));
    return this.#channel.send({ type: 'request', tid }, { type: 'request', task, tid }).written;
  }

  /** A damaged packet is asked for again without waiting, but a bad line must not make us spin. */
  #askAtOnce(task: HostTask): void {
    if (task.damages++ < this.#timers.maxDamages) void this.#ask(task);
  }

  #addAgain(task: HostTask): void {
    if (!task.repeatable) this.#giveUp(task, 'stopped');
    else if (task.repeats++ < this.#timers.maxRepeats) void this.#add(task);
    else this.#fail(task, noAnswer(task));
  }

  // Packets in

  #onEnd(error: ConnectionError): void {
    for (const task of this.#tasks.values()) this.#fail(task, lineGone(error, task.outcome));
  }

  #onDamage(): void {
    for (const task of this.#tasks.values()) if (task.mayHaveRun) this.#askAtOnce(task);
  }

  #onAsync(data: Uint8Array): void {
    try {
      const { tid, answer, failed } = decodeAsyncResult(data);
      const task = this.#tasks.get(tid);
      if (task === undefined) log('result of task %d is not awaited', tid);
      else this.#answer(task, answer, failed);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      logBytes(log, 'unknown asynchronous packet:', data);
    }
  }

  #onReply({ type, task, tid }: About, id: number, data: Uint8Array): void {
    if (type === 'witness') {
      this.#onWitness(task, tid, data);
      return;
    }
    // An empty packet says that ours came damaged.
    if (data.length === 0) {
      task.openAdds.delete(id);
      this.#askAtOnce(task);
      return;
    }
    const { state, answer } = decodeBufferReply(data);
    switch (state) {
      case TaskState.result:
      case TaskState.error:
        // Without an answer it can only be asked for once more.
        if (answer.length === 0 && (task.wantsResult || state === TaskState.error)) this.#askAtOnce(task);
        else this.#answer(task, answer, state === TaskState.error);
        return;
      case TaskState.pending:
      case TaskState.inProgress:
      case TaskState.waiting:
        this.#onAccepted(task, type);
        return;
      case TaskState.stopped:
        this.#onStopped(task);
        return;
      case BufferRefusal.overflow:
        this.#onOverflow(task, id);
        return;
      case BufferRefusal.alreadyExists:
        this.#onExists(task, type, id);
        return;
      case BufferRefusal.notFound:
        // In reply to C1 it makes no sense and counts as silence.
        if (type === 'request') this.#onNotFound(task);
        return;
      case BufferRefusal.illegalValue:
        if (type === 'request') return;
        task.openAdds.delete(id);
        this.#fail(task, illegal(task, 'недопустимое значение (B4)'));
        return;
      default:
        this.#askAtOnce(task);
    }
  }

  #onAccepted(task: HostTask, type: 'add' | 'request'): void {
    task.accepted = true;
    if (!task.wantsResult) {
      this.#tasks.delete(task.tid);
      this.#channel.tids.free(task.tid);
      task.finish({ state: 'answer', answer: NOTHING });
      return;
    }
    const { pollMs, firstPollMs } = this.#timers;
    const pause = type === 'add' ? pollMs : Math.min(pollMs, firstPollMs * 2 ** task.polls++);
    task.next.set(pause, () => void this.#ask(task));
  }

  #onStopped(task: HostTask): void {
    task.notExecuted();
    this.#channel.oweAbort();
    // C4 has to go first, and it would hit the others.
    const mayClear = this.#tasks.size === 1 && this.#channel.tids.unresolved.size === 0;
    const again = mayClear && task.repeatable && (task.safe || !task.resumed);
    if (again && task.stops++ < this.#timers.maxStops) void this.#add(task);
    else this.#giveUp(task, 'stopped');
  }

  #onOverflow(task: HostTask, id: number): void {
    task.openAdds.delete(id);
    if (task.mayHaveRun && !task.safe) {
      void this.#ask(task);
    } else if (!task.repeatable) {
      this.#giveUp(task, 'stopped');
    } else if (task.overflows++ < this.#timers.maxOverflows) {
      task.next.set(this.#timers.overflowMs, () => void this.#add(task));
    } else {
      this.#fail(task, bufferFull(task));
    }
  }

  #onExists(task: HostTask, type: 'add' | 'request', id: number): void {
    if (type === 'request' || task.adds > 1 || task.resumed) {
      this.#askAtOnce(task);
      return;
    }
    // We never sent this id before: it belongs to a task of somebody else, whose answer must not become ours.
    task.openAdds.delete(id);
    if (task.repeats++ >= this.#timers.maxRepeats) {
      this.#fail(task, illegal(task, 'его номер занят (B2)'));
      return;
    }
    this.#tasks.delete(task.tid);
    task.tid = this.#channel.tids.exchange(task.tid);
    task.adds = 0;
    this.#tasks.set(task.tid, task);
    void this.#add(task);
  }

  /** B3 in reply to C3: the task never arrived, or it was executed and forgotten. */
  #onNotFound(task: HostTask): void {
    const { witness } = this.#channel.tids;
    if (task.resumed && !task.safe) {
      this.#giveUp(task, 'forgotten');
    } else if (!task.mayHaveRun || task.safe) {
      this.#addAgain(task);
    } else if (task.accepted || !task.wantsResult || witness === undefined) {
      this.#giveUp(task, 'forgotten');
    } else {
      task.next.set(this.#timers.probeMs, () => void this.#ask(task));
      this.#channel.send({ type: 'request', tid: witness }, { type: 'witness', task, tid: witness });
    }
  }

  /** Whether the register still keeps the result before; if so, a task that it does not know never arrived. */
  #onWitness(task: HostTask, tid: number, data: Uint8Array): void {
    const state = data[0];
    if (state === TaskState.result && !task.accepted) {
      task.notExecuted();
      this.#addAgain(task);
    } else if (state === BufferRefusal.notFound) {
      if (this.#channel.tids.witness === tid) this.#channel.tids.releaseWitness();
      this.#giveUp(task, 'forgotten');
    } else {
      this.#askAtOnce(task);
    }
  }
}
