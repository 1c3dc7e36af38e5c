import type { CashRegister, FiscalResult, ShiftReport } from 'atol-kkt';
import { renderReceipt } from 'atol-kkt/fiscal';
import type { FiscalDocument, Paper } from 'fiscal-plugin';
import { moment } from './moment.js';

/** A receipt as the contract's document. Its id holds the FN and the number: `9999078900001234-17`. */
export async function receiptDocument(kkt: CashRegister, result: FiscalResult): Promise<FiscalDocument> {
  const { fnNumber, documentNumber, dateTime, qr } = result;
  return {
    id: `${fnNumber}-${documentNumber}`,
    at: moment(dateTime),
    marks: {
      fnNumber,
      documentNumber: String(documentNumber),
      fiscalSign: String(result.fiscalSign),
      registrationNumber: result.registrationNumber,
      shiftNumber: String(result.shiftNumber),
      receiptNumber: String(result.receiptNumber),
    },
    // The FN keeps the document until the operator of fiscal data has it.
    authority: 'queued',
    paper: { ...(await paperOf(kkt, documentNumber)), qr },
  };
}

export async function shiftDocument(kkt: CashRegister, report: ShiftReport): Promise<FiscalDocument> {
  const { fnNumber, documentNumber, dateTime, fiscalSign, registrationNumber, shiftNumber } = report;
  return {
    id: `${fnNumber}-${documentNumber}`,
    at: moment(dateTime),
    marks: {
      fnNumber,
      documentNumber: String(documentNumber),
      fiscalSign: String(fiscalSign),
      registrationNumber,
      shiftNumber: String(shiftNumber),
    },
    authority: 'queued',
    paper: await paperOf(kkt, documentNumber),
  };
}

/** The document as text, from the FN; without text where the FN keeps only its sign. */
export async function paperOf(kkt: CashRegister, documentNumber: number): Promise<Paper> {
  const document = await kkt.fn.readDocument(documentNumber);
  return document === undefined ? {} : { text: renderReceipt(document).join('\n') };
}

/** The number of a document of this register's FN; `undefined` for another FN's, or no id at all. */
export async function numberIn(kkt: CashRegister, id: string): Promise<number | undefined> {
  const match = /^(\d{16})-(\d{1,10})$/.exec(id);
  if (match === null || match[1] !== (await kkt.fn.number())) return undefined;
  return Number(match[2]);
}
