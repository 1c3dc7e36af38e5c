import type { CommandName } from '../../protocol/classic/commands/index.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { p5Document } from '../../protocol/p5/commands/state.js';
import type { Clock } from '../../util/clock.js';
import type { Device } from '../device/device.js';
import type { InterruptedZ } from '../device/state.js';
import type { Answer, Request } from '../handlers/handlers.js';
import { printerTroubles } from '../printer/trouble.js';
import { newP5Work, type P5Memory, type P5Work } from './memory.js';

/** Executes an operation of the register under its classic name, with faults and overrides that stand at that name. */
export type ExecuteOperation = <K extends CommandName>(name: K, request: Request<K>) => Promise<Answer<K>>;

/** The register as the handlers of the second protocol see it. */
export class P5Kkt {
  readonly device: Device;
  readonly clock: Clock;
  readonly execute: ExecuteOperation;
  work: P5Work = newP5Work();

  constructor(device: Device, clock: Clock, execute: ExecuteOperation) {
    this.device = device;
    this.clock = clock;
    this.execute = execute;
  }

  get memory(): P5Memory {
    return this.device.state.p5;
  }

  /** The power failed. */
  forget(): void {
    this.work = newP5Work();
  }

  /** The document that is open or not printed to its end, see `p5Document`, and how far it is. */
  get document(): { kind: number; signed: boolean; printed: boolean } {
    const { receipt, printed } = this.device.state;
    if (receipt) return { kind: p5Type(receipt.type), signed: false, printed: true };
    if (this.work.begun !== 0) return { kind: this.work.begun, signed: false, printed: true };
    const { brokenZ } = this;
    if (brokenZ) return { kind: p5Document.shiftClosing, signed: brokenZ.signed, printed: false };
    if (!printed && this.device.profile.printer)
      return { kind: this.memory.lastDocument, signed: true, printed: false };
    return { kind: 0, signed: true, printed: true };
  }

  /** An operation broke off by itself: it is refused when it has ended, and stands as `brokenZ`. */
  async brokeOff(): Promise<never> {
    const { device } = this;
    await device.idle;
    this.forget();
    throw deviceError(device.state.lastError.code);
  }

  /** Throws 3a while a document is open, or a closing of the shift that broke off is neither finished nor cancelled. */
  requireNothingOpen(): void {
    this.device.requireNoReceipt();
    if (this.work.begun !== 0 || this.brokenZ) throw deviceError(deviceStatus.deniedInOpenedReceipt);
  }

  /** A closing of the shift that broke off. */
  get brokenZ(): InterruptedZ | undefined {
    const { interruptedZ } = this.device.state;
    return interruptedZ?.finished === false ? interruptedZ : undefined;
  }

  /** Throws 4a when this document was not begun. */
  requireBegun(kind: number): void {
    if (this.work.begun !== kind) throw deviceError(deviceStatus.deniedInClosedReceipt);
  }

  /**
   * An operation that goes on after its classic answer: here the answer comes when it has ended. Signed but not printed is refused with
   * the trouble of the printer; the document waits to be gone on with.
   */
  async finish<K extends CommandName>(kind: number, name: K, request: Request<K>): Promise<void> {
    const { device } = this;
    const before = device.fn.state.last.number;
    device.state.lastError = { code: 0, extended: 0 };
    const failed = await this.execute(name, request).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    await device.idle;
    if (failed === undefined || device.fn.state.last.number > before) this.memory.lastDocument = kind;
    if (failed) throw failed.error;
    const { code, extended } = device.state.lastError;
    if (code !== 0) throw deviceError(code, extended || undefined);
    const { trouble } = device.printer;
    if (trouble && device.profile.printer && !device.state.printed)
      throw deviceError(printerTroubles[trouble].status);
  }

  /** What stands in the answer of a command that signed a document. */
  get closed(): { shiftNumber: number; documentNumber: number; fiscalSign: string } {
    const { last, shift } = this.device.fn.state;
    return { shiftNumber: shift.number, documentNumber: last.number, fiscalSign: String(last.fiscalSign) };
  }
}

const types: ReadonlyArray<readonly [p5: number, classic: number]> = [
  [p5Document.sell, 1],
  [p5Document.sellReturn, 2],
  [p5Document.buy, 4],
  [p5Document.buyReturn, 5],
  [p5Document.sellCorrection, 7],
  [p5Document.sellReturnCorrection, 8],
  [p5Document.buyCorrection, 9],
  [p5Document.buyReturnCorrection, 10],
];

/** Type of a receipt as `b1` gives it. */
export function p5Type(classic: number): number {
  return types.find(([, own]) => own === classic)?.[0] ?? 0;
}

/** Type of a receipt as the device has it; undefined for another one. */
export function classicType(p5: number): number | undefined {
  return types.find(([own]) => own === p5)?.[1];
}
