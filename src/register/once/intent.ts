import type { Receipt } from '../../fiscal/index.js';
import type { NumberRange } from './issued.js';

/** What is looked for after doubt; enough for another process, too. */
export interface ReceiptIntent {
  readonly receipt: Receipt;
  /** FD number of the last document before ours. */
  readonly baseline: number;
  /** Its fiscal sign, where the register told it: whatever number is read later, this document is known by its sign. */
  readonly baselineSign?: number | undefined;
  /** When it was begun, this computer's clock, ms. */
  readonly startedAt: number;
  /** The FN that counts them. */
  readonly fnNumber: string;
  /**
   * Cancelled receipts of this type before ours, kopecks (register 2E); absent where the register has no such counter. A
   * receipt like ours that stands in the FN is not ours when ours was cancelled.
   */
  readonly cancelledSum?: number | undefined;
  /** False: the closing command was not sent yet, so that no document can be ours. */
  readonly closing: boolean;
  /** Documents of this FN since then that are known to be other receipts; noted while this one is in doubt. */
  readonly others?: readonly NumberRange[] | undefined;
}
