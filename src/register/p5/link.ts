import { restated } from '../../errors/restated.js';
import { AtolError, ConnectionError, DeviceError, ProtocolError, TimeoutError } from '../../errors.js';
import {
  attachTask,
  type ExchangeOptions,
  type Link,
  type LinkTask,
  TaskError,
  taskOf,
} from '../../link/link.js';
import { type P5Host, type P5ResumeResult, p5Message } from '../../link/p5/index.js';
import { decodeRequest, encodeAnswer, encodeRefusal, openMessage } from '../../protocol/classic/command.js';
import { type CommandName, commandByCode } from '../../protocol/classic/commands/index.js';
import type { Command } from '../../protocol/classic/definition.js';
import { decodeP5Result, encodeP5Command, P5_OK } from '../../protocol/p5/command.js';
import type { P5Command } from '../../protocol/p5/definition.js';
import { p5Commands } from '../../protocol/p5/index.js';
import { P5Memory } from './memory.js';
import { NoCommandError } from './no-command.js';
import { noted } from './noted.js';
import { withRefusal } from './refusals.js';
import type { Step, Steps } from './steps.js';
import { translations } from './translations.js';

/** A message of the classic protocol begins with two bytes of packed decimal digits, one of this with its channel. */
const FIRST_CHANNEL = 0xa0;
const NO_OPERATOR = '2a';
const DEFAULT_OPERATOR = { name: 'СИС. АДМИНИСТРАТОР', inn: '' } as const;

/** An operation that stands still at a command whose answer did not come. */
interface Standstill {
  readonly command: Command;
  readonly steps: Steps<unknown>;
  readonly step: Step;
  /** Undefined: the command never left. */
  readonly task: LinkTask | undefined;
}

const standstills = new WeakMap<LinkTask, Standstill>();

/**
 * A register of the second protocol as the operations of `CashRegister` see it: they speak of openings, positions and registers in the
 * words of the classic protocol, here they become commands of this one. Modes, blocks of attributes and the like stay on the host.
 */
export class P5Link implements Link {
  readonly version = 'p5';
  readonly host: P5Host;
  readonly memory: P5Memory;

  constructor(host: P5Host, previous: P5Memory | undefined) {
    this.host = host;
    this.memory = previous ?? new P5Memory();
    if (previous) previous.reconnected();
    this.memory.limit = host.state.limit;
  }

  get closed(): Promise<ConnectionError | undefined> {
    return this.host.closed;
  }

  async exchange(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    if ((message[0] ?? 0) >= FIRST_CHANNEL) return this.#own(message, options);
    const { command, request } = open(message);
    const translate = translations[command.name as CommandName] as
      | ((memory: P5Memory, request: unknown) => Steps<unknown>)
      | undefined;
    if (!translate) throw new NoCommandError(command.name);
    return this.#drive(command, translate(this.memory, request), options, message);
  }

  /** A command of this protocol itself, as its caller gave it. */
  async #own(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    const answer = await this.host.exchange(message, options);
    if (isDone(answer)) noted(this.memory, message);
    return answer;
  }

  /** Goes on with an operation whose answer was lost, on this line or on a later one. Nothing is sent twice. */
  async resume(task: LinkTask, options: ExchangeOptions): Promise<P5ResumeResult> {
    const standstill = standstills.get(task);
    if (!standstill) {
      const result = await this.host.resume(task, options);
      if (result.state === 'answer' && isDone(result.answer)) noted(this.memory, task.message);
      return result;
    }
    const { command, steps, step, task: lost } = standstill;
    if (lost === undefined) {
      const answer = await this.#drive(command, steps, options, task.message, { step });
      return { state: 'answer', answer };
    }
    let result: P5ResumeResult;
    try {
      result = await this.host.resume(lost, options);
    } catch (error) {
      throw attachTask(error as AtolError, task);
    }
    if (result.state === 'forgotten') {
      if (!step.command.safe) return result;
      const answer = await this.#drive(command, steps, options, task.message, { step });
      return { state: 'answer', answer };
    }
    const answer = await this.#drive(command, steps, options, task.message, {
      step,
      answered: result.answer,
    });
    return { state: 'answer', answer };
  }

  close(): Promise<void> {
    return this.host.close();
  }

  /** Drives an operation to its end. `from` is where it stood still. */
  async #drive(
    command: Command,
    steps: Steps<unknown>,
    options: ExchangeOptions,
    message: Uint8Array,
    from?: { step: Step; answered?: Uint8Array },
  ): Promise<Uint8Array> {
    let changed = from !== undefined;
    try {
      let next = from ? await this.#continue(command, steps, from, options, message) : steps.next(undefined);
      while (!next.done) {
        const step = next.value;
        next = await this.#take(command, steps, step, () => this.#send(step, options), changed, message);
        changed ||= !step.command.safe;
      }
      return encodeAnswer(command, next.value);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      // Which register of the classic protocol refused does not matter: it is this operation that was.
      return withRefusal(
        encodeRefusal({ status: error.status, extended: error.extended }, command.envelope),
        error,
      );
    }
  }

  #continue(
    command: Command,
    steps: Steps<unknown>,
    { step, answered }: { step: Step; answered?: Uint8Array },
    options: ExchangeOptions,
    message: Uint8Array,
  ): Promise<IteratorResult<Step, unknown>> {
    const answer = async (): Promise<Uint8Array> => answered ?? this.#send(step, options);
    return this.#take(command, steps, step, answer, true, message);
  }

  /** The answer of a step goes into the operation, its refusal too; a lost one leaves it standing. */
  async #take(
    command: Command,
    steps: Steps<unknown>,
    step: Step,
    answer: () => Promise<Uint8Array>,
    changed: boolean,
    message: Uint8Array,
  ): Promise<IteratorResult<Step, unknown>> {
    let value: unknown;
    try {
      value = decodeP5Result(step.command, await answer());
    } catch (error) {
      if (error instanceof DeviceError) return steps.throw(error);
      throw standStill(error, { command, steps, step, task: taskOf(error) }, changed, message);
    }
    return steps.next(value);
  }

  async #send({ command, request }: Step, options: ExchangeOptions): Promise<Uint8Array> {
    const answer = await this.#exchange(command, request, options);
    if (codeOf(answer) !== NO_OPERATOR) return answer;
    // Refused, so not executed: the register wants to know who is at the till.
    const { name, inn } = this.memory.operator.name === '' ? DEFAULT_OPERATOR : this.memory.operator;
    await this.#exchange(p5Commands.login as unknown as P5Command, { name, inn }, options);
    return this.#exchange(command, request, options);
  }

  #exchange(command: P5Command, request: unknown, options: ExchangeOptions): Promise<Uint8Array> {
    const message = p5Message(command.channel, encodeP5Command(command, request));
    const timeoutMs = Math.max(command.timeoutMs, options.timeoutMs);
    return this.host.exchange(message, { ...options, timeoutMs, safe: command.safe });
  }
}

const codeOf = ([first = 0, second = 0]: Uint8Array): string => String.fromCharCode(first, second);

const isDone = (answer: Uint8Array): boolean => codeOf(answer) === P5_OK;

/** Classic command of a message. Throws ProtocolError `UNKNOWN_COMMAND`. */
function open(message: Uint8Array): { command: Command; request: unknown } {
  const { code, sub, reader } = openMessage(message);
  const command = commandByCode(code, sub);
  if (!command) throw new ProtocolError('UNKNOWN_COMMAND', `Нет команды ${code}`, { outcome: 'not-sent' });
  return { command, request: decodeRequest(command, reader) };
}

/** The error of a lost answer, with the operation behind it as its task. */
function standStill(error: unknown, standstill: Standstill, changed: boolean, message: Uint8Array): unknown {
  const lost =
    error instanceof ConnectionError || error instanceof TimeoutError || error instanceof TaskError;
  if (!lost && !(error instanceof AtolError && standstill.task)) return error;
  const { outcome } = error;
  // Nothing of it left, and nothing was changed before: as if it had never begun.
  if (outcome === 'not-sent' && !changed) return error;
  const task: LinkTask = { tid: standstill.task?.tid ?? 0, flags: 0, message };
  standstills.set(task, standstill);
  return attachTask(restated(error, { outcome: 'unknown' }), task);
}
