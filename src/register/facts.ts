import { DeviceError, ProtocolError } from '../errors.js';
import { commands, documentClosed, registers } from '../protocol/index.js';
import type { Caller, ThroughOptions } from './caller.js';

/** What a register takes that does not tell the size of its input buffer, bytes. */
const SMALL_INPUT_BUFFER = 256;

/** Number, time and sign of the last fiscal document, as register 34 tells them. */
export interface LastDocument {
  /** FD number (tag 1040). */
  number: number;
  /** False while the register is still busy with it. */
  closed: boolean;
  /** `YYYY-MM-DDTHH:mm`, empty before the first document. */
  dateTime: string;
  fiscalSign: number;
}

/**
 * What the register said of itself and of its FN, kept so that a receipt needs no extra questions.
 * Everything here comes from answers; nothing is counted ahead without a check.
 */
export class Facts {
  readonly #caller: Caller;
  #model: number | undefined;
  #inputBuffer: number | undefined;
  #paper: { chars: number; dots: number } | undefined;
  #fnNumber: string | undefined;
  #registrationNumber: string | undefined;
  #bso: boolean | undefined;
  #document: number | undefined;
  #shift: number | undefined;
  #receipt: number | undefined;
  /** By receipt type; undefined where the register refused to tell. */
  readonly #cancelled = new Map<number, number | undefined>();

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** After a lost line or an error: another host may have printed, the FN may have been replaced. */
  forget(): void {
    this.#paper = undefined;
    this.#fnNumber = undefined;
    this.#registrationNumber = undefined;
    this.#bso = undefined;
    this.forgetCounters();
  }

  forgetCounters(): void {
    this.#document = undefined;
    this.#shift = undefined;
    this.#receipt = undefined;
    this.#cancelled.clear();
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

  /** Size of the input buffer (register 19), bytes; it stays what it is. */
  async inputBuffer(options?: ThroughOptions): Promise<number> {
    this.#inputBuffer ??= await this.#readInputBuffer(options);
    return this.#inputBuffer;
  }

  /** Number of the FN (tag 1041). */
  async fnNumber(options?: ThroughOptions): Promise<string> {
    this.#fnNumber ??= (await this.#caller.callThrough(commands.fnGetNumber, undefined, options)).fnNumber;
    return this.#fnNumber;
  }

  /** Registration number of the register (tag 1037); empty when it is not registered. */
  async registrationNumber(options?: ThroughOptions): Promise<string> {
    if (this.#registrationNumber === undefined) {
      const digits = await this.#readRegistration(1037, options);
      this.#registrationNumber = String.fromCharCode(...(digits ?? [])).trim();
    }
    return this.#registrationNumber;
  }

  /** Whether the register signs БСО instead of receipts (tag 1110). */
  async isBso(options?: ThroughOptions): Promise<boolean> {
    this.#bso ??= (await this.#readRegistration(1110, options))?.[0] === 1;
    return this.#bso;
  }

  /** Number of the last fiscal document: remembered from the last answer, or asked for. */
  async lastNumber(options?: ThroughOptions): Promise<number> {
    return this.#document ?? (await this.lastDocument(options)).number;
  }

  async lastDocument(options?: ThroughOptions): Promise<LastDocument> {
    const { documentNumber, dateTime, fiscalSign } = await this.#caller.readThrough(
      registers.lastDocument,
      options,
    );
    const { number, closed } = documentClosed(documentNumber);
    if (number !== this.#document) {
      this.forgetCounters();
      this.#document = closed ? number : undefined;
    }
    return { number, closed, dateTime, fiscalSign };
  }

  /** Numbers of the shift and of the last receipt in it (register 35). */
  async shiftNumbers(options?: ThroughOptions): Promise<{ shift: number; receipt: number }> {
    const { shiftNumber, receiptNumber } = await this.#caller.readThrough(registers.fnShift, options);
    this.#shift = shiftNumber;
    this.#receipt = receiptNumber;
    return { shift: shiftNumber, receipt: receiptNumber };
  }

  /**
   * Numbers of the receipt that was just signed as document `number`. When it directly follows the last document we
   * know of, no other document can lie between, so that its receipt number is the next one; else the register is asked.
   */
  async receiptNumbers(
    number: number,
    options?: ThroughOptions,
  ): Promise<{ shift: number; receipt: number }> {
    const follows = this.#document !== undefined && number === this.#document + 1;
    if (follows && this.#shift !== undefined && this.#receipt !== undefined) this.#receipt += 1;
    else await this.shiftNumbers(options);
    this.#document = number;
    return { shift: this.#shift as number, receipt: this.#receipt as number };
  }

  /** Sum of the cancelled receipts of a type in this shift (register 2E), kopecks; undefined where there is no such register. */
  async cancelledSum(type: number, options?: ThroughOptions): Promise<number | undefined> {
    if (!this.#cancelled.has(type)) this.#cancelled.set(type, await this.#readCancelled(type, options));
    return this.#cancelled.get(type);
  }

  async #readCancelled(type: number, options?: ThroughOptions): Promise<number | undefined> {
    try {
      return (await this.#caller.readThrough(registers.cancellationsSum, options, type)).sum;
    } catch (error) {
      if (error instanceof DeviceError) return undefined;
      throw error;
    }
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

  async #readRegistration(tag: number, options?: ThroughOptions): Promise<Uint8Array | undefined> {
    try {
      const { data } = await this.#caller.callThrough(commands.readAttribute, { tag, block: 0 }, options);
      // Tag and length stand in front, two bytes each.
      return data.slice(4);
    } catch (error) {
      if (error instanceof DeviceError) return undefined;
      throw error;
    }
  }
}
