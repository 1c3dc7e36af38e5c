import { restated } from '../../errors/restated.js';
import type { AtolError } from '../../errors.js';
import { attachTask, type ExchangeOptions, type LinkTask, TaskError } from '../link.js';
import { type HostTask, noResult } from './host-task.js';
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
  readonly window: number;
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
export class Pipeline {
  readonly #tasks: HostTasks;
  readonly #messages: readonly QueuedMessage[];
  readonly #options: QueueOptions;
  readonly #results: QueuedResult[] = [];
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
  }

  /** Settles when every result is known; never rejects. */
  run(): Promise<readonly QueuedResult[]> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#fill();
    });
  }

  #fill(): void {
    this.#filling = false;
    this.#tasks.channel.together(() => {
      for (let next = this.#admit(); next !== undefined; next = this.#admit()) this.#start(next);
    });
    if (this.#ended < this.#next) return;
    const rest = this.#messages.slice(this.#next).map(() => ({ error: notSent(), ms: 0 }));
    this.#resolve([...this.#results, ...rest]);
  }

  /** The next message, if there is room for it. */
  #admit(): QueuedMessage | undefined {
    const next = this.#messages[this.#next];
    if (next === undefined || this.#stopped) return undefined;
    const { window, bytes } = this.#options;
    const running = this.#next - this.#ended;
    const room = running < window && this.#bytes + sizeOf(next) <= bytes;
    return room || running === 0 ? next : undefined;
  }

  #start(queued: QueuedMessage): void {
    const { message, safe } = queued;
    const index = this.#next++;
    const started = this.#tasks.clock.now();
    this.#bytes += sizeOf(queued);
    this.#timeoutMs += queued.timeoutMs;
    const end = (result: { answer: Uint8Array } | { error: AtolError }): void => {
      this.#ended++;
      this.#bytes -= sizeOf(queued);
      this.#timeoutMs -= queued.timeoutMs;
      this.#results[index] = { ...result, ms: this.#tasks.clock.now() - started };
      this.#stopped ||= 'error' in result;
      this.#fillSoon();
    };
    let task: HostTask;
    try {
      const options = { timeoutMs: this.#timeoutMs, safe, signal: this.#options.signal };
      task = this.#tasks.begin({ message, flags: this.#tasks.flags, options, join: true });
    } catch (error) {
      end({ error: error as AtolError });
      return;
    }
    task.result.then(
      (result) => {
        this.#stopped ||= task.refused;
        end(result.state === 'answer' ? { answer: result.answer } : { error: noResult(result.state, task) });
      },
      (error: AtolError) => end({ error }),
    );
  }

  /** Results that come together make room together. */
  #fillSoon(): void {
    if (this.#filling) return;
    this.#filling = true;
    queueMicrotask(() => this.#fill());
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

async function ask(
  tasks: HostTasks,
  resumed: LinkTask,
  options: ExchangeOptions,
): Promise<{ answer: Uint8Array } | { error: AtolError }> {
  try {
    const { message, flags } = resumed;
    const task = tasks.begin({ message, flags, options, resumed });
    const result = await task.result;
    return result.state === 'answer' ? { answer: result.answer } : { error: noResult(result.state, task) };
  } catch (error) {
    // Even when the question was not sent: the task itself was.
    return { error: attachTask(restated(error as AtolError, { outcome: 'unknown' }), resumed) };
  }
}
