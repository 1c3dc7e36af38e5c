import { AtolError } from '../errors.js';
import { type FiscalResult, isDocumentOf, receiptTypes, settlementTypes } from '../fiscal/index.js';
import { commands, receiptType, registers } from '../protocol/index.js';
import type { ThroughOptions } from './caller.js';
import type { History } from './history.js';
import { type Circumstances, clearReceipt } from './open-receipt.js';
import { finishPrinting } from './printed.js';
import { type FoundDocument, indexOfDocument, readDocument, resultOfDocument } from './result.js';
import { type Session, unlessRefused } from './session.js';
import type { Sought } from './sought.js';

export interface SettleOptions extends ThroughOptions {
  history: History;
}

/** Forms of receipts and corrections. */
const receiptForms: readonly number[] = [3, 4, 31, 41];

/** Pauses between looks at a document that is being written, ms; the last one is repeated. */
const WRITING_MS = [50, 100, 200, 400, 800, 1000] as const;

/** Longest time that a document is waited for, ms. */
const WRITING_LIMIT_MS = 60_000;

/**
 * Finds out what became of a receipt: the documents of the FN are compared with what was asked for, and our half-open receipt
 * is cancelled. `none` is said only when every document since is known to be another one.
 *
 * @throws AtolError when the register does not tell: what is not known stays unknown.
 */
export async function settle(
  session: Session,
  sought: Sought,
  circumstances: Circumstances,
  options: SettleOptions,
): Promise<FiscalResult | 'none'> {
  const { caller, modes, facts } = session;
  // From here on the registers tell, and not the results of tasks.
  caller.connection.release();
  modes.forget();
  facts.forget();
  if (sought.closing) await checkStorage(session, sought, options);
  for (;;) {
    const last = await lastWritten(session, options);
    if (sought.closing) {
      const found = await findOurs(session, sought, last, options);
      if (found) return found;
    }
    await clearReceipt(session, sought, last, circumstances, options);
    // A closing command that was on its way when we looked would have had to be executed before the cancellation.
    if (!sought.closing || (await lastWritten(session, options)) === last) return 'none';
    options.history.add('пока проверяли, появился новый документ: проверяем ещё раз');
  }
}

/** Documents are counted by the FN: another one says nothing about ours. */
async function checkStorage(session: Session, { fnNumber }: Sought, options: SettleOptions): Promise<void> {
  const now = await session.facts.fnNumber(options);
  if (now === fnNumber) return;
  const message = `чек оформлялся с ФН ${fnNumber}, сейчас в ККТ ФН ${now}`;
  throw new AtolError('FN_REPLACED', message, { outcome: 'unknown' });
}

async function findOurs(
  session: Session,
  sought: Sought,
  last: number,
  options: SettleOptions,
): Promise<FiscalResult | undefined> {
  const { baseline, fnNumber } = sought;
  const { history } = options;
  if (last < baseline) {
    const message = `последний документ ФН ${last}, а до чека был ${baseline}: ФН обнуляли`;
    throw new AtolError('FN_REPLACED', message, { outcome: 'unknown' });
  }
  if (last === baseline) {
    history.add(`новых документов в ФН нет, последний — ${last}`);
    return undefined;
  }
  for (let number = baseline + 1; number <= last; number++) {
    if (session.issued.has(fnNumber, number)) history.add(`документ ${number} — другой наш чек`);
    else {
      const found = await indexOfDocument(session, number, options);
      const result = await compare(session, sought, found, options);
      if (result) return withPaper(session, result, last, options);
    }
  }
  return undefined;
}

/** The result, when this document is ours. */
async function compare(
  session: Session,
  sought: Sought,
  found: FoundDocument,
  options: SettleOptions,
): Promise<FiscalResult | undefined> {
  const { receipt } = sought;
  const { history } = options;
  const { number } = found;
  if (!receiptForms.includes(found.form)) {
    history.add(`документ ${number} — не чек (форма ${found.form})`);
    return undefined;
  }
  if (!sameSummary(found, sought)) {
    history.add(`документ ${number} — не наш чек: другие вид или сумма`);
    return undefined;
  }
  const document = await readDocument(session, number, options);
  if (!document) {
    const message = `документ ${number} похож на наш чек, но ФН не отдаёт его содержания`;
    throw new AtolError('DOCUMENT_UNREADABLE', message, { outcome: 'unknown' });
  }
  if (!isDocumentOf(document, receipt)) {
    history.add(`документ ${number} — не наш чек: те же вид и сумма, но другое содержание`);
    return undefined;
  }
  const result = await resultOfDocument(session, found, document, receipt, options);
  if (await wasCancelled(session, sought, result.shiftNumber, options)) {
    const message =
      `документ ${number} такой же, как наш чек, но за это время на ККТ отменён чек на ту же сумму: ` +
      'чей это документ, ККТ не знает';
    throw new AtolError('AMBIGUOUS', message, { outcome: 'unknown' });
  }
  history.add(`чек найден в ФН: документ ${number}, содержание совпадает`);
  return result;
}

/** Settlement type and total of the FN's index; registers that do not tell them are asked for the document. */
function sameSummary({ settlement }: FoundDocument, { receipt }: Sought): boolean {
  if (settlement === undefined) return true;
  const { code } = settlementTypes.get(receiptTypes[receipt.type].settlement);
  return settlement.type === code && settlement.total === receipt.total;
}

/** In the shift of the document, a receipt of our type and at least our sum was cancelled by somebody. */
async function wasCancelled(
  { caller, facts }: Session,
  { receipt, cancelledSum }: Sought,
  shiftNumber: number,
  options: ThroughOptions,
): Promise<boolean> {
  if (cancelledSum === undefined || receipt.sum === 0) return false;
  const shift = await unlessRefused(caller.readThrough(registers.shiftState, options));
  if (!shift || shift.state === 0 || (await facts.shiftNumbers(options)).shift !== shiftNumber) return false;
  const now = await facts.cancelledSum(receiptType[receipt.type], options);
  return now !== undefined && now - cancelledSum >= receipt.sum;
}

/** Paper may have run out in the middle. Only the last document can still be printed to its end. */
async function withPaper(
  session: Session,
  result: FiscalResult,
  last: number,
  options: SettleOptions,
): Promise<FiscalResult> {
  if (result.documentNumber !== last) return result;
  const printed = await finishPrinting(session, options);
  return printed === undefined ? result : { ...result, printed };
}

/**
 * Number of the last document, once the register has finished writing it.
 *
 * @throws AtolError `DOCUMENT_NOT_CLOSED` when that takes too long.
 */
export async function lastWritten(session: Session, options: ThroughOptions): Promise<number> {
  const { caller, facts } = session;
  const started = caller.clock.now();
  for (let look = 0; ; look++) {
    const { number, closed } = await facts.lastDocument(options);
    if (closed) return number;
    // The FN itself knows its last document, also while another one is only being filled.
    const fn = await unlessRefused(caller.callThrough(commands.fnGetStatus, undefined, options));
    if (fn && (fn.currentDocument === 0 || (await isReceiptOpen(session, options)))) return fn.lastDocument;
    if (caller.clock.now() - started >= WRITING_LIMIT_MS) throw notClosed(number);
    await caller.clock.sleep(WRITING_MS[Math.min(look, WRITING_MS.length - 1)] as number, options.signal);
  }
}

async function isReceiptOpen({ caller }: Session, options: ThroughOptions): Promise<boolean> {
  return (await caller.readThrough(registers.receiptState, options)).receiptType !== 0;
}

function notClosed(number: number): AtolError {
  const message = `ККТ не закончила записывать документ (регистр 34: ${number})`;
  return new AtolError('DOCUMENT_NOT_CLOSED', message, { outcome: 'unknown' });
}
