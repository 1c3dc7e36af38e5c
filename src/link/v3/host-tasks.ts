import { AbortedError, type AtolError, type ConnectionError, ProtocolError } from '../../errors.js';
import {
  BufferRefusal,
  decodeAsyncResult,
  decodeBufferReply,
  TaskFlag,
  TaskState,
} from '../../protocol/classic/buffer-v3.js';
import type { Connection } from '../../transport/transport.js';
import type { Clock } from '../../util/clock.js';
import { layerLog, logBytes } from '../../util/debug.js';
import { removeFrom } from '../../util/short-list.js';
import { onAbort } from '../../util/signal.js';
import type { ExchangeOptions, LinkTask } from '../link.js';
import { lineDead, lineGone, V3Channel, type V3ChannelOptions } from './channel.js';
import {
  bufferFull,
  checkMessage,
  HostTask,
  type HostTaskRequest,
  illegal,
  noAnswer,
  noResult,
  type ResumeResult,
  TaskAlarms,
  type TaskOwner,
  type TaskRules,
} from './host-task.js';
import type { V3Timers } from './timers.js';

const log = layerLog('link');

/** A packet about a task: C1 or C5, C3, or C3 for the last result that the register keeps, on behalf of the task. */
interface About {
  readonly task: HostTask;
  readonly type: 'add' | 'request' | 'kept';
  readonly tid: number;
}

/** Whoever waits for the answer to a new task. */
class Answer implements TaskOwner {
  readonly #resolve: (answer: Uint8Array) => void;
  readonly failed: (error: AtolError) => void;

  constructor(resolve: (answer: Uint8Array) => void, reject: (error: AtolError) => void) {
    this.#resolve = resolve;
    this.failed = reject;
  }

  ended(result: ResumeResult, task: HostTask): void {
    if (result.state === 'answer') this.#resolve(result.answer);
    else this.failed(noResult(result.state, task));
  }
}

/**
 * The tasks of a host that are under way, and what it does about every packet.
 *
 * A command is sent a second time only when that cannot execute it twice: the caller calls it safe, the register said that it
 * did not take it (A5, B1, an empty packet), or the register does not know it (B3) although it still keeps the result of
 * the command before, so that it has forgotten nothing.
 */
export class HostTasks {
  readonly channel: V3Channel<About>;
  readonly clock: Clock;
  readonly #timers: V3Timers;
  /** In their order. */
  readonly #tasks: HostTask[] = [];
  /** Of tasks that have ended. */
  readonly #spare: TaskAlarms[] = [];

  constructor(connection: Connection, options: V3ChannelOptions) {
    this.clock = options.clock;
    this.#timers = options.timers;
    const tasks = this.#tasks;
    this.channel = new V3Channel<About>(
      connection,
      {
        waitsFor: ({ task }) => !task.settled,
        onReply: (about, id, data) => this.#onReply(about, id, data),
        onAsync: (data) => this.#onAsync(data),
        onDamage: () => this.#onDamage(),
        onEnd: (error) => this.#onEnd(error),
        get busy() {
          return tasks.length > 0;
        },
      },
      options,
    );
  }

  /** Of the next task. A refusal stops the queue until C4, and C4 would forget the results that are still to be asked for. */
  get flags(): number {
    const goOn = this.channel.tids.unresolved.size > 0;
    return goOn ? TaskFlag.resultNeeded | TaskFlag.ignoreError : TaskFlag.resultNeeded;
  }

  /**
   * Sends C1, or C3 for a task of the past. What becomes of it is told to its owner.
   *
   * @throws what kept it from being begun: ConnectionError, AbortedError, ProtocolError, TaskError.
   */
  begin(request: HostTaskRequest): void {
    const { options, resumed } = request;
    const { ended, tids } = this.channel;
    if (ended !== undefined) throw lineGone(ended, 'not-sent');
    if (options.signal?.aborted) throw new AbortedError(options.signal.reason, 'not-sent');
    checkMessage(request.message);
    const tid = resumed === undefined ? tids.issue() : tids.revive(resumed.tid);
    const task = new HostTask(tid, request, this.#spare.pop() ?? new TaskAlarms(this.clock, this.#rules));
    for (const other of this.#tasks) other.hadCompany = task.hadCompany = true;
    this.#tasks.push(task);
    if (options.signal !== undefined) this.#watch(task, options.signal);
    task.limit();
    try {
      if (resumed === undefined) this.#add(task, task.onWritten);
      else this.#ask(task, task.onWritten);
    } catch (error) {
      this.#fail(task, error as AtolError);
    }
  }

  /** The answer to a new task. */
  answer(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.begin({ message, flags: this.flags, options, owner: new Answer(resolve, reject) });
    });
  }

  /** What became of a task of the past. */
  resume(resumed: LinkTask, options: ExchangeOptions): Promise<ResumeResult> {
    const { message, flags } = resumed;
    return new Promise((resolve, reject) => {
      this.begin({ message, flags, options, resumed, owner: { ended: resolve, failed: reject } });
    });
  }

  readonly #rules: TaskRules = {
    probe: (task) => this.#probe(task),
    addLate: (task) => this.#addLate(task),
    late: (task) => this.#fail(task, noAnswer(task)),
    keep: (alarms) => {
      if (this.channel.ended === undefined) this.#spare.push(alarms);
      else alarms.end();
    },
  };

  #watch(task: HostTask, signal: AbortSignal): void {
    task.onSettled = onAbort(signal, () => this.#fail(task, new AbortedError(signal.reason)));
  }

  #answer(task: HostTask, answer: Uint8Array, failed: boolean): void {
    removeFrom(this.#tasks, task);
    task.refused = failed;
    if (failed && !task.ignoresError) this.channel.abortLater();
    if (failed) this.channel.tids.acknowledgeLater(task.tid);
    else this.channel.tids.done(task.tid);
    task.finish({ state: 'answer', answer });
    this.channel.sendPendingSoon();
    // Those behind a failed task may have been stopped, of which the register does not tell by itself.
    if (failed) for (const other of [...this.#tasks]) this.#ask(other);
  }

  /** The register keeps nothing of this task, or nothing of interest. */
  #giveUp(task: HostTask, state: 'forgotten' | 'stopped'): void {
    removeFrom(this.#tasks, task);
    if (state === 'stopped') this.channel.tids.acknowledgeLater(task.tid);
    else this.channel.tids.free(task.tid);
    task.finish({ state });
    this.channel.sendPendingSoon();
  }

  #fail(task: HostTask, error: AtolError): void {
    if (task.settled) return;
    const { tids } = this.channel;
    removeFrom(this.#tasks, task);
    if (task.mayHaveRun && !task.safe) tids.suspend(task.tid);
    else if (task.mayHaveRun) tids.acknowledgeLater(task.tid);
    else tids.free(task.tid);
    task.fail(error);
    this.channel.sendPendingSoon();
  }

  // Packets out

  #add(task: HostTask, onWritten?: () => void): void {
    const { tid } = task;
    const join = task.adds === 0 && task.request.join === true;
    task.adds++;
    task.probeAfter(this.#timers.probeMs);
    const mayAbort = this.#tasks.length === 1;
    const id = this.channel.sendWithPending(task, { type: 'add', task, tid }, { mayAbort, join, onWritten });
    task.added(id);
  }

  /** Tasks are executed in their order: only for the first of them is it time to ask. */
  #probe(task: HostTask): void {
    if (this.#tasks[0] === task) this.#ask(task);
    else task.probeAfter(this.#timers.probeMs);
  }

  #ask(task: HostTask, onWritten?: () => void): void {
    const { tid } = task;
    if (this.channel.silenceMs >= this.#timers.deadMs) {
      void this.channel.end(lineDead());
      return;
    }
    task.probeAfter(this.#timers.probeMs);
    this.channel.send({ type: 'request', tid }, { type: 'request', task, tid }, onWritten);
  }

  /** A damaged packet is asked for again without waiting, but a bad line must not make us spin. */
  #askAtOnce(task: HostTask): void {
    if (task.damages++ < this.#timers.maxDamages) this.#ask(task);
  }

  #addAgain(task: HostTask): void {
    if (!task.repeatable) this.#giveUp(task, 'stopped');
    else if (task.repeats++ < this.#timers.maxRepeats) this.#add(task);
    else this.#fail(task, noAnswer(task));
  }

  #addLate(task: HostTask): void {
    if (task.repeatable) this.#add(task);
    else this.#fail(task, bufferFull(task));
  }

  // Packets in

  #onEnd(error: ConnectionError): void {
    for (const task of [...this.#tasks]) this.#fail(task, lineGone(error, task.outcome));
    for (const alarms of this.#spare.splice(0)) alarms.end();
  }

  #onDamage(): void {
    for (const task of [...this.#tasks]) if (task.mayHaveRun) this.#askAtOnce(task);
  }

  #onAsync(data: Uint8Array): void {
    try {
      const { tid, answer, failed } = decodeAsyncResult(data);
      const task = this.#tasks.find((one) => one.tid === tid);
      if (task === undefined) log('result of task %d is not awaited', tid);
      else this.#answer(task, answer, failed);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      logBytes(log, 'unknown asynchronous packet:', data);
    }
  }

  #onReply({ type, task, tid }: About, id: number, data: Uint8Array): void {
    if (type === 'kept') {
      this.#onKeptResult(task, tid, data);
      return;
    }
    // An empty packet says that ours came damaged.
    if (data.length === 0) {
      task.notTaken(id);
      this.#askAtOnce(task);
      return;
    }
    const { state, answer } = decodeBufferReply(data);
    switch (state) {
      case TaskState.result:
      case TaskState.error:
        // Without an answer it can only be asked for once more.
        if (answer.length === 0) this.#askAtOnce(task);
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
        task.notTaken(id);
        this.#fail(task, illegal(task, 'недопустимое значение (B4)'));
        return;
      default:
        this.#askAtOnce(task);
    }
  }

  #onAccepted(task: HostTask, type: 'add' | 'request'): void {
    task.accepted = true;
    const { pollMs, firstPollMs } = this.#timers;
    const pause = type === 'add' ? pollMs : Math.min(pollMs, firstPollMs * 2 ** task.polls++);
    task.probeAfter(pause);
  }

  #onStopped(task: HostTask): void {
    task.notExecuted();
    this.channel.abortLater();
    // C4 has to go first, and it would hit the others.
    const mayClear = this.#tasks.length === 1 && this.channel.tids.unresolved.size === 0;
    const again = mayClear && task.repeatable && (task.safe || !task.resumed);
    if (again && task.stops++ < this.#timers.maxStops) this.#add(task);
    else this.#giveUp(task, 'stopped');
  }

  #onOverflow(task: HostTask, id: number): void {
    task.notTaken(id);
    if (task.mayHaveRun && !task.safe) {
      this.#ask(task);
    } else if (task.repeatable && task.overflows++ < this.#timers.maxOverflows) {
      task.addAfter(this.#timers.overflowMs);
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
    task.notTaken(id);
    if (!task.repeatable || task.repeats++ >= this.#timers.maxRepeats) {
      this.#fail(task, illegal(task, 'его номер занят (B2)'));
      return;
    }
    removeFrom(this.#tasks, task);
    task.tid = this.channel.tids.exchange(task.tid);
    task.adds = 0;
    this.#tasks.push(task);
    this.#add(task);
  }

  /** B3 in reply to C3: the task never arrived, or it was executed and forgotten. */
  #onNotFound(task: HostTask): void {
    const { kept } = this.channel.tids;
    if (task.resumed && !task.safe) {
      this.#giveUp(task, 'forgotten');
    } else if (!task.mayHaveRun || task.safe) {
      this.#addAgain(task);
    } else if (task.accepted || kept === undefined) {
      this.#giveUp(task, 'forgotten');
    } else {
      task.probeAfter(this.#timers.probeMs);
      this.channel.send({ type: 'request', tid: kept }, { type: 'kept', task, tid: kept });
    }
  }

  /** Whether the register still keeps the result before; if so, a task that it does not know never arrived. */
  #onKeptResult(task: HostTask, tid: number, data: Uint8Array): void {
    const state = data[0];
    if (state === TaskState.result && !task.accepted) {
      task.notExecuted();
      this.#addAgain(task);
    } else if (state === BufferRefusal.notFound) {
      if (this.channel.tids.kept === tid) this.channel.tids.releaseKept();
      this.#giveUp(task, 'forgotten');
    } else {
      this.#askAtOnce(task);
    }
  }
}
