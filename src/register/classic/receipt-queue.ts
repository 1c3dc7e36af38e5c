import { restated } from '../../errors/restated.js';
import { type AtolError, DeviceError, TimeoutError } from '../../errors.js';
import { type LinkTask, TaskError, taskOf } from '../../link/link.js';
import type { QueuedMessage, QueuedResult } from '../../link/v3/queued-tasks.js';
import {
  type AnswerOf,
  type Command,
  commands,
  decodeRegister,
  deviceStatus,
  encodeRequest,
  registers,
} from '../../protocol/index.js';
import type { LastReceipt, QueueEnd, QueueOptions, ReceiptQueue, ReceiptStep } from '../dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import { isLost } from '../session/connection.js';
import type { ExchangeChoice } from '../session/exchange.js';
import { commandText } from '../session/history.js';
import type { Caller } from './caller.js';
import { lastReceiptOf } from './evidence.js';
import type { Ground } from './ground.js';
import { type ClassicStep, settledBy } from './steps.js';

const askForLastReceipt: QueuedCall = {
  command: commands.readRegister as Command,
  request: { register: registers.lastReceipt.number, p1: 0, p2: 0 },
};

/** Queues the calls of a receipt in the register's task buffer: all but the closing one, and then that. */
export class TaskQueue implements ReceiptQueue {
  readonly #ground: Ground;
  readonly #choice: ExchangeChoice;
  readonly #options: QueueOptions;
  #usable = true;

  constructor(ground: Ground, choice: ExchangeChoice, options: QueueOptions) {
    this.#ground = ground;
    this.#choice = choice;
    this.#options = options;
  }

  /** False when the calls have to be sent one by one: so it was asked for, or the register does not queue them. */
  get usable(): boolean {
    return this.#usable && this.#choice.inUse(this.#options.exchange) === 'buffered';
  }

  /** One by one from here on. */
  stop(): void {
    this.#usable = false;
  }

  /** Never rejects. What is left untouched may be sent one by one. */
  fill(steps: readonly ReceiptStep[]): Promise<QueueEnd> {
    return this.#send(steps.map(callOf), (answer, index) => settledBy(steps[index] as ReceiptStep)(answer));
  }

  /**
   * Sends the closing call. The question for the signed receipt is queued behind it; the register does not execute that when
   * the closing is refused. Never rejects.
   */
  async close(step: ReceiptStep): Promise<QueueEnd & { readonly last?: LastReceipt }> {
    const end = await this.#send([callOf(step), askForLastReceipt], (answer) => answer);
    const read = end.answers[1] as AnswerOf<typeof commands.readRegister> | undefined;
    const closed = { ...end, answers: end.answers.length > 0 ? [undefined] : [] };
    if (read === undefined) return closed;
    return Object.assign(closed, { last: lastReceiptOf(decodeRegister(registers.lastReceipt, read.value)) });
  }

  /**
   * Queues calls in the register's task buffer without waiting for each answer. Every answer is looked at as if the calls had
   * been made one by one, and the first failure is told at its call. Answers that were lost with the line are asked for by the
   * ids of their tasks, over a new line if need be. Never rejects.
   *
   * @param take what is told of an answer.
   */
  async #send<T>(
    calls: readonly QueuedCall[],
    take: (answer: unknown, index: number) => T,
  ): Promise<SentCalls<T>> {
    const { caller, device, modes } = this.#ground;
    const { signal, timeoutMs } = this.#options;
    const answers: T[] = [];
    let results: readonly QueuedResult[];
    try {
      const bytes = device.knownInputBuffer ?? (await device.inputBuffer({ signal }));
      const mode = modeOf(calls);
      if (mode !== undefined && mode !== modes.current) await modes.enter(mode, { signal });
      const messages = calls.map((call) => messageOf(call, caller, timeoutMs));
      results = await caller.connection.queue(messages, { tasks: this.#choice.queueLimit, bytes, signal });
      if (results.some(isFailed)) results = await recover(this.#ground, calls, results, this.#options);
    } catch (error) {
      // Whether something was sent before the line was lost for good says the error.
      return this.#fallBack({ answers, failure: error as AtolError, untouched: false });
    }
    for (let index = 0; index < calls.length; index++) {
      const { command, path } = calls[index] as QueuedCall;
      const result = results[index] as QueuedResult;
      try {
        if ('error' in result) throw result.error;
        answers.push(take(caller.accept(command, result.answer), index));
        caller.record(command, result.ms, undefined);
      } catch (thrown) {
        const error = await caller.explain(command, thrown);
        const placed = error instanceof DeviceError && path !== undefined;
        const failure = placed ? restated(error, { path }) : (error as AtolError);
        caller.record(command, result.ms, failure);
        const refused = 'answer' in result && isUntouching(failure);
        const rest = refused ? index + 1 : index;
        const untouched = calls.slice(rest).every((call, i) => wasNotExecuted(call, results[rest + i]));
        return this.#fallBack({ answers, failure, untouched });
      }
    }
    return { answers, untouched: true };
  }

  #fallBack<T>(end: SentCalls<T> & { readonly failure: AtolError }): SentCalls<T> {
    const { failure, answers } = end;
    this.stop();
    if (!(failure instanceof TaskError)) return end;
    if (failure.code === 'BUFFER_FULL' || failure.code === 'TASK_ILLEGAL') this.#choice.refuse(failure);
    this.#options.history?.add(
      `выполнено команд: ${answers.length}, на следующей очередь прервалась (${failure.message}): дальше по одной`,
    );
    return end;
  }
}

function callOf(step: ReceiptStep): QueuedCall {
  return (step as ClassicStep).call as QueuedCall;
}

interface QueuedCall {
  readonly command: Command;
  readonly request: unknown;
  /** Part of the receipt that it carries. */
  readonly path?: string;
}

interface SentCalls<T> {
  /** Answers of the calls from the first on, up to the one that failed. */
  readonly answers: readonly T[];
  /** Why the call behind the last answer failed. */
  readonly failure?: AtolError;
  /** True when neither the failed call nor any behind it was executed, so that they may be sent again, one by one. */
  readonly untouched: boolean;
}

/** The mode that they need, if any of them needs one. */
function modeOf(calls: readonly QueuedCall[]): number | undefined {
  return calls.find(hasMode)?.command.mode;
}

function hasMode({ command }: QueuedCall): boolean {
  return command.mode !== undefined;
}

function messageOf(
  { command, request }: QueuedCall,
  { accessPassword }: Caller,
  timeoutMs = command.timeoutMs,
): QueuedMessage {
  return { message: encodeRequest(command, request, accessPassword), timeoutMs, safe: command.safe };
}

function isFailed(result: QueuedResult): boolean {
  return 'error' in result;
}

/** Asks for the answers that did not come, all at once. Those of reads are not worth it. */
async function recover(
  ground: Ground,
  calls: readonly QueuedCall[],
  results: readonly QueuedResult[],
  { history, signal, timeoutMs }: ThroughOptions,
): Promise<readonly QueuedResult[]> {
  const lost = results.flatMap((result, index) => {
    const task = 'error' in result ? lostTask(result.error) : undefined;
    const { command } = calls[index] as QueuedCall;
    return task && !command.safe ? [{ index, command, task, timeoutMs: timeoutMs ?? command.timeoutMs }] : [];
  });
  const [first] = lost;
  if (first === undefined) return results;
  const { error } = results[first.index] as { error: AtolError };
  history?.add(`${lostText(lost)}: ответы не пришли (${error.message}); спрашиваем ККТ, чем они кончились`);
  const found = await ground.caller.connection.resumeAll(lost, signal);
  const known = [...results];
  lost.forEach(({ index }, i) => {
    known[index] = found[i] as QueuedResult;
  });
  return known;
}

/** `команды с EA «начало позиции» по 99 «расчёт по чеку», всего 9`. */
function lostText(lost: ReadonlyArray<{ readonly command: Command }>): string {
  const [first, last] = [lost[0], lost.at(-1)].map((one) =>
    commandText((one as { command: Command }).command),
  );
  return lost.length === 1 ? `команда ${first}` : `команды с ${first} по ${last}, всего ${lost.length}`;
}

function lostTask(error: AtolError): LinkTask | undefined {
  const gone = isLost(error) || error instanceof TimeoutError;
  return gone && error.outcome === 'unknown' ? taskOf(error) : undefined;
}

/** Refusals that a single call deals with: another mode, busy. */
function isUntouching(error: AtolError): boolean {
  const { invalidMode, busy } = deviceStatus;
  return error instanceof DeviceError && (error.status === invalidMode || error.status === busy);
}

function wasNotExecuted({ command }: QueuedCall, result: QueuedResult | undefined): boolean {
  if (command.safe) return true;
  if (result === undefined || !('error' in result)) return false;
  const { error } = result;
  return error.outcome === 'not-sent' || (error instanceof TaskError && error.outcome === 'refused');
}
