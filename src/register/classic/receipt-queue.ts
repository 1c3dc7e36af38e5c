import type { AtolError } from '../../errors.js';
import { TaskError } from '../../link/link.js';
import { type AnswerOf, type Command, commands, decodeRegister, registers } from '../../protocol/index.js';
import type { BatchEnd, BatchOptions, LastReceipt, ReceiptBatch, ReceiptStep } from '../dialect.js';
import type { ExchangeChoice } from '../session/exchange.js';
import { type BurstCall, type BurstResult, sendBurst } from './burst.js';
import { lastReceiptOf } from './evidence.js';
import type { Ground } from './ground.js';
import { type ClassicStep, settledBy } from './steps.js';

const askForLastReceipt: BurstCall = {
  command: commands.readRegister as Command,
  request: { register: registers.lastReceipt.number, p1: 0, p2: 0 },
};

/** Queues the calls of a receipt in the register's task buffer: all but the closing one, and then that. */
export class ReceiptQueue implements ReceiptBatch {
  readonly #ground: Ground;
  readonly #choice: ExchangeChoice;
  readonly #options: BatchOptions;
  #usable = true;

  constructor(ground: Ground, choice: ExchangeChoice, options: BatchOptions) {
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
  async fill(steps: readonly ReceiptStep[]): Promise<BatchEnd> {
    const end = await this.#send(steps.map(callOf));
    return {
      ...end,
      answers: end.answers.map((answer, index) => settledBy(steps[index] as ReceiptStep, answer)),
    };
  }

  /**
   * Sends the closing call. The question for the signed receipt is queued behind it; the register does not execute that when
   * the closing is refused. Never rejects.
   */
  async close(step: ReceiptStep): Promise<BatchEnd & { readonly last?: LastReceipt }> {
    const { answers, ...end } = await this.#send([callOf(step), askForLastReceipt]);
    const read = answers[1] as AnswerOf<typeof commands.readRegister> | undefined;
    const closed = { ...end, answers: answers.slice(0, 1).map(() => undefined) };
    return read === undefined
      ? closed
      : { ...closed, last: lastReceiptOf(decodeRegister(registers.lastReceipt, read.value)) };
  }

  async #send(calls: readonly BurstCall[]): Promise<BurstResult> {
    const end = await sendBurst(this.#ground, calls, { ...this.#options, window: this.#choice.window });
    if (end.failure !== undefined) this.#fallBack(end.failure, end.answers.length);
    return end;
  }

  #fallBack(failure: AtolError, done: number): void {
    this.stop();
    if (!(failure instanceof TaskError)) return;
    if (failure.code === 'BUFFER_FULL' || failure.code === 'TASK_ILLEGAL') this.#choice.refuse(failure);
    this.#options.history?.add(
      `выполнено команд: ${done}, на следующей очередь прервалась (${failure.message}): дальше по одной`,
    );
  }
}

function callOf(step: ReceiptStep): BurstCall {
  return (step as ClassicStep).call as BurstCall;
}
