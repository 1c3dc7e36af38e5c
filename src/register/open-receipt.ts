import { DeviceError } from '../errors.js';
import type { ThroughOptions } from './call-options.js';
import type { OpenReceipt } from './dialect.js';
import type { History } from './history.js';
import { isForgotten, type Session } from './session.js';
import type { Sought } from './sought.js';

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
    await cancel(session, 'наш незакрытый чек отменён', options);
  } else if (!makeRoom) {
    options.history.add('на ККТ открыт чужой чек, он оставлен');
  } else if (await isAbandoned(session, open, options)) {
    await cancel(session, 'незакрытый чек, которым никто не занят, отменён', options);
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
    const same = (['type', 'sum', 'remainder', 'document'] as const).every((key) => now[key] === seen[key]);
    if (!same) since = clock.now();
    seen = now;
  }
}

async function cancel(session: Session, text: string, options: Options): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const done = await session.dialect.receipts.cancel(options);
      session.facts.forgetCounters();
      options.history.add(done === 'none' ? 'открытого чека уже нет' : text);
      return;
    } catch (error) {
      // Cancelling what is cancelled is refused and changes nothing, so that it may be repeated.
      if (isForgotten(error) && attempt < CANCELS) continue;
      if (!(error instanceof DeviceError)) throw error;
      // Nothing is signed for all that; the next receipt finds it and tries again.
      options.history.add(`отменить чек не удалось: ${error.message}`);
      return;
    }
  }
}
