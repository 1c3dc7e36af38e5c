import { ValidationError } from '../../errors.js';
import type { FiscalResult, Receipt } from '../../fiscal/index.js';
import type { CallOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Session } from '../session/session.js';
import { resultOfDocument } from './result.js';

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

export function noDoubt(key: string): ValidationError {
  const rule = { ru: 'исход этого чека известен', en: 'the outcome of this receipt is known' };
  return new ValidationError([{ path: 'key', code: 'NO_DOUBT', ...rule, value: key }]);
}
