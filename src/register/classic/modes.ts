import { DeviceError } from '../../errors.js';
import { checkRequest } from '../../protocol/classic/command.js';
import { type Command, commands, deviceStatus, mode as modes } from '../../protocol/index.js';
import type { ThroughOptions } from '../session/call-options.js';
import { isRefusal, unlessRefused } from '../session/refusals.js';
import type { Caller, Rescuer } from './caller.js';
import { readStateCode } from './state-code.js';

/**
 * Keeps the register in the mode that the next command needs. The mode is remembered, so that nothing is asked
 * before each command; when somebody else changed it, the register refuses with 66 (nothing was executed),
 * and the mode is read and entered again.
 */
export class Modes implements Rescuer {
  readonly #caller: Caller;
  /** Password of the user that enters the modes, up to 8 digits. */
  userPassword: number;
  #current: number | undefined;

  constructor(caller: Caller, userPassword: number) {
    this.#caller = caller;
    this.userPassword = userPassword;
  }

  /** The mode that the register is in, if nobody else changed it; undefined when nobody knows. */
  get current(): number | undefined {
    return this.#current;
  }

  /** After a lost line: another host may have been at the register. */
  forget(): void {
    this.#current = undefined;
  }

  /** Sends a command in the mode it needs. */
  send<Q, A>(command: Command<Q, A>, request: Q, options?: ThroughOptions): Promise<A> {
    const { mode } = command;
    if (mode === undefined) return this.#caller.callThrough(command, request, options);
    if (this.#current !== mode) return this.#enterAndSend(mode, command, request, options);
    return this.#caller.call(command, request, options, this);
  }

  /** What was lost is asked for; what was refused in another mode is sent in its own one. */
  async rescue<Q, A>(
    error: unknown,
    command: Command<Q, A>,
    request: Q,
    options: ThroughOptions,
  ): Promise<A> {
    try {
      return await this.#caller.rescue(error, command, request, options);
    } catch (failure) {
      const { mode } = command;
      // Where the mode was read just now, the refusal means something else, such as EB without EA.
      const elsewhere = failure instanceof DeviceError && failure.status === deviceStatus.invalidMode;
      if (mode === undefined || !elsewhere) throw failure;
      this.forget();
      return this.#enterAndSend(mode, command, request, options);
    }
  }

  async #enterAndSend<Q, A>(
    mode: number,
    command: Command<Q, A>,
    request: Q,
    options: ThroughOptions | undefined,
  ): Promise<A> {
    // A request that cannot be sent must not change the mode either.
    checkRequest(command, request);
    await this.enter(mode, options);
    return this.#caller.callThrough(command, request, options);
  }

  /** Leaves another mode and enters this one, if need be. Mode 0 is the choice of modes. */
  async enter(mode: number, options?: ThroughOptions): Promise<void> {
    if (this.#current === mode) return;
    const current = await this.read(options);
    if (current !== mode) {
      if (current !== modes.choice) await this.#caller.callThrough(commands.exitMode, undefined, options);
      this.#current = modes.choice;
      if (mode !== modes.choice) {
        const password = String(this.userPassword).padStart(8, '0');
        await this.#caller.callThrough(commands.enterMode, { mode, password }, options);
      }
    }
    this.#current = mode;
  }

  /**
   * Does something that enters this mode, and leaves the mode afterwards (48): what was programmed counts from then on.
   * After a refusal, too, but then the refusal is what is told.
   */
  async visit<T>(mode: number, job: () => Promise<T>, options?: ThroughOptions): Promise<T> {
    const leave = async (): Promise<void> => {
      if (this.#current === mode) await this.enter(modes.choice, options);
    };
    let result: T;
    try {
      result = await job();
    } catch (error) {
      if (isRefusal(error)) await unlessRefused(leave());
      throw error;
    }
    await leave();
    return result;
  }

  async read(options?: ThroughOptions): Promise<number> {
    const read = () => readStateCode(this.#caller, options);
    return (await this.#caller.whileBusy(read, options?.signal)).mode;
  }
}
