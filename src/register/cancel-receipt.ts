import { AtolError, DeviceError } from '../errors.js';
import type { ReceiptType } from '../fiscal/index.js';
import { commands, deviceStatus, receiptType } from '../protocol/index.js';
import type { CallOptions } from './caller.js';
import { look, type OpenReceipt } from './open-receipt.js';
import { isForgotten, type Session } from './session.js';

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
  const { facts, modes } = session;
  facts.forgetCounters();
  const { number: before } = await facts.lastDocument(options);
  const found = await look(session, options);
  if (found.type === 0) return undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      await modes.run(commands.cancelReceipt, undefined, options);
      facts.forgetCounters();
      return cancelled(found);
    } catch (error) {
      facts.forgetCounters();
      const gone = error instanceof DeviceError && error.status === deviceStatus.deniedInClosedReceipt;
      if (!gone && !(isForgotten(error) && attempt < ATTEMPTS)) throw error;
      const { type } = await look(session, options);
      if (type !== 0) continue;
      const { number: after } = await facts.lastDocument(options);
      return after === before ? cancelled(found) : undefined;
    }
  }
}

function cancelled({ type, sum }: OpenReceipt): CancelledReceipt {
  const entry = Object.entries(receiptType).find(([, code]) => code === type);
  if (!entry) throw new AtolError('UNEXPECTED_ANSWER', `Неизвестный тип чека ${type}`);
  return { type: entry[0] as ReceiptType, sumKopecks: sum };
}
