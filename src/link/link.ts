/** What a link layer offers to the register, whatever the version. */

import { AtolError, type ConnectionError, type Outcome } from '../errors.js';

export interface ExchangeOptions {
  /** Longest wait for the answer, in milliseconds; it starts when the bytes are written. */
  timeoutMs: number;
  /** Link v2: longest wait until the register begins to answer (T5), where it differs from `timeoutMs`. */
  t5Ms?: number | undefined;
  /**
   * Before the write: AbortedError with outcome `not-sent`, nothing is sent.
   * Later: outcome `unknown`, the register goes on and `taskOf(error)` can be resumed.
   */
  signal?: AbortSignal | undefined;
  /** The command may be executed twice without harm, as reads are: it is repeated whenever that helps. Default false. */
  safe?: boolean | undefined;
}

/** One command out, one answer back. */
export interface Link {
  readonly version: 'v2' | 'v3' | 'p5';
  /**
   * @param message access password (2 bytes of packed decimal), then the command with its parameters.
   * @returns the answer as the register gave it, refusals (`55 error`) included.
   * @throws ConnectionError, TimeoutError, TaskError, AbortedError, ProtocolError, all with `outcome`.
   */
  exchange(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array>;
  /** Pending exchanges fail at once. Idempotent, never rejects. */
  close(): Promise<void>;
  /** Resolves when the line is gone: with the error when it died, with nothing after `close()`. */
  readonly closed: Promise<ConnectionError | undefined>;
}

/** A command as the register's buffer knows it; enough to ask for its result over another connection or much later. */
export interface LinkTask {
  readonly tid: number;
  readonly flags: number;
  readonly message: Uint8Array;
}

const tasks = new WeakMap<object, LinkTask>();

/** The task behind an error of `exchange` or `resume`; nothing when it was never sent. */
export function taskOf(error: unknown): LinkTask | undefined {
  return typeof error === 'object' && error !== null ? tasks.get(error) : undefined;
}

/** Ties a task to its error without showing the message (and the password in it) in logs. */
export function attachTask<E extends object>(error: E, task: LinkTask): E {
  tasks.set(error, task);
  return error;
}

export type TaskErrorCode =
  /** The register knows nothing of a task that it may have executed: ask its registers what happened. */
  | 'TASK_FORGOTTEN'
  /** Not executed, because an earlier task failed, or because it did not arrive in its turn among several. */
  | 'TASK_STOPPED'
  /** Not executed: the buffer stayed full. */
  | 'BUFFER_FULL'
  /** Not executed: the buffer does not accept such a task. */
  | 'TASK_ILLEGAL';

/** The register's task buffer did not give the answer of a command. */
export class TaskError extends AtolError {
  override name = 'TaskError';
  declare readonly code: TaskErrorCode;

  constructor(code: TaskErrorCode, message: string, outcome: Outcome) {
    super(code, message, { outcome });
  }
}

/** What passes over a line, for recording and measuring. */
export interface TraceEvent {
  /** As seen by this side. */
  readonly dir: 'in' | 'out';
  /** `transport`: chunks as read and written; `link`: whole packets. */
  readonly layer: 'transport' | 'link';
  readonly bytes: Uint8Array;
  /** Monotonic time, in milliseconds. */
  readonly ms: number;
  /** Set on what was no good packet: why. Its bytes are gone. */
  readonly damage?: string;
}

export type Trace = (event: TraceEvent) => void;
