import { AtolError, DeviceError, ProtocolError } from '../errors.js';
import {
  type DocumentField,
  decodeFields,
  type FiscalDocument,
  isFormCode,
  makeDocument,
} from '../fiscal/index.js';
import { commands, deviceStatus } from '../protocol/index.js';
import type { ThroughOptions } from './caller.js';
import { isForgotten, type Session, unlessRefused } from './session.js';

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

/** Forms of receipts and corrections. */
export const receiptForms: readonly number[] = [3, 4, 31, 41];
/** Forms of everything else that an FN signs: registrations, shifts, closing of the FN, settlements. */
export const reportForms: readonly number[] = [1, 2, 5, 6, 11, 21];
const shiftForms: readonly number[] = [2, 5];

/** Of a number that the FN must know. Throws DeviceError. */
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

/** The register has one place in one document for all who read: another host may move it. */
const ATTEMPTS = 3;
/** Requisites of one document; each takes four bytes at least of the 65 535 that it may have. */
const MOST_REQUISITES = 2000;
/** What an FN may send beyond the announced length before it is not believed any more, bytes. */
const TOLERANCE = 1024;

interface Reading {
  readonly form: number;
  readonly fields: readonly DocumentField[];
  /** Bytes that came. */
  readonly length: number;
  /** All came that was announced, and no more. */
  readonly whole: boolean;
}

/**
 * All requisites of a document (A4 45, A4 46): whole, or not at all. Undefined when the FN no longer has them.
 * A reading that does not fill the announced length is begun anew; three that end alike are the whole, whatever was announced.
 *
 * @throws DeviceError when the FN stops in the middle, ProtocolError `UNEXPECTED_ANSWER` when it never gives the whole.
 */
export async function readDocument(
  session: Session,
  number: number,
  options: ThroughOptions = {},
): Promise<FiscalDocument | undefined> {
  const lengths: number[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      const read = await readOnce(session, number, options);
      if (!read) return undefined;
      lengths.push(read.length);
      const alike = lengths.length === ATTEMPTS && lengths.every((length) => length === read.length);
      if (read.whole || alike) {
        return isFormCode(read.form) ? makeDocument(read.form, read.fields) : undefined;
      }
      if (attempt >= ATTEMPTS) throw notWhole(number);
    } catch (error) {
      // Whether the place moved on, nobody knows.
      if (!(isForgotten(error) && attempt < ATTEMPTS)) throw error;
    }
  }
}

async function readOnce(
  session: Session,
  number: number,
  options: ThroughOptions,
): Promise<Reading | undefined> {
  const { caller } = session;
  const request = { documentNumber: number };
  const asked = caller.callThrough(commands.fnStartReadDocument, request, options);
  const start = await unlessRefused(asked, deviceStatus.fnNoMoreData);
  if (start === undefined) return undefined;
  const fields: DocumentField[] = [];
  let length = 0;
  for (let count = 0; count < MOST_REQUISITES && length <= start.length + TOLERANCE; count++) {
    try {
      const { tag, value } = await caller.callThrough(commands.fnReadDocumentTlv, undefined, options);
      fields.push(...decodeFields(tlvBytes(tag, value)));
      length += 4 + value.length;
    } catch (error) {
      // DA ends the list; another refusal does only when nothing is missing.
      const { fnNoMoreData } = deviceStatus;
      const ends = error instanceof DeviceError && (error.status === fnNoMoreData || length >= start.length);
      if (!ends) throw error;
      return { form: start.type, fields, length, whole: length === start.length };
    }
  }
  throw notWhole(number);
}

function notWhole(number: number): ProtocolError {
  const message = `ФН не отдаёт документ ${number} целиком: его реквизиты не составляют объявленной длины`;
  return new ProtocolError('UNEXPECTED_ANSWER', message, { outcome: 'unknown', field: 'length' });
}

function tlvBytes(tag: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + value.length);
  bytes.set([tag & 0xff, tag >> 8, value.length & 0xff, value.length >> 8]);
  bytes.set(value, 4);
  return bytes;
}

/** Readings of one thing before it is given up. */
const READINGS = 4;

/**
 * One thing, read until two readings in a row say the same. An answer that makes no sense, or a refusal, is a reading that
 * agrees with no other.
 *
 * @param first a reading that was made already
 * @throws AtolError `READINGS_DIFFER`, or the last refusal.
 */
export async function readTwice<T>(what: string, read: () => Promise<T>, first?: T): Promise<T> {
  let before = first === undefined ? undefined : textOf(first);
  let failure: unknown;
  for (let reading = 0; reading < READINGS; reading++) {
    try {
      const value = await read();
      const text = textOf(value);
      if (text === before) return value;
      before = text;
    } catch (error) {
      if (!(error instanceof DeviceError || error instanceof ProtocolError)) throw error;
      before = undefined;
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
  throw new AtolError('READINGS_DIFFER', `${what}: ККТ каждый раз отвечает иначе`, { outcome: 'unknown' });
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part)) ?? '';
}
