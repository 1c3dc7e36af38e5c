import { AtolError, DeviceError } from '../../errors.js';
import type { OpenReceipt } from '../dialect.js';
import type { ReceiptIntent } from '../once/intent.js';
import { repeat } from '../once/repeatable.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { History } from '../session/history.js';
import type { Session } from '../session/session.js';

export interface Clearing {
  /** Ours was opened, or nobody knows whether it was. */
  opened: boolean;
  /** The next receipt is to be begun: what somebody else left open is cancelled, too. */
  makeRoom: boolean;
}

interface Options extends ThroughOptions {
  history: History;
}

/** A receipt of somebody else that does not change for so long was left behind, ms. */
const ABANDONED_MS = 3000;
/** Between two looks at it, ms. */
const LOOK_MS = 500;
/** Longest wait for somebody else who is selling, ms. */
const OTHERS_LIMIT_MS = 10_000;
/** A cancellation whose answer is lost again and again, or that does nothing. */
export const CANCELS = 5;

/**
 * Cancels our receipt when it is still open. One that belongs to somebody else is left to them while they go on with it; only
 * when it stands still, and stands in the way, it is cancelled.
 */
export async function clearReceipt(
  session: Session,
  intent: ReceiptIntent,
  last: number,
  { opened, makeRoom }: Clearing,
  options: Options,
): Promise<void> {
  const open = await session.dialect.evidence.openReceipt(options);
  if (!open) return;
  if (opened && (await isOurs(session, intent, last, open, options))) {
    await cancel(session, open, 'наш незакрытый чек отменён', options);
  } else if (!makeRoom) {
    options.history.add('на ККТ открыт чужой чек, он оставлен');
  } else if (await isAbandoned(session, open, options)) {
    await cancel(session, open, 'незакрытый чек, которым никто не занят, отменён', options);
  }
}

/** Nobody can have opened another one without cancelling ours or making a document of it. */
async function isOurs(
  { facts }: Session,
  { receipt, baseline, cancelledSum }: ReceiptIntent,
  last: number,
  { type, sum }: OpenReceipt,
  options: Options,
): Promise<boolean> {
  if (type !== receipt.type || sum > receipt.sum || last !== baseline) return false;
  return cancelledSum === undefined || (await facts.cancelledSum(type, options)) === cancelledSum;
}

async function isAbandoned(session: Session, first: OpenReceipt, options: Options): Promise<boolean> {
  const { clock, evidence } = session.dialect;
  const limit = clock.now() + OTHERS_LIMIT_MS;
  let seen = first;
  let since = clock.now();
  options.history.add('на ККТ открыт чужой чек: ждём, не закончит ли его другая программа');
  for (;;) {
    if (clock.now() - since >= ABANDONED_MS) return true;
    if (clock.now() >= limit) return false;
    await clock.sleep(LOOK_MS, options.signal);
    const now = await evidence.openReceipt(options);
    if (!now) return false;
    if (!isSame(now, seen)) since = clock.now();
    seen = now;
  }
}

/** A cancellation counts when the register shows that the receipt is gone: an answer alone proves nothing. */
async function cancel(session: Session, open: OpenReceipt, text: string, options: Options): Promise<void> {
  const { receipts, evidence } = session.dialect;
  const done = await repeat<'cancelled' | 'none' | DeviceError>({
    async attempt() {
      try {
        const answer = await receipts.cancel(options);
        session.facts.forgetCounters();
        return answer;
      } catch (error) {
        if (error instanceof DeviceError) return error;
        throw error;
      }
    },
    async shows(answer) {
      if (answer instanceof DeviceError) return true;
      const now = await evidence.openReceipt(options);
      return !now || !isSame(now, open);
    },
    failure: notCancelled,
    attempts: CANCELS,
  });
  // Nothing is signed after a refusal; the next receipt finds the open one and tries again.
  if (done instanceof DeviceError) options.history.add(`отменить чек не удалось: ${done.message}`);
  else options.history.add(done === 'none' ? 'открытого чека уже нет' : text);
}

export function notCancelled(): AtolError {
  return new AtolError('NOT_CANCELLED', 'ККТ отменяет чек, а он остаётся открытым', { outcome: 'unknown' });
}

function isSame(one: OpenReceipt, other: OpenReceipt): boolean {
  return (['type', 'sum', 'remainder', 'document'] as const).every((key) => one[key] === other[key]);
}
