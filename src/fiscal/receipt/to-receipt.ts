import type { ReceiptBuilder } from './builder.js';
import { type CheckOptions, isReceipt, parseReceipt } from './check.js';
import type { ReceiptInput } from './input.js';
import type { Receipt } from './receipt.js';

/**
 * Whatever a receipt was made with, checked. A receipt that is checked already is given back as it is.
 * Throws ValidationError with all problems.
 */
export function toReceipt(source: Receipt | ReceiptInput | ReceiptBuilder, options?: CheckOptions): Receipt {
  if (isReceipt(source)) return source;
  if (isBuilder(source)) return source.build(options);
  return parseReceipt(source as ReceiptInput, options);
}

/** By its method: the builder may come from another copy of the package, whose class is not ours. */
function isBuilder(source: unknown): source is ReceiptBuilder {
  try {
    return typeof (source as Partial<ReceiptBuilder>).build === 'function';
  } catch {
    return false;
  }
}
