import type { ReceiptType } from '../../fiscal/index.js';
import type { OpenReceipt } from '../dialect.js';
import type { CallOptions } from '../session/call-options.js';
import { isForgotten } from '../session/refusals.js';
import type { Session } from '../session/session.js';

/** A receipt that was open and is no more; nothing of it was signed. */
export interface CancelledReceipt {
  type: ReceiptType;
  /** Sum of its items, kopecks. */
  sumKopecks: number;
}

/** A cancellation whose answer is lost again and again. */
const ATTEMPTS = 5;

/**
 * Command 59 for whatever receipt is open (register 13), whoever opened it. Undefined when none is, or when its program has
 * closed it meanwhile. A lost answer is no matter: a receipt that is gone without a document was cancelled.
 */
export async function cancelReceipt(
  session: Session,
  options: CallOptions = {},
): Promise<CancelledReceipt | undefined> {
  const { dialect, facts } = session;
  facts.forgetCounters();
  const { number: before } = await facts.lastDocument(options);
  const found = await dialect.evidence.openReceipt(options);
  if (!found) return undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      const done = await dialect.receipts.cancel(options);
      facts.forgetCounters();
      if (done === 'cancelled') return cancelled(found);
    } catch (error) {
      facts.forgetCounters();
      if (!(isForgotten(error) && attempt < ATTEMPTS)) throw error;
    }
    if ((await dialect.evidence.openReceiptType(options)) !== undefined) continue;
    const { number: after } = await facts.lastDocument(options);
    return after === before ? cancelled(found) : undefined;
  }
}

function cancelled({ type, sum }: OpenReceipt): CancelledReceipt {
  return { type, sumKopecks: sum };
}
