import type { ReceiptType } from '../../fiscal/index.js';
import type { OpenReceipt } from '../dialect.js';
import { repeat } from '../once/repeatable.js';
import type { CallOptions } from '../session/call-options.js';
import type { Session } from '../session/session.js';
import { CANCELS, notCancelled } from './open-receipt.js';

/** A receipt that was open and is no more; nothing of it was signed. */
export interface CancelledReceipt {
  type: ReceiptType;
  /** Sum of its items, kopecks. */
  sumKopecks: number;
}

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
  const done = await repeat({
    async attempt() {
      try {
        return await dialect.receipts.cancel(options);
      } finally {
        facts.forgetCounters();
      }
    },
    shows: async (answer) =>
      answer === 'cancelled' || (await dialect.evidence.openReceiptType(options)) === undefined,
    failure: notCancelled,
    attempts: CANCELS,
  });
  if (done === 'cancelled') return cancelled(found);
  const { number: after } = await facts.lastDocument(options);
  return after === before ? cancelled(found) : undefined;
}

function cancelled({ type, sum }: OpenReceipt): CancelledReceipt {
  return { type, sumKopecks: sum };
}
