import { AbortedError, type AtolError, DeviceError, ProtocolError, TimeoutError } from '../errors.js';
import { taskOf } from '../link/link.js';
import { readRegister } from '../protocol/commands/info.js';
import {
  type Command,
  decodeAnswer,
  decodeRegister,
  deviceError,
  deviceStatus,
  encodeRequest,
  type Register,
} from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { layerLog } from '../util/debug.js';
import { isLost, type RegisterConnection } from './connection.js';
import type { History } from './history.js';

const log = layerLog('command');

/** Pause before a command that was answered "busy" (76) is sent again, ms. */
const BUSY_PAUSE_MS = 200;

export interface CallOptions {
  /** Ends the wait, never the register. */
  signal?: AbortSignal | undefined;
  /** Overrides the command's own time limit, ms; it starts when the bytes are written. */
  timeoutMs?: number | undefined;
}

export interface ThroughOptions extends CallOptions {
  /** Gets the story of a lost answer. */
  history?: History | undefined;
}

export interface CallerOptions {
  clock: Clock;
  accessPassword: number;
  /** How long "busy" (76) is waited out, ms. */
  busyLimitMs: number;
}

/** One finished command, for logs and for measuring. */
export interface CommandTrace {
  command: string;
  ms: number;
  error?: string | undefined;
}

/**
 * Typed calls, one after another; the order is the caller's business. Nothing is ever repeated here but a command
 * that the register refused with "busy", which therefore was not executed.
 */
export class Caller {
  readonly connection: RegisterConnection;
  readonly clock: Clock;
  /** Goes in front of every command. */
  accessPassword: number;
  readonly #busyLimitMs: number;
  #lastAnswerAt = Number.NEGATIVE_INFINITY;
  /** Called after each command. */
  onCommand: ((trace: CommandTrace) => void) | undefined;

  constructor(connection: RegisterConnection, options: CallerOptions) {
    this.connection = connection;
    this.clock = options.clock;
    this.accessPassword = options.accessPassword;
    this.#busyLimitMs = options.busyLimitMs;
  }

  /** Time since the last answer, ms. A clock that was set back says nothing of it: long enough for anything. */
  get idleMs(): number {
    const ms = this.clock.now() - this.#lastAnswerAt;
    return ms < 0 ? Number.POSITIVE_INFINITY : ms;
  }

  /** Throws DeviceError when the register refuses; other errors say with `outcome` what is known. */
  async call<Q, A>(command: Command<Q, A>, request: Q, options: CallOptions = {}): Promise<A> {
    const message = encodeRequest(command, request, this.accessPassword);
    return this.whileBusy(() => this.#once(command, message, options), options.signal);
  }

  /** Tries again and again what is refused with "busy" (76), within the limit. */
  async whileBusy<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const deadline = this.clock.now() + this.#busyLimitMs;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const busy = error instanceof DeviceError && error.status === deviceStatus.busy;
        if (!busy || this.clock.now() >= deadline) throw error;
        if (signal?.aborted) throw new AbortedError(signal.reason, 'refused');
        await this.clock.sleep(BUSY_PAUSE_MS, signal);
      }
    }
  }

  /**
   * Sends a command and does not let go of it: when the answer is lost, the register is asked for the result of this very
   * task, over a new line if need be. Throws
   * - DeviceError: refused, not executed;
   * - TaskError `TASK_FORGOTTEN`: the register does not remember the task, its registers must tell;
   * - anything else with outcome `unknown`: it cannot be reached.
   */
  async callThrough<Q, A>(command: Command<Q, A>, request: Q, options: ThroughOptions = {}): Promise<A> {
    const { history } = options;
    try {
      return await this.call(command, request, options);
    } catch (error) {
      const task = taskOf(error);
      if (!task || !(isLost(error) || error instanceof TimeoutError)) throw error;
      history?.add(`${command.name}: ответ потерян (${(error as Error).message}), запрашиваем результат`);
      const answer = await this.connection.resume(task, {
        timeoutMs: options.timeoutMs ?? command.timeoutMs,
        signal: options.signal,
        safe: command.safe,
      });
      history?.add(`${command.name}: результат получен`);
      return this.#open(command, answer);
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
      if (error instanceof ProtocolError) error.message = `Регистр ${register.name}: ${error.message}`;
      throw error;
    }
  }

  async #once<Q, A>(command: Command<Q, A>, message: Uint8Array, options: CallOptions): Promise<A> {
    const started = this.clock.now();
    let failure: unknown;
    try {
      const answer = await this.connection.exchange(message, {
        timeoutMs: options.timeoutMs ?? command.timeoutMs,
        t5Ms: options.timeoutMs ?? command.t5Ms,
        signal: options.signal,
        safe: command.safe,
      });
      this.#lastAnswerAt = this.clock.now();
      return await this.#open(command, answer);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      this.record(command, this.clock.now() - started, failure);
    }
  }

  /** The answer to a command that was queued, as `call` would give it. */
  async accept<Q, A>(command: Command<Q, A>, answer: Uint8Array): Promise<A> {
    this.#lastAnswerAt = this.clock.now();
    return this.#open(command, answer);
  }

  /** For the log and for whoever measures. */
  record({ name }: Pick<Command, 'name'>, ms: number, failure: unknown): void {
    const error = failure === undefined ? undefined : ((failure as AtolError).code ?? 'ERROR');
    if (log.enabled) log('%s %dms %s', name, ms, failure === undefined ? 'ok' : (failure as Error).message);
    this.onCommand?.({ command: name, ms, error });
  }

  async #open<Q, A>(command: Command<Q, A>, answer: Uint8Array): Promise<A> {
    try {
      return decodeAnswer(command, answer);
    } catch (error) {
      if (error instanceof DeviceError && error.status === deviceStatus.extendedInRegister37) {
        throw await this.#extended(error);
      }
      // An answer came, but it says nothing that we understand: the command may have been executed.
      if (error instanceof ProtocolError) error.outcome ??= 'unknown';
      throw error;
    }
  }

  /** EE keeps its reason in register 37. A line that dies meanwhile leaves the refusal as it is. */
  async #extended(refusal: DeviceError): Promise<DeviceError> {
    try {
      const { code, extended } = await this.#once(readRegister, this.#extendedRequest(), {}).then(
        ({ value }) => ({
          code: value[0] ?? refusal.status,
          extended: (value[1] ?? 0) + 256 * (value[2] ?? 0),
        }),
      );
      return deviceError(code === 0 ? refusal.status : code, extended, refusal.command);
    } catch {
      return refusal;
    }
  }

  #extendedRequest(): Uint8Array {
    return encodeRequest(readRegister, { register: 0x37, p1: 0, p2: 0 }, this.accessPassword);
  }
}
