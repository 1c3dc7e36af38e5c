import { restated } from '../../errors/restated.js';
import { AbortedError, AtolError, DeviceError, ProtocolError, TimeoutError } from '../../errors.js';
import { taskOf } from '../../link/link.js';
import { readRegister } from '../../protocol/classic/commands/info.js';
import {
  type Command,
  decodeAnswer,
  decodeRegister,
  deviceError,
  deviceStatus,
  encodeRequest,
  type Register,
} from '../../protocol/index.js';
import type { P5Command } from '../../protocol/p5/index.js';
import type { Clock } from '../../util/clock.js';
import { layerLog } from '../../util/debug.js';
import { late } from '../../util/late.js';
import { Observers } from '../../util/observers.js';
import { asReading, readable } from '../../util/options.js';
import { refusalOf } from '../p5/index.js';
import type { CallOptions, ThroughOptions } from '../session/call-options.js';
import { isLost, type RegisterConnection } from '../session/connection.js';
import { commandText } from '../session/history.js';
import type { CommandTrace } from '../session/trace.js';

const log = layerLog('command');

/** Pause before a command that was answered "busy" (76) is sent again, ms. */
const BUSY_PAUSE_MS = 200;

export interface CallerOptions {
  clock: Clock;
  accessPassword: number;
  /** How long "busy" (76) is waited out, ms. */
  busyLimitMs: number;
}

/** Whoever may still make an answer of a failure. */
export interface Rescuer {
  /** The answer that the caller gets instead. Throws what he is to learn. */
  rescue<Q, A>(error: unknown, command: Command<Q, A>, request: Q, options: ThroughOptions): Promise<A>;
}

/** A command on its way, as often as it is tried. */
interface Call<Q, A> {
  readonly command: Command<Q, A>;
  readonly request: Q;
  readonly message: Uint8Array;
  readonly options: ThroughOptions;
  /** Until then "busy" (76) is waited out. */
  readonly deadline: number;
  readonly rescuer: Rescuer | undefined;
}

/**
 * Typed calls, for whoever has the turn (`session/turns`). Nothing is ever repeated here but a command
 * that the register refused with "busy", which therefore was not executed.
 */
export class Caller implements Rescuer {
  readonly connection: RegisterConnection;
  /** Its sleeps end with the call in whose course somebody sleeps. */
  readonly clock: Clock;
  /** Goes in front of every command. */
  accessPassword: number;
  readonly #busyLimitMs: number;
  #lastAnswerAt = Number.NEGATIVE_INFINITY;
  /** Told after each command. */
  readonly traces = new Observers<CommandTrace>();

  constructor(connection: RegisterConnection, options: CallerOptions) {
    this.connection = connection;
    const { clock } = options;
    this.clock = {
      now: () => clock.now(),
      sleep: (ms, signal, kind) => clock.sleep(ms, connection.limit?.within(signal) ?? signal, kind),
    };
    this.accessPassword = options.accessPassword;
    this.#busyLimitMs = options.busyLimitMs;
  }

  /** Time since the last answer, ms. A clock that was set back says nothing of it: long enough for anything. */
  get idleMs(): number {
    const ms = this.clock.now() - this.#lastAnswerAt;
    return ms < 0 ? Number.POSITIVE_INFINITY : ms;
  }

  /**
   * A command of the second protocol, on a register that speaks it.
   *
   * @throws AtolError `NO_COMMAND` before a byte is sent when it does not; otherwise as `call`.
   */
  async callP5<Q, A>(command: P5Command<Q, A>, request: Q, options: CallOptions = {}): Promise<A> {
    const { name, channel, timeoutMs, safe } = command;
    if (this.connection.linkVersion !== 'p5')
      throw new AtolError('NO_COMMAND', `Команда ${name} есть только во втором протоколе`, {
        outcome: 'not-sent',
      });
    const { decodeP5Result, encodeP5Command } = await late(() => import('../../protocol/p5/index.js'));
    const body = readable('request', () => encodeP5Command(command, request));
    const started = this.clock.now();
    let failure: unknown;
    try {
      const { signal } = options;
      const limits = { timeoutMs: options.timeoutMs ?? timeoutMs, signal, safe };
      const answer = await this.connection.exchange(Uint8Array.of(channel, ...body), limits);
      this.#lastAnswerAt = this.clock.now();
      return decodeP5Result(command, answer);
    } catch (error) {
      failure = understood(error);
      throw failure;
    } finally {
      this.record(command, this.clock.now() - started, failure);
    }
  }

  /**
   * Throws DeviceError when the register refuses; other errors say with `outcome` what is known. Every command comes this way, and
   * an async function would cost it twice what the callbacks do.
   */
  call<Q, A>(
    command: Command<Q, A>,
    request: Q,
    options: ThroughOptions = {},
    rescuer?: Rescuer,
  ): Promise<A> {
    try {
      const message = this.encode(command, request);
      return this.#attempt({ command, request, message, options, deadline: this.#busyDeadline, rescuer });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #attempt<Q, A>(call: Call<Q, A>): Promise<A> {
    const { command, message, options } = call;
    const started = this.clock.now();
    const failed = (error: unknown): Promise<A> => this.#failed(call, error, started);
    return this.#exchange(command, message, options).then((answer) => {
      try {
        const opened = this.accept(command, answer);
        this.record(command, this.clock.now() - started, undefined);
        return opened;
      } catch (error) {
        return failed(error);
      }
    }, failed);
  }

  /** The bytes of a command. Throws for a request that it cannot carry, before anything is sent. */
  encode<Q, A>(command: Command<Q, A>, request: Q): Uint8Array {
    try {
      return encodeRequest(command, request, this.accessPassword);
    } catch (error) {
      throw asReading('request', error);
    }
  }

  /** Tries again, or leaves it to the rescuer; throws otherwise. */
  async #failed<Q, A>(call: Call<Q, A>, error: unknown, started: number): Promise<A> {
    const { command, request, options, rescuer } = call;
    const failure = await this.explain(command, error);
    this.record(command, this.clock.now() - started, failure);
    try {
      await this.#outwait(failure, call.deadline, options.signal);
    } catch (final) {
      if (rescuer === undefined) throw final;
      return rescuer.rescue(final, command, request, options);
    }
    return this.#attempt(call);
  }

  /** Tries again and again what is refused with "busy" (76), within the limit. */
  async whileBusy<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const deadline = this.#busyDeadline;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        await this.#outwait(error, deadline, signal);
      }
    }
  }

  get #busyDeadline(): number {
    return this.clock.now() + this.#busyLimitMs;
  }

  /** A pause before the next attempt; throws what was not refused with "busy", or for too long. */
  async #outwait(failure: unknown, deadline: number, signal: AbortSignal | undefined): Promise<void> {
    if (!isBusy(failure) || this.clock.now() >= deadline) throw failure;
    try {
      await this.clock.sleep(BUSY_PAUSE_MS, signal);
    } catch (aborted) {
      throw new AbortedError((aborted as AbortedError).cause, 'refused');
    }
  }

  /**
   * Sends a command and does not let go of it: when the answer is lost, the register is asked for the result of this very
   * task, over a new line if need be. Throws
   * - DeviceError: refused, not executed;
   * - TaskError `TASK_FORGOTTEN`: the register does not remember the task, its registers must tell;
   * - anything else with outcome `unknown`: it cannot be reached.
   */
  callThrough<Q, A>(command: Command<Q, A>, request: Q, options: ThroughOptions = {}): Promise<A> {
    return this.call(command, request, options, this);
  }

  /** `callThrough` behind a call that failed: the result of its task, if that is what was lost. Throws the error otherwise. */
  async rescue<Q, A>(
    error: unknown,
    command: Command<Q, A>,
    request: Q,
    options: ThroughOptions = {},
  ): Promise<A> {
    const { history } = options;
    const task = taskOf(error);
    // A line that stays silent was given up: over another one the register is asked once more, and not again.
    if (!task || !(isLost(error) || error instanceof TimeoutError)) throw error;
    const text = commandText(command);
    history?.add(
      `команда ${text}: ответ не пришёл (${(error as Error).message}); спрашиваем ККТ, чем она кончилась`,
    );
    const answer = await this.connection.resume(task, {
      timeoutMs: options.timeoutMs ?? command.timeoutMs,
      signal: options.signal,
      safe: command.safe,
    });
    history?.add(`команда ${text}: ККТ отдала результат`);
    return this.#openLate(command, answer, request, options);
  }

  /** "Busy" (76) told late is as good as told in time: the command was not executed. */
  async #openLate<Q, A>(
    command: Command<Q, A>,
    answer: Uint8Array,
    request: Q,
    options: ThroughOptions,
  ): Promise<A> {
    try {
      return await this.#openOrAsk(command, answer);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return this.callThrough(command, request, options);
    }
  }

  /** As `read`, through a lost line. */
  async readThrough<T>(register: Register<T>, options?: ThroughOptions, p1 = 0): Promise<T> {
    const request = { register: register.number, p1, p2: 0 };
    const { value } = await this.callThrough(readRegister, request, options);
    return decodeRegister(register, value);
  }

  /** The value of a register (command 91). */
  async read<T>(register: Register<T>, p1 = 0, p2 = 0, options?: CallOptions): Promise<T> {
    const { value } = await this.call(readRegister, { register: register.number, p1, p2 }, options);
    try {
      return decodeRegister(register, value);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw restated(error, { message: `Регистр ${register.name}: ${error.message}` });
    }
  }

  #exchange<Q, A>(command: Command<Q, A>, message: Uint8Array, options: CallOptions): Promise<Uint8Array> {
    return this.connection.exchange(message, {
      timeoutMs: options.timeoutMs ?? command.timeoutMs,
      t5Ms: options.timeoutMs ?? command.t5Ms,
      signal: options.signal,
      safe: command.safe,
    });
  }

  /** The answer to a command that was queued, as `call` would give it; for what it throws there is `explain`. */
  accept<Q, A>(command: Command<Q, A>, answer: Uint8Array): A {
    this.#lastAnswerAt = this.clock.now();
    return open(command, answer);
  }

  /** The error, with its reason where the register keeps that apart. */
  async explain(command: Pick<Command, 'name'>, error: unknown): Promise<unknown> {
    return hasReason(error) ? this.#extended(command, error) : error;
  }

  /** For the log and for whoever measures. */
  record({ name }: Pick<Command, 'name'>, ms: number, failure: unknown): void {
    if (log.enabled) log('%s %dms %s', name, ms, failure === undefined ? 'ok' : (failure as Error).message);
    if (this.traces.none) return;
    const error = failure === undefined ? undefined : ((failure as AtolError).code ?? 'ERROR');
    this.traces.tell({ command: name, ms, error });
  }

  async #openOrAsk<Q, A>(command: Command<Q, A>, answer: Uint8Array): Promise<A> {
    try {
      return open(command, answer);
    } catch (error) {
      throw await this.explain(command, error);
    }
  }

  /**
   * EE keeps its reason in register 37, which is asked for once: a register that answers EE to that as well has no more to
   * tell. A line that dies meanwhile leaves the refusal as it is.
   */
  async #extended({ name }: Pick<Command, 'name'>, refusal: DeviceError): Promise<DeviceError> {
    const question = encodeRequest(readRegister, { register: 0x37, p1: 0, p2: 0 }, this.accessPassword);
    try {
      const answer = await this.#exchange(readRegister, question, {});
      const { value } = decodeAnswer(readRegister, answer);
      const code = value[0] ?? refusal.status;
      const extended = (value[1] ?? 0) + 256 * (value[2] ?? 0);
      return deviceError(code === 0 ? refusal.status : code, extended, name);
    } catch {
      return refusal;
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof DeviceError && error.status === deviceStatus.busy;
}

/** EE: the reason stands in register 37, unless it was told with it, as the second protocol does. */
function hasReason(error: unknown): error is DeviceError {
  const { extendedInRegister37 } = deviceStatus;
  return (
    error instanceof DeviceError && error.status === extendedInRegister37 && error.extended === undefined
  );
}

function open<Q, A>(command: Command<Q, A>, answer: Uint8Array): A {
  const refusal = refusalOf(answer);
  if (refusal) throw refusal;
  try {
    return decodeAnswer(command, answer);
  } catch (error) {
    throw understood(error);
  }
}

/** An answer came, but it says nothing that we understand: the command may have been executed. */
function understood(error: unknown): unknown {
  return error instanceof ProtocolError ? restated(error, { outcome: error.outcome ?? 'unknown' }) : error;
}
