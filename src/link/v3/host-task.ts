import { restated } from '../../errors/restated.js';
import { AtolError, type Outcome, ProtocolError, TimeoutError } from '../../errors.js';
import { TaskFlag } from '../../protocol/classic/buffer-v3.js';
import { MAX_FRAME_V3_DATA } from '../../protocol/classic/frame-v3.js';
import type { Clock } from '../../util/clock.js';
import { attachTask, type ExchangeOptions, type LinkTask, TaskError, taskOf } from '../link.js';
import { Alarm } from './timers.js';

/** What became of a task that was asked for again. */
export type ResumeResult =
  | { readonly state: 'answer'; readonly answer: Uint8Array }
  /** The register does not know it: executed and forgotten, or never received. */
  | { readonly state: 'forgotten' }
  /** An earlier task had failed, so this one was not executed. */
  | { readonly state: 'stopped' };

/** Whoever waits for a task. */
export interface TaskOwner {
  ended(result: ResumeResult, task: HostTask): void;
  failed(error: AtolError): void;
}

export interface HostTaskRequest {
  readonly message: Uint8Array;
  readonly flags: number;
  readonly options: ExchangeOptions;
  readonly owner: TaskOwner;
  /** A task of the past that is only asked for. */
  readonly resumed?: LinkTask;
  /** Sent with an acknowledgement in the same packet (C5), if there is one to send. */
  readonly join?: boolean;
}

/** One task of the host from its first byte to its result. The rules are in `HostTasks`, here is the memory. */
export class HostTask {
  tid: number;
  readonly request: HostTaskRequest;
  /** C1 packets whose fate is not known. */
  #openAdds: readonly number[] = NONE;
  /** The register said that it has the task (A1, A2, A8). */
  accepted: boolean;
  /** C1 packets written. */
  adds = 0;
  /** Replies to C3 that said "not yet". */
  polls = 0;
  overflows = 0;
  stops = 0;
  damages = 0;
  repeats = 0;
  /** Other tasks were outstanding at the same time: a repeat would come behind them, out of order. */
  hadCompany = false;
  settled = false;
  /** The register answered with an error. */
  refused = false;
  /** Called when it is settled. */
  onSettled: (() => void) | undefined;
  readonly #alarms: TaskAlarms;

  constructor(tid: number, request: HostTaskRequest, alarms: TaskAlarms) {
    this.tid = tid;
    this.request = request;
    this.accepted = request.resumed !== undefined;
    this.#alarms = alarms;
    alarms.task = this;
  }

  /** Sets the time of the next C3, */
  probeAfter(ms: number): void {
    if (!this.settled) this.#alarms.next.set(ms, this.#alarms.probe);
  }

  /** or of C1 after B1. */
  addAfter(ms: number): void {
    if (!this.settled) this.#alarms.next.set(ms, this.#alarms.add);
  }

  /** Begins the time anew that the caller gave. */
  limit(): void {
    if (!this.settled) this.#alarms.limit.set(this.request.options.timeoutMs, this.#alarms.late);
  }

  /** To be called when its first bytes are written: the time of the caller begins then. */
  get onWritten(): () => void {
    return this.#alarms.written;
  }

  get flags(): number {
    return this.request.flags;
  }

  get message(): Uint8Array {
    return this.request.message;
  }

  /** A C1 packet went out. */
  added(id: number): void {
    this.#openAdds = this.#openAdds.concat(id);
  }

  /** The register did not take what came in this packet. */
  notTaken(id: number): void {
    this.#openAdds = this.#openAdds.filter((open) => open !== id);
  }

  get safe(): boolean {
    return this.request.options.safe ?? false;
  }

  /** A repeat can do no harm, provided that the task was not executed before. */
  get repeatable(): boolean {
    return this.safe || !this.hadCompany;
  }

  /** Its failure does not stop the register's queue. */
  get ignoresError(): boolean {
    return (this.request.flags & TaskFlag.ignoreError) !== 0;
  }

  get resumed(): boolean {
    return this.request.resumed !== undefined;
  }

  /** Something of it left, and the register did not say that it was not executed. */
  get mayHaveRun(): boolean {
    return this.accepted || this.#openAdds.length > 0;
  }

  get outcome(): Outcome {
    if (this.mayHaveRun) return 'unknown';
    return this.adds > 0 ? 'refused' : 'not-sent';
  }

  get reference(): LinkTask {
    return { tid: this.tid, flags: this.request.flags, message: this.request.message };
  }

  /** The register said that none of the C1 packets so far is executed. */
  notExecuted(): void {
    this.#openAdds = NONE;
    this.accepted = false;
  }

  finish(result: ResumeResult): void {
    this.#settle();
    this.request.owner.ended(result, this);
  }

  fail(error: AtolError): void {
    this.#settle();
    const failure = restated(error, { outcome: error.outcome ?? this.outcome });
    this.request.owner.failed(attachTask(failure, this.reference));
  }

  #settle(): void {
    if (this.settled) return;
    this.settled = true;
    this.#alarms.giveBack();
    this.onSettled?.();
  }
}

const NONE: readonly number[] = [];

/** What is to be done when the time of a task has come. */
export interface TaskRules {
  probe(task: HostTask): void;
  addLate(task: HostTask): void;
  late(task: HostTask): void;
  /** The alarms of a task that is settled: it does not touch them any more. */
  keep(alarms: TaskAlarms): void;
}

/** The two alarms of a task, and what they do; the next task uses them again. */
export class TaskAlarms {
  readonly next: Alarm;
  readonly limit: Alarm;
  readonly probe: () => void;
  readonly add: () => void;
  readonly late: () => void;
  readonly written: () => void;
  readonly #rules: TaskRules;
  /** Whose they are now. */
  task: HostTask | undefined;

  constructor(clock: Clock, rules: TaskRules) {
    this.next = new Alarm(clock);
    this.limit = new Alarm(clock);
    this.#rules = rules;
    this.probe = () => this.task && rules.probe(this.task);
    this.add = () => this.task && rules.addLate(this.task);
    this.late = () => this.task && rules.late(this.task);
    this.written = () => this.task?.limit();
  }

  giveBack(): void {
    this.task = undefined;
    this.next.clear();
    this.limit.clear();
    this.#rules.keep(this);
  }

  end(): void {
    this.next.end();
    this.limit.end();
  }
}

/** Nothing came in the time of the caller. */
export function noAnswer(task: HostTask): AtolError {
  if (task.overflows > 0 && !task.mayHaveRun) return bufferFull(task);
  return new TimeoutError('NO_ANSWER', 'ККТ не ответила на команду', { outcome: task.outcome });
}

export function bufferFull(task: HostTask): TaskError {
  return new TaskError('BUFFER_FULL', 'Буфер заданий ККТ переполнен (B1)', task.outcome);
}

export function illegal(task: HostTask, reason: string): TaskError {
  return new TaskError('TASK_ILLEGAL', `ККТ не приняла задание: ${reason}`, task.outcome);
}

/** The task ended without an answer of the command. */
export function noResult(state: 'forgotten' | 'stopped', task: HostTask): TaskError {
  const error =
    state === 'forgotten'
      ? new TaskError(
          'TASK_FORGOTTEN',
          'ККТ не помнит команду (B3): неизвестно, выполнена ли она',
          task.outcome,
        )
      : new TaskError(
          'TASK_STOPPED',
          'Команда не выполнена: ККТ остановила очередь или не приняла команду в свой черёд',
          task.outcome,
        );
  return attachTask(error, task.reference);
}

/** @throws ProtocolError `RANGE` for what fits no packet. */
export function checkMessage(message: Uint8Array): void {
  const head = 3;
  const max = MAX_FRAME_V3_DATA - head;
  if (message.length >= 2 && message.length <= max) return;
  throw new ProtocolError('RANGE', `Недопустимая длина команды: ${message.length} байт`, {
    field: 'message',
    rule: `2..${max} байт`,
    value: message.length,
    outcome: 'not-sent',
  });
}

/**
 * The error and its task once more, with the stack of whoever awaits this call: an error that a timer makes would show nothing of
 * him. To be called behind an `await` of an async function or in a callback of the promise; whoever awaits that is part of the stack.
 */
export function withTrail<E>(error: E): E {
  const frames = new Error().stack?.split('\n').slice(2).join('\n');
  if (!frames || !(error instanceof AtolError)) return error;
  const copy = restated(error, { stack: `${error.name}: ${error.message}\n${frames}` });
  const task = taskOf(error);
  return task === undefined ? copy : attachTask(copy, task);
}
