import type { AtolError } from '../errors.js';
import type { PlannedCall } from '../fiscal/index.js';
import { TaskError } from '../link/link.js';
import { type AnswerOf, type Command, commands, decodeRegister, registers } from '../protocol/index.js';
import { type BurstCall, type BurstEnd, sendBurst } from './burst.js';
import type { ThroughOptions } from './caller.js';
import type { ExchangeChoice, ExchangeMode } from './exchange.js';
import type { LastReceipt } from './result.js';
import type { Session } from './session.js';

export interface ReceiptQueueOptions extends ThroughOptions {
  /** Overrides what the connection uses. */
  exchange?: ExchangeMode | undefined;
}

const askForLastReceipt: BurstCall = {
  command: commands.readRegister as Command,
  request: { register: registers.lastReceipt.number, p1: 0, p2: 0 },
};

/** Queues the calls of a receipt in the register's task buffer: all but the closing one, and then that. */
export class ReceiptQueue {
  readonly #session: Session;
  readonly #choice: ExchangeChoice;
  readonly #options: ReceiptQueueOptions;
  #usable = true;

  constructor(session: Session, choice: ExchangeChoice, options: ReceiptQueueOptions) {
    this.#session = session;
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
  async fill(calls: readonly PlannedCall[]): Promise<BurstEnd> {
    return this.#send(calls as readonly BurstCall[]);
  }

  /**
   * Sends the closing call. The question for the signed receipt is queued behind it; the register does not execute that when
   * the closing is refused. Never rejects.
   */
  async close(call: PlannedCall): Promise<BurstEnd & { readonly last?: LastReceipt }> {
    const end = await this.#send([call as BurstCall, askForLastReceipt]);
    const read = end.answers[1] as AnswerOf<typeof commands.readRegister> | undefined;
    return read === undefined ? end : { ...end, last: decodeRegister(registers.lastReceipt, read.value) };
  }

  async #send(calls: readonly BurstCall[]): Promise<BurstEnd> {
    const end = await sendBurst(this.#session, calls, { ...this.#options, window: this.#choice.window });
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
