import type { ReceiptBuilder } from './builder.js';
import { type CheckOptions, isReceipt, parseReceipt } from './check.js';
import type { ReceiptInput } from './input.js';
import type { Receipt } from './receipt.js';

/** Whatever a receipt was made with, checked. A receipt that is checked already is given back as it is. */
export function toReceipt(source: Receipt | ReceiptInput | ReceiptBuilder, options?: CheckOptions): Receipt {
  if (isReceipt(source)) return source;
  // A builder may come from another copy of the package, so that its class is not ours.
  const builder = source as Partial<ReceiptBuilder> | undefined | null;
  const input = typeof builder?.toJSON === 'function' ? builder.toJSON() : (source as ReceiptInput);
  return parseReceipt(input, options);
}
