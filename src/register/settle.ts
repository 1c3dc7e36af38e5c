import { AtolError, DeviceError } from '../errors.js';
import { type FiscalResult, isDocumentOf } from '../fiscal/index.js';
import { commands, deviceStatus, registers } from '../protocol/index.js';
import { localToMs } from '../util/local-time.js';
import type { ThroughOptions } from './caller.js';
import type { History } from './history.js';
import { findDocument, readDocument, resultOfDocument } from './result.js';
import { isForgotten, type Session } from './session.js';
import type { Sought } from './sought.js';

export interface SettleOptions extends ThroughOptions {
  history: History;
}

/** Documents have the time of their minute, and clocks are not read at the same moment, ms. */
const TIME_TOLERANCE_MS = 120_000;

/** Forms of receipts and corrections. */
const receiptForms: readonly number[] = [3, 4, 31, 41];

/** Reads again while the register is still writing a document. */
const WRITING_MS = [50, 100, 200, 400, 800, 1600] as const;

/**
 * Finds out what became of a receipt: the documents of the FN are compared with what was asked for, and a receipt that is
 * still open is cancelled. `mayBeClosed` is false when the closing command was never sent.
 */
export async function settle(
  session: Session,
  sought: Sought,
  mayBeClosed: boolean,
  options: SettleOptions,
): Promise<FiscalResult | 'none'> {
  const { history } = options;
  session.modes.forget();
  session.facts.forget();
  if (mayBeClosed) {
    await checkStorage(session, sought, options);
    const found = await findOurs(session, sought, options);
    if (found) {
      history.add(`чек найден в ФН: документ ${found.documentNumber}`);
      return found;
    }
    history.add(`в ФН нет нашего документа после ${sought.baseline}`);
  }
  await cancelOpen(session, options);
  return 'none';
}

/** Documents are counted by the FN: another one says nothing about ours. */
async function checkStorage(session: Session, { fnNumber }: Sought, options: SettleOptions): Promise<void> {
  const now = await session.facts.fnNumber(options);
  if (now === fnNumber) return;
  const message = `Чек оформлялся с ФН ${fnNumber}, сейчас в ККТ ФН ${now}`;
  throw new AtolError('FN_REPLACED', message, { outcome: 'unknown' });
}

async function findOurs(
  session: Session,
  sought: Sought,
  options: SettleOptions,
): Promise<FiscalResult | undefined> {
  const last = await lastWritten(session, options);
  const earliest = last > sought.baseline ? await earliestTime(session, sought, options) : 0;
  for (let number = sought.baseline + 1; number <= last; number++) {
    const found = await findDocument(session, number, options);
    if (!found || !receiptForms.includes(found.form)) continue;
    const document = await readDocument(session, number, options);
    if (!document || !isDocumentOf(document, sought.receipt)) {
      options.history.add(`документ ${number} — не наш чек`);
      continue;
    }
    if (localToMs(found.dateTime) < earliest) {
      options.history.add(`документ ${number} такой же, но старше нашего чека`);
      continue;
    }
    return resultOfDocument(session, found, document, sought.receipt, options);
  }
  return undefined;
}

/** Number of the last document, once the register has finished writing it. */
export async function lastWritten(session: Session, options: SettleOptions): Promise<number> {
  for (let look = 0; ; look++) {
    const { number, closed } = await session.facts.lastDocument(options);
    const pause = WRITING_MS[look];
    if (closed || pause === undefined) return number;
    await session.caller.clock.sleep(pause, options.signal);
  }
}

/** When our receipt was begun, by the register's clock. */
async function earliestTime(session: Session, sought: Sought, options: SettleOptions): Promise<number> {
  try {
    const { dateTime } = await session.caller.readThrough(registers.dateTime, options);
    const elapsed = Math.max(0, session.caller.clock.now() - sought.startedAt);
    return localToMs(dateTime) - elapsed - TIME_TOLERANCE_MS;
  } catch (error) {
    if (error instanceof DeviceError) return 0;
    throw error;
  }
}

/** Cancels whatever receipt is open, so that the next one finds the register free. */
export async function cancelOpen(session: Session, options: SettleOptions): Promise<void> {
  const { receiptType } = await session.caller.readThrough(registers.receiptState, options);
  if (receiptType === 0) return;
  for (;;) {
    try {
      await session.modes.run(commands.cancelReceipt, undefined, options);
      options.history.add('незакрытый чек отменён');
      return;
    } catch (error) {
      if (error instanceof DeviceError && error.status === deviceStatus.deniedInClosedReceipt) return;
      // Cancelling what is cancelled is refused and changes nothing, so that it may be repeated.
      if (!isForgotten(error)) throw error;
    }
  }
}
