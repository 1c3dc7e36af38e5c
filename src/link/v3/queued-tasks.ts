import { restated } from '../../errors/restated.js';
import type { AtolError } from '../../errors.js';
import type { Clock } from '../../util/clock.js';
import { attachTask, type ExchangeOptions, type LinkTask, TaskError } from '../link.js';
import { type HostTask, noResult, type ResumeResult, type TaskOwner } from './host-task.js';
import type { HostTasks } from './host-tasks.js';

/** One of several commands that are queued in the register. */
export interface QueuedMessage {
  readonly message: Uint8Array;
  /** Longest wait for its own answer, ms; the waits for those before it come on top. */
  readonly timeoutMs: number;
  readonly safe?: boolean | undefined;
}

export interface QueueOptions {
  /** Tasks that may be in the register at a time. */
  readonly tasks: number;
  /** Bytes of tasks that may be in the register at a time; a longer one goes alone. */
  readonly bytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** What became of one of several. */
export type QueuedResult =
  | { readonly answer: Uint8Array; readonly ms: number }
  /** `outcome` says whether it may have been executed, `taskOf` what can be asked for. */
  | { readonly error: AtolError; readonly ms: number };

/** Bytes around a message: packet header, id and sum, code, both task ids and flags of C5. */
const AROUND_MESSAGE = 9;

/**
 * Several tasks one behind the other, without a wait in between. The register executes them in their order and stops at the
 * first refusal (A5). What went wrong with one of them, nothing more is sent behind it.
 */
export class QueuedTasks {
  readonly #tasks: HostTasks;
  readonly #messages: readonly QueuedMessage[];
  readonly #options: QueueOptions;
  readonly #results: QueuedResult[];
  #next = 0;
  #ended = 0;
  /** Of the tasks under way. */
  #bytes = 0;
  #timeoutMs = 0;
  #stopped = false;
  #filling = false;
  #resolve!: (results: readonly QueuedResult[]) => void;

  constructor(tasks: HostTasks, messages: readonly QueuedMessage[], options: QueueOptions) {
    this.#tasks = tasks;
    this.#messages = messages;
    this.#options = options;
    this.#results = new Array<QueuedResult>(messages.length);
  }

  /** Settles when every result is known; never rejects. */
  send(): Promise<readonly QueuedResult[]> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#fill();
    });
  }

  readonly #fill = (): void => {
    this.#filling = false;
    if (this.#admit() !== undefined) this.#tasks.channel.together(this.#startAll);
    if (this.#ended < this.#next) return;
    for (let rest = this.#next; rest < this.#messages.length; rest++)
      this.#results[rest] = { error: notSent(), ms: 0 };
    this.#resolve(this.#results);
  };

  readonly #startAll = (): void => {
    for (let next = this.#admit(); next !== undefined; next = this.#admit()) this.#start(next);
  };

  /** The next message, if there is room for it. */
  #admit(): QueuedMessage | undefined {
    const next = this.#messages[this.#next];
    if (next === undefined || this.#stopped) return undefined;
    const { tasks, bytes } = this.#options;
    const running = this.#next - this.#ended;
    const room = running < tasks && this.#bytes + sizeOf(next) <= bytes;
    return room || running === 0 ? next : undefined;
  }

  #start(queued: QueuedMessage): void {
    const { message, safe } = queued;
    const { signal } = this.#options;
    this.#bytes += sizeOf(queued);
    this.#timeoutMs += queued.timeoutMs;
    const owner = new Place(this, this.#next++, this.#tasks.clock);
    const options = { timeoutMs: this.#timeoutMs, safe, signal };
    try {
      this.#tasks.begin({ message, flags: this.#tasks.flags, options, join: true, owner });
    } catch (error) {
      owner.failed(error as AtolError);
    }
  }

  /** What became of one of them is known. */
  ended(index: number, result: QueuedResult, refused: boolean): void {
    const queued = this.#messages[index] as QueuedMessage;
    this.#ended++;
    this.#bytes -= sizeOf(queued);
    this.#timeoutMs -= queued.timeoutMs;
    this.#results[index] = result;
    this.#stopped ||= refused || 'error' in result;
    this.#fillSoon();
  }

  /** Results that come together make room together. */
  #fillSoon(): void {
    if (this.#filling) return;
    this.#filling = true;
    // Half of what `queueMicrotask` costs in Node.
    void Promise.resolve().then(this.#fill);
  }
}

/** One of the messages under way. */
class Place implements TaskOwner {
  readonly #queue: QueuedTasks;
  readonly #index: number;
  readonly #clock: Clock;
  readonly #started: number;

  constructor(queue: QueuedTasks, index: number, clock: Clock) {
    this.#queue = queue;
    this.#index = index;
    this.#clock = clock;
    this.#started = clock.now();
  }

  ended(result: ResumeResult, task: HostTask): void {
    if (result.state !== 'answer') this.failed(noResult(result.state, task));
    else this.#queue.ended(this.#index, { answer: result.answer, ms: this.#ms }, task.refused);
  }

  failed(error: AtolError): void {
    this.#queue.ended(this.#index, { error, ms: this.#ms }, false);
  }

  get #ms(): number {
    return this.#clock.now() - this.#started;
  }
}

function sizeOf({ message }: QueuedMessage): number {
  return message.length + AROUND_MESSAGE;
}

function notSent(): TaskError {
  return new TaskError('TASK_STOPPED', 'Команда не отправлена: предыдущая не выполнена', 'not-sent');
}

/**
 * Asks for the results of several tasks of the past at once; the answers come in the order of the tasks. Never rejects.
 * A task that the register does not know gives TaskError `TASK_FORGOTTEN`.
 */
export async function askForAll(
  tasks: HostTasks,
  asked: ReadonlyArray<{ readonly task: LinkTask; readonly timeoutMs: number }>,
  signal?: AbortSignal,
): Promise<readonly QueuedResult[]> {
  const started = tasks.clock.now();
  let timeout = 0;
  const pending: Array<Promise<{ answer: Uint8Array } | { error: AtolError }>> = [];
  tasks.channel.together(() => {
    for (const { task: resumed, timeoutMs } of asked) {
      timeout += timeoutMs;
      pending.push(ask(tasks, resumed, { timeoutMs: timeout, signal }));
    }
  });
  const results = await Promise.all(pending);
  return results.map((result) => ({ ...result, ms: tasks.clock.now() - started }));
}

function ask(
  tasks: HostTasks,
  resumed: LinkTask,
  options: ExchangeOptions,
): Promise<{ answer: Uint8Array } | { error: AtolError }> {
  const { message, flags } = resumed;
  return new Promise((resolve) => {
    const ended = (result: ResumeResult, task: HostTask): void =>
      resolve(
        result.state === 'answer' ? { answer: result.answer } : { error: noResult(result.state, task) },
      );
    // Even when the question was not sent: the task itself was.
    const failed = (error: AtolError): void =>
      resolve({ error: attachTask(restated(error, { outcome: 'unknown' }), resumed) });
    try {
      tasks.begin({ message, flags, options, resumed, owner: { ended, failed } });
    } catch (error) {
      failed(error as AtolError);
    }
  });
}
