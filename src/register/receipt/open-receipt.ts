import { AtolError, DeviceError } from '../../errors.js';
import type { OpenReceipt } from '../dialect.js';
import type { Sought } from '../once/sought.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { History } from '../session/history.js';
import { isForgotten } from '../session/refusals.js';
import type { Session } from '../session/session.js';

export interface Circumstances {
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
/** A cancellation whose answer is lost again and again. */
const CANCELS = 5;

/**
 * Cancels our receipt when it is still open. One that belongs to somebody else is left to them while they go on with it; only
 * when it stands still, and stands in the way, it is cancelled.
 */
export async function clearReceipt(
  session: Session,
  sought: Sought,
  last: number,
  { opened, makeRoom }: Circumstances,
  options: Options,
): Promise<void> {
  const open = await session.dialect.evidence.openReceipt(options);
  if (!open) return;
  if (opened && (await isOurs(session, sought, last, open, options))) {
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
  { receipt, baseline, cancelledSum }: Sought,
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
  for (let attempt = 1; ; attempt++) {
    let done: 'cancelled' | 'none' | 'unheard' = 'unheard';
    try {
      done = await receipts.cancel(options);
      session.facts.forgetCounters();
    } catch (error) {
      // Cancelling what is cancelled is refused and changes nothing, so that it may be repeated.
      if (!(isForgotten(error) && attempt < CANCELS)) {
        if (!(error instanceof DeviceError)) throw error;
        // Nothing is signed for all that; the next receipt finds it and tries again.
        options.history.add(`отменить чек не удалось: ${error.message}`);
        return;
      }
    }
    const now = await evidence.openReceipt(options);
    if (!now || !isSame(now, open)) {
      options.history.add(done === 'none' ? 'открытого чека уже нет' : text);
      return;
    }
    if (attempt < CANCELS) continue;
    throw new AtolError('NOT_CANCELLED', 'ККТ отменяет чек, а он остаётся открытым', { outcome: 'unknown' });
  }
}

function isSame(one: OpenReceipt, other: OpenReceipt): boolean {
  return (['type', 'sum', 'remainder', 'document'] as const).every((key) => one[key] === other[key]);
}
