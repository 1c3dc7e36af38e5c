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
import { commands, type Register, receiptType, registers } from '../protocol/index.js';
import type { ThroughOptions } from './caller.js';
import { isForgotten, type Session, unlessRefused } from './session.js';
import type { Sought } from './sought.js';

/** A document as the FN's index tells it (A4 40). */
export interface FoundDocument {
  form: number;
  number: number;
  dateTime: string;
  fiscalSign: number;
  /** True when the OFD's ticket is stored with it. */
  ticket: boolean;
  /** Tags 1054 and 1020 (kopecks) of receipts and corrections, where the FN tells them. */
  settlement: { type: number; total: number } | undefined;
  /** Tag 1038 of the reports on opening and closing a shift, where the FN tells it. */
  shiftNumber: number | undefined;
}

/** The same for a number that the FN must know. Throws DeviceError. */
export async function indexOfDocument(
  session: Session,
  number: number,
  options: ThroughOptions = {},
): Promise<FoundDocument> {
  const request = { documentNumber: number };
  const found = await session.caller.callThrough(commands.fnFindDocument, request, options);
  const { type, dateTime, fiscalSign, ticket, tail } = found;
  const settlement = receiptForms.includes(type) ? settlementOf(tail) : undefined;
  const shiftNumber = shiftForms.includes(type) ? shiftOf(tail) : undefined;
  return { form: type, number, dateTime, fiscalSign, ticket: ticket !== 0, settlement, shiftNumber };
}

const receiptForms: readonly number[] = [3, 4, 31, 41];
const shiftForms: readonly number[] = [2, 5];

/** u16, little-endian. */
function shiftOf([low, high]: Uint8Array): number | undefined {
  return low === undefined || high === undefined ? undefined : low + 256 * high;
}

/** u8 and u40, little-endian. */
function settlementOf(tail: Uint8Array): FoundDocument['settlement'] {
  if (tail.length < 6) return undefined;
  const total = tail.subarray(1, 6).reduceRight((sum, byte) => sum * 256 + byte, 0);
  return { type: tail[0] as number, total };
}

/**
 * All requisites of a document (A4 45, A4 46). Undefined when the FN no longer has them.
 * Throws DeviceError when the FN stops in the middle.
 */
export async function readDocument(
  session: Session,
  number: number,
  options: ThroughOptions = {},
): Promise<FiscalDocument | undefined> {
  for (let attempt = 1; ; attempt++) {
    const again = attempt < READ_ATTEMPTS;
    try {
      const read = await readRequisites(session, number, options);
      // The register has one place in one document for all who read; another host may have moved it.
      if (read && read.missing > 0 && again) continue;
      return read && isFormCode(read.form) ? makeDocument(read.form, read.fields) : undefined;
    } catch (error) {
      // Whether the place moved on, nobody knows.
      if (!(isForgotten(error) && again)) throw error;
    }
  }
}

const READ_ATTEMPTS = 3;

interface Requisites {
  form: number;
  fields: DocumentField[];
  /** Bytes that were announced and did not come. */
  missing: number;
}

async function readRequisites(
  session: Session,
  number: number,
  options: ThroughOptions,
): Promise<Requisites | undefined> {
  const { caller } = session;
  const request = { documentNumber: number };
  const start = await unlessRefused(caller.callThrough(commands.fnStartReadDocument, request, options));
  if (start === undefined) return undefined;
  const fields: DocumentField[] = [];
  let missing = start.length;
  for (;;) {
    try {
      const { tag, value } = await caller.callThrough(commands.fnReadDocumentTlv, undefined, options);
      fields.push(...decodeFields(tlvBytes(tag, value)));
      missing -= 4 + value.length;
    } catch (error) {
      // DA ends the list; another refusal does only when nothing is missing.
      const ends = error instanceof DeviceError && (error.status === NO_DATA || missing <= 0);
      if (ends) return { form: start.type, fields, missing };
      throw error;
    }
  }
}

/** The FN has nothing (more) of what is asked. */
const NO_DATA = 0xda;

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

/** Register 33. */
export type LastReceipt = ValueOf<typeof registers.lastReceipt>;
type ValueOf<R> = R extends Register<infer T> ? T : never;

/**
 * Result of a receipt that was closed without doubt: register 33 tells its document. Over another line than the closing
 * command somebody else may have sold the same meanwhile, so that only the very next document will do.
 * Throws ProtocolError `UNEXPECTED_ANSWER` when the last receipt is not ours: somebody else was at the register.
 *
 * @param known register 33, when it was read behind the closing command.
 */
export async function readResult(
  session: Session,
  { receipt, baseline }: Sought,
  sameLine: () => boolean,
  options: ThroughOptions,
  known?: LastReceipt,
): Promise<FiscalResult> {
  const last = known ?? (await session.caller.readThrough(registers.lastReceipt, options));
  const { documentNumber: number } = last;
  const follows = sameLine() ? number > baseline : number === baseline + 1;
  if (!follows || last.type !== receiptType[receipt.type] || last.sum !== receipt.total) {
    const message = `последний чек ККТ (документ ${number}) — не наш: кассой пользовался кто-то ещё`;
    throw new ProtocolError('UNEXPECTED_ANSWER', message, { outcome: 'unknown' });
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
async function form(session: Session, receipt: Receipt, options: ThroughOptions): Promise<FormCode> {
  const bso = await session.facts.isBso(options);
  return receipt.correction ? (bso ? 41 : 31) : bso ? 4 : 3;
}
