import { ProtocolError, ValidationError } from '../../errors.js';
import {
  type FiscalDocument,
  type FiscalResult,
  type FormCode,
  fieldValue,
  qrText,
  type Receipt,
  receiptTypes,
  settlementTypes,
} from '../../fiscal/index.js';
import type { FoundDocument, LastReceipt } from '../dialect.js';
import type { ReceiptIntent } from '../once/intent.js';
import { lastConfirmed } from '../once/last-document.js';
import { readTwice } from '../once/read-twice.js';
import type { CallOptions, ThroughOptions } from '../session/call-options.js';
import type { Signer } from '../session/facts.js';
import { unlessRefused } from '../session/refusals.js';
import type { Session } from '../session/session.js';

/** Numbers that every result has. */
interface Signed {
  number: number;
  dateTime: string;
  fiscalSign: number;
}

/** A register whose clock is further from ours than any setting explains: its time is asked for twice. */
const CLOCKS_APART_MS = 26 * 3_600_000;
/** How far a clock may be from where it was seen before. */
const CLOCK_DRIFT_MS = 2 * 3_600_000;

/**
 * Result of a receipt that was closed without doubt: register 33 tells its document. It has to be the one after the document
 * before, of our kind and sum, with a sign of its own and a time that the clock may show. What surprises is read again; another
 * number, because somebody else sold just before us, is believed when the FN names it, too. Over another line than the closing
 * command somebody else may have sold the same meanwhile, so that only the very next document will do.
 * Throws ProtocolError `UNEXPECTED_ANSWER` when the last receipt is not ours: somebody else was at the register.
 *
 * @param known register 33, when it was read behind the closing command.
 */
export async function readResult(
  session: Session,
  intent: ReceiptIntent,
  sameLine: () => boolean,
  options: ThroughOptions,
  known?: LastReceipt,
): Promise<FiscalResult> {
  const read = () => session.dialect.evidence.lastReceipt(options);
  let last = known ?? (await read());
  if (isSurprising(session, intent, last)) {
    last = await readTwice('последний чек', read, last);
    const apart = isSurprising(session, intent, last);
    if (
      apart === 'receipt' ||
      (apart === 'number' && !(sameLine() && (await isLastOfFn(session, last, options))))
    )
      throw notOurs(last);
    rememberClock(session, last);
  }
  const signed = { number: last.documentNumber, dateTime: last.dateTime, fiscalSign: last.fiscalSign };
  const numbers = await session.facts.receiptNumbers(signed, options);
  return complete(intent.receipt, signed, numbers, await session.facts.signer(options));
}

/** Somebody else sold just before us: register and FN both name this number. */
async function isLastOfFn(
  session: Session,
  { documentNumber }: LastReceipt,
  options: ThroughOptions,
): Promise<boolean> {
  return (await lastConfirmed(session, options)).number === documentNumber;
}

/** What is free to check: undefined when all is as it has to be. */
function isSurprising(
  { facts, dialect }: Session,
  { receipt, baseline, baselineSign }: ReceiptIntent,
  { documentNumber, type, sum, dateTime, fiscalSign }: LastReceipt,
): 'receipt' | 'number' | 'time' | undefined {
  if (type !== receipt.type || sum !== receipt.total) return 'receipt';
  if (fiscalSign === baselineSign || documentNumber <= baseline) return 'receipt';
  if (documentNumber !== baseline + 1) return 'number';
  const ahead = timeOf(dateTime) - dialect.clock.now() - facts.clockAheadMs;
  const limit = facts.clockAheadMs === 0 ? CLOCKS_APART_MS : CLOCK_DRIFT_MS;
  return Math.abs(ahead) <= limit ? undefined : 'time';
}

/** The register's clock is its own business; but it is the same one the next time. */
function rememberClock({ facts, dialect }: Session, { dateTime }: LastReceipt): void {
  const ahead = timeOf(dateTime) - dialect.clock.now();
  facts.clockAheadMs = Math.abs(ahead) <= CLOCKS_APART_MS || Number.isNaN(ahead) ? 0 : ahead;
}

/** Local time as if it were UTC: the zone is less than the limit. */
function timeOf(dateTime: string): number {
  return Date.parse(`${dateTime}Z`);
}

function notOurs({ documentNumber }: LastReceipt): ProtocolError {
  const message = `последний чек ККТ (документ ${documentNumber}) — не наш: кассой пользовался кто-то ещё`;
  return new ProtocolError('UNEXPECTED_ANSWER', message, { outcome: 'unknown' });
}

/** Result of a document found in the FN after doubt. */
export async function resultOfDocument(
  session: Session,
  found: FoundDocument,
  document: FiscalDocument,
  receipt: Receipt,
  options: ThroughOptions,
): Promise<FiscalResult> {
  const numbers = {
    shift: fieldValue(document, 'shiftNumber') ?? 0,
    receipt: fieldValue(document, 'receiptNumber') ?? 0,
  };
  return complete(receipt, found, numbers, await session.facts.signer(options));
}

/** The result of a document that a person has found to be ours. Throws ValidationError `DOCUMENT` when it is no receipt. */
export async function resultByNumber(
  session: Session,
  documentNumber: number,
  receipt: Receipt,
  options: CallOptions,
): Promise<FiscalResult> {
  const found = await unlessRefused(session.dialect.evidence.index(documentNumber, options));
  if (found?.settlement === undefined) throw noReceipt(documentNumber);
  const document = await session.dialect.evidence.content(documentNumber, options);
  if (document === undefined) throw noReceipt(documentNumber);
  return resultOfDocument(session, found, document, receipt, options);
}

function noReceipt(documentNumber: number): ValidationError {
  const rule = { ru: 'в ФН нет чека с таким номером', en: 'the FN has no receipt of this number' };
  return new ValidationError([{ path: 'documentNumber', code: 'DOCUMENT', ...rule, value: documentNumber }]);
}

function complete(
  receipt: Receipt,
  { number, dateTime, fiscalSign }: Signed,
  numbers: { shift: number; receipt: number },
  { fnNumber, bso, registrationNumber }: Signer,
): FiscalResult {
  const settlementType = settlementTypes.get(receiptTypes[receipt.type].settlement).code;
  return {
    type: receipt.type,
    form: formOf(receipt, bso),
    documentNumber: number,
    fiscalSign,
    dateTime,
    shiftNumber: numbers.shift,
    receiptNumber: numbers.receipt,
    fnNumber,
    registrationNumber,
    totalKopecks: receipt.total,
    warnings: receipt.warnings,
    qr: qrText({
      dateTime,
      totalKopecks: receipt.total,
      fnNumber,
      documentNumber: number,
      fiscalSign,
      settlementType,
    }),
  };
}

/** A register in BSO mode signs forms 4 and 41 instead of 3 and 31. */
function formOf(receipt: Receipt, bso: boolean): FormCode {
  return receipt.correction ? (bso ? 41 : 31) : bso ? 4 : 3;
}
