import { TaskFlag, TaskState } from '../../protocol/classic/buffer-v3.js';
import { sameBytes } from '../../util/bytes.js';

type TaskStatus = 'queued' | 'running' | 'done' | 'failed' | 'stopped';

/** A task in the register. `Line` is whatever the owner needs to answer later. */
export interface DeviceTask<Line> {
  readonly tid: number;
  readonly flags: number;
  readonly message: Uint8Array;
  status: TaskStatus;
  /** Of a task that is done or failed. */
  answer: Uint8Array;
  /** The connection that mentioned the task last: its result goes there. */
  line: Line;
  /** Synchronous style: the reply that was held back until the end. */
  respond: ((state: number, answer: Uint8Array) => void) | undefined;
}

export interface Execution {
  /** The whole answer, such as `55 00` and data, or `55 error extended`. */
  readonly answer: Uint8Array;
  /** The command was refused: the answer goes out as A4 or A7. */
  readonly refused: boolean;
}

export interface TaskBufferOptions {
  /** Tasks that may wait behind the running one. */
  readonly capacity: number;
  /** Results kept until they are acknowledged. */
  readonly results: number;
}

const NOTHING = new Uint8Array(0);

/** The register's task buffer: a queue and the results by task id. Pure; its owner executes and talks. */
export class TaskBuffer<Line> {
  readonly #options: TaskBufferOptions;
  /** Finished tasks in the order of their end, so that the oldest result goes first. */
  readonly #tasks = new Map<number, DeviceTask<Line>>();
  #queue: DeviceTask<Line>[] = [];
  /** The failed task that keeps the queue stopped. */
  #stoppedBy: number | undefined;

  constructor(options: TaskBufferOptions) {
    this.#options = options;
  }

  find(tid: number): DeviceTask<Line> | undefined {
    return this.#tasks.get(tid);
  }

  /**
   * The same task id with the same bytes is the same task and is never executed again.
   * Nothing is returned when the queue is full.
   */
  add(
    tid: number,
    flags: number,
    message: Uint8Array,
    line: Line,
  ): { task: DeviceTask<Line>; fresh: boolean } | undefined {
    const known = this.#tasks.get(tid);
    const stopped = this.#stoppedBy !== undefined;
    if (known !== undefined && sameBytes(known.message, message) && (known.status !== 'stopped' || stopped)) {
      known.line = line;
      return { task: known, fresh: false };
    }
    if (!stopped && this.#queue.length >= this.#options.capacity) return undefined;
    const status = stopped ? 'stopped' : 'queued';
    const task: DeviceTask<Line> = {
      tid,
      flags,
      message,
      status,
      answer: NOTHING,
      line,
      respond: undefined,
    };
    this.#tasks.delete(tid);
    this.#tasks.set(tid, task);
    if (stopped) this.#prune();
    else this.#queue.push(task);
    return { task, fresh: true };
  }

  /** The next task to execute, marked as running. */
  next(): DeviceTask<Line> | undefined {
    const task = this.#queue.shift();
    if (task !== undefined) task.status = 'running';
    return task;
  }

  /**
   * Keeps the result. Returns the tasks that will not be executed because of it, or nothing when nobody
   * wants the result any more: the buffer was cleared or the task id given to another task meanwhile.
   */
  finish(task: DeviceTask<Line>, { answer, refused }: Execution): DeviceTask<Line>[] | undefined {
    if (this.#tasks.get(task.tid) !== task) return undefined;
    task.status = refused ? 'failed' : 'done';
    task.answer = answer;
    this.#tasks.delete(task.tid);
    this.#tasks.set(task.tid, task);
    let stopped: DeviceTask<Line>[] = [];
    // A host that asked for no result is never told of the failure, so the queue must not wait for its reaction.
    const stops = (task.flags & TaskFlag.resultNeeded) !== 0 && (task.flags & TaskFlag.ignoreError) === 0;
    if (refused && stops) {
      this.#stoppedBy = task.tid;
      stopped = this.#queue;
      this.#queue = [];
      for (const other of stopped) other.status = 'stopped';
    }
    this.#prune();
    return stopped;
  }

  /**
   * Drops a result, and lets the queue go on when it was the failed one. A task that did not end yet loses its result.
   * False when there is no such task.
   */
  acknowledge(tid: number): boolean {
    if (this.#stoppedBy === tid) this.#stoppedBy = undefined;
    return this.#tasks.delete(tid);
  }

  /** Drops everything; a running command cannot be stopped, its result is lost. */
  clear(): void {
    this.#tasks.clear();
    this.#queue = [];
    this.#stoppedBy = undefined;
  }

  /** Drops what one line brought, apart from executing what is queued. */
  forget(line: Line): void {
    for (const [tid, task] of this.#tasks) if (task.line === line) this.acknowledge(tid);
  }

  #prune(): void {
    let kept = 0;
    for (const task of this.#tasks.values()) if (ended(task)) kept++;
    for (const [tid, task] of this.#tasks) {
      if (kept <= this.#options.results) return;
      if (!ended(task)) continue;
      this.#tasks.delete(tid);
      kept--;
    }
  }
}

/** Byte for the state of a task in a reply. */
export function stateByte(status: TaskStatus): number {
  return STATE_BYTES[status];
}

const STATE_BYTES: Readonly<Record<TaskStatus, number>> = {
  queued: TaskState.pending,
  running: TaskState.inProgress,
  done: TaskState.result,
  failed: TaskState.error,
  stopped: TaskState.stopped,
};

function ended(task: DeviceTask<unknown>): boolean {
  return task.status !== 'queued' && task.status !== 'running';
}
