import { ReceiptBuilder } from './builder.js';
import { type CheckOptions, isReceipt, parseReceipt } from './check.js';
import type { ReceiptInput } from './input.js';
import type { Receipt } from './receipt.js';

/** Whatever a receipt was made with, checked. A receipt that is checked already is given back as it is. */
export function toReceipt(source: Receipt | ReceiptInput | ReceiptBuilder, options?: CheckOptions): Receipt {
  if (isReceipt(source)) return source;
  if (source instanceof ReceiptBuilder) return source.build(options);
  return parseReceipt(source as ReceiptInput, options);
}
