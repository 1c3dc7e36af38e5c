import { DeviceError, ProtocolError } from '../../errors.js';
import { commands, registers } from '../../protocol/index.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { Caller } from './caller.js';

/** What a register takes that does not tell the size of its input buffer, bytes. */
const SMALL_INPUT_BUFFER = 256;

/** What the register said of itself, kept so that it is asked once. */
export class DeviceFacts {
  readonly #caller: Caller;
  #model: number | undefined;
  #inputBuffer: number | undefined;
  #paper: { chars: number; dots: number } | undefined;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Code of the model, if it was asked for before. */
  get knownModel(): number | undefined {
    return this.#model;
  }

  /** Code of the model (A5); it stays what it is, whatever happens to the line. */
  async model(options?: ThroughOptions): Promise<number> {
    this.#model ??= (await this.#caller.callThrough(commands.getDeviceType, undefined, options)).model;
    return this.#model;
  }

  /** Characters and dots per line (register 18). */
  async paper(options?: ThroughOptions): Promise<{ chars: number; dots: number }> {
    this.#paper ??= await this.#caller.readThrough(registers.lineLength, options);
    return this.#paper;
  }

  /** After a change of the settings: the lines may be longer or shorter. */
  forgetPaper(): void {
    this.#paper = undefined;
  }

  /** Size of the input buffer, if it was asked for before. */
  get knownInputBuffer(): number | undefined {
    return this.#inputBuffer;
  }

  /** Size of the input buffer (register 19), bytes; it stays what it is. */
  async inputBuffer(options?: ThroughOptions): Promise<number> {
    this.#inputBuffer ??= await this.#readInputBuffer(options);
    return this.#inputBuffer;
  }

  async #readInputBuffer(options?: ThroughOptions): Promise<number> {
    try {
      const { length } = await this.#caller.readThrough(registers.inputBufferLength, options);
      const digits = [...length].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return (/^\d+$/.test(digits) && Number(digits)) || SMALL_INPUT_BUFFER;
    } catch (error) {
      if (error instanceof DeviceError || error instanceof ProtocolError) return SMALL_INPUT_BUFFER;
      throw error;
    }
  }
}
