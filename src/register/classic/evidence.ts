import { DeviceError, ProtocolError } from '../../errors.js';
import type { FiscalDocument, ReceiptType } from '../../fiscal/index.js';
import { commands, documentClosed, receiptType, registers } from '../../protocol/index.js';
import type { Evidence, FoundDocument, LastDocument, LastReceipt, OpenReceipt } from '../dialect.js';
import { ffdVersionName } from '../questions/identity.js';
import type { ThroughOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Caller } from './caller.js';
import { indexOfDocument, readDocument } from './fn-document.js';

/** Kinds of receipts by their code. */
const kinds = new Map(
  Object.entries(receiptType).map(([name, code]) => [code as number, name as ReceiptType]),
);

/** Registers 13, 14, 2E, 33, 34 and 35 and the FN's own answers (A4 30, A4 40, A4 45). */
export class ClassicEvidence implements Evidence {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  async fnNumber(options?: ThroughOptions): Promise<string> {
    return (await this.#caller.callThrough(commands.fnGetNumber, undefined, options)).fnNumber;
  }

  async registrationNumber(options?: ThroughOptions): Promise<string> {
    return String.fromCharCode(...((await this.registered(1037, options)) ?? [])).trim();
  }

  async isBso(options?: ThroughOptions): Promise<boolean> {
    return (await this.registered(1110, options))?.[0] === 1;
  }

  async ffd(options?: ThroughOptions): Promise<string | undefined> {
    try {
      const { current } = await this.#caller.readThrough(registers.ffdVersions, options);
      return ffdVersionName(current) || undefined;
    } catch (error) {
      if (error instanceof DeviceError || error instanceof ProtocolError) return undefined;
      throw error;
    }
  }

  async dateTime(options?: ThroughOptions): Promise<string> {
    return (await this.#caller.readThrough(registers.dateTime, options)).dateTime;
  }

  async isShiftOpen(options: ThroughOptions): Promise<boolean> {
    return (await this.#caller.readThrough(registers.shiftState, options)).state !== 0;
  }

  async lastDocument(options?: ThroughOptions): Promise<LastDocument> {
    const answer = await this.#caller.readThrough(registers.lastDocument, options);
    const { dateTime, fiscalSign } = answer;
    return { ...documentClosed(answer.documentNumber), dateTime, fiscalSign };
  }

  async lastOfFn(options: ThroughOptions): Promise<{ number: number; forming: boolean }> {
    const status = await this.#caller.callThrough(commands.fnGetStatus, undefined, options);
    return { number: status.lastDocument, forming: status.currentDocument !== 0 };
  }

  async lastReceipt(options: ThroughOptions): Promise<LastReceipt> {
    return lastReceiptOf(await this.#caller.readThrough(registers.lastReceipt, options));
  }

  async shiftNumbers(options?: ThroughOptions): Promise<{ shift: number; receipt: number }> {
    const { shiftNumber, receiptNumber } = await this.#caller.readThrough(registers.fnShift, options);
    return { shift: shiftNumber, receipt: receiptNumber };
  }

  async cancelledSum(type: ReceiptType, options?: ThroughOptions): Promise<number | undefined> {
    const asked = this.#caller.readThrough(registers.cancellationsSum, options, receiptType[type]);
    return (await unlessRefused(asked))?.sum;
  }

  async openReceiptType(options: ThroughOptions): Promise<ReceiptType | undefined> {
    // Anything that is no kind of receipt means that none is open.
    return kinds.get((await this.#caller.readThrough(registers.receiptState, options)).receiptType);
  }

  async openReceipt(options: ThroughOptions): Promise<OpenReceipt | undefined> {
    const state = await this.#caller.readThrough(registers.receiptState, options);
    const type = kinds.get(state.receiptType);
    if (type === undefined) return undefined;
    const { sum, remainder } = await this.#caller.readThrough(registers.receiptTotals, options);
    return { type, sum, remainder, document: state.documentNumber };
  }

  index(number: number, options: ThroughOptions): Promise<FoundDocument> {
    return indexOfDocument(this.#caller, number, options);
  }

  content(number: number, options: ThroughOptions): Promise<FiscalDocument | undefined> {
    return readDocument(this.#caller, number, options);
  }

  async registered(tag: number, options?: ThroughOptions): Promise<Uint8Array | undefined> {
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

/** Register 33. */
export function lastReceiptOf({
  documentNumber,
  type,
  sum,
  dateTime,
  fiscalSign,
}: {
  documentNumber: number;
  type: number;
  sum: number;
  dateTime: string;
  fiscalSign: number;
}): LastReceipt {
  return { documentNumber, type: kinds.get(type), sum, dateTime, fiscalSign };
}
