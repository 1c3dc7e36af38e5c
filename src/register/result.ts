import { DeviceError, ProtocolError } from '../errors.js';
import {
  type DocumentField,
  decodeFields,
  type FiscalDocument,
  type FiscalResult,
  type FormCode,
  fieldValue,
  isFormCode,
  makeDocument,
  qrText,
  type Receipt,
  receiptTypes,
  settlementTypes,
} from '../fiscal/index.js';
import { commands, receiptType, registers } from '../protocol/index.js';
import type { ThroughOptions } from './caller.js';
import type { Session } from './session.js';
import type { Sought } from './sought.js';

/** A document as the FN's index tells it (A4 40). */
export interface FoundDocument {
  form: number;
  number: number;
  dateTime: string;
  fiscalSign: number;
  /** True when the OFD's ticket is stored with it. */
  ticket: boolean;
}

/** Undefined when the FN has no document of this number. */
export async function findDocument(
  session: Session,
  number: number,
  options: ThroughOptions = {},
): Promise<FoundDocument | undefined> {
  try {
    const found = await session.caller.callThrough(
      commands.fnFindDocument,
      { documentNumber: number },
      options,
    );
    const { type, dateTime, fiscalSign, ticket } = found;
    return { form: type, number, dateTime, fiscalSign, ticket: ticket !== 0 };
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}

/** All requisites of a document (A4 45, A4 46). Undefined when the FN no longer has them. */
export async function readDocument(
  session: Session,
  number: number,
  options: ThroughOptions = {},
): Promise<FiscalDocument | undefined> {
  let form: number;
  try {
    form = (
      await session.caller.callThrough(commands.fnStartReadDocument, { documentNumber: number }, options)
    ).type;
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
  const fields: DocumentField[] = [];
  for (;;) {
    try {
      const { tag, value } = await session.caller.callThrough(commands.fnReadDocumentTlv, undefined, options);
      fields.push(...decodeFields(tlvBytes(tag, value)));
    } catch (error) {
      // Any refusal ends the list: DA when there is nothing more.
      if (error instanceof DeviceError) break;
      throw error;
    }
  }
  return isFormCode(form) ? makeDocument(form, fields) : undefined;
}

function tlvBytes(tag: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + value.length);
  bytes.set([tag & 0xff, tag >> 8, value.length & 0xff, value.length >> 8]);
  bytes.set(value, 4);
  return bytes;
}

/** Numbers that every result has. */
interface Signed {
  number: number;
  dateTime: string;
  fiscalSign: number;
}

/**
 * Result of a receipt that was closed without doubt: register 33 tells its document.
 * Throws ProtocolError `UNEXPECTED_ANSWER` when the last receipt is not ours: somebody else was at the register.
 */
export async function readResult(
  session: Session,
  sought: Sought,
  options: ThroughOptions,
): Promise<FiscalResult> {
  const { receipt, baseline } = sought;
  const last = await session.caller.readThrough(registers.lastReceipt, options);
  const ours =
    last.documentNumber > baseline && last.type === receiptType[receipt.type] && last.sum === receipt.total;
  if (!ours) {
    throw new ProtocolError(
      'UNEXPECTED_ANSWER',
      `Последний чек ККТ (документ ${last.documentNumber}) — не наш`,
      {
        outcome: 'unknown',
      },
    );
  }
  const signed = { number: last.documentNumber, dateTime: last.dateTime, fiscalSign: last.fiscalSign };
  return complete(
    session,
    receipt,
    signed,
    await session.facts.receiptNumbers(signed.number, options),
    options,
  );
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
  return complete(session, receipt, found, numbers, options);
}

async function complete(
  session: Session,
  receipt: Receipt,
  { number, dateTime, fiscalSign }: Signed,
  numbers: { shift: number; receipt: number },
  options: ThroughOptions,
): Promise<FiscalResult> {
  const fnNumber = await session.facts.fnNumber(options);
  const settlementType = settlementTypes.get(receiptTypes[receipt.type].settlement).code;
  return {
    type: receipt.type,
    form: await form(session, receipt, options),
    documentNumber: number,
    fiscalSign,
    dateTime,
    shiftNumber: numbers.shift,
    receiptNumber: numbers.receipt,
    fnNumber,
    registrationNumber: await session.facts.registrationNumber(options),
    totalKopecks: receipt.total,
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
async function form(session: Session, receipt: Receipt, options: ThroughOptions): Promise<FormCode> {
  const bso = await session.facts.isBso(options);
  return receipt.correction ? (bso ? 41 : 31) : bso ? 4 : 3;
}
