import { DeviceError, ProtocolError } from '../../errors.js';
import {
  type DocumentField,
  decodeFields,
  type FiscalDocument,
  isFormCode,
  makeDocument,
} from '../../fiscal/index.js';
import { receiptForms } from '../../fiscal/receipt-forms.js';
import { commands, deviceStatus } from '../../protocol/index.js';
import type { FoundDocument } from '../dialect.js';
import { ATTEMPTS, repeat } from '../once/repeatable.js';
import type { ThroughOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Caller } from './caller.js';

const shiftForms: readonly number[] = [2, 5];

/** Of a number that the FN must know. Throws DeviceError. */
export async function indexOfDocument(
  caller: Caller,
  number: number,
  options: ThroughOptions = {},
): Promise<FoundDocument> {
  const request = { documentNumber: number };
  const found = await caller.callThrough(commands.fnFindDocument, request, options);
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
 * The register has one place in one document for all who read, and another host may move it: a reading that does not fill the announced
 * length is begun anew; three that end alike are the whole, whatever was announced.
 *
 * @throws DeviceError when the FN stops in the middle, ProtocolError `UNEXPECTED_ANSWER` when it never gives the whole.
 */
export async function readDocument(
  caller: Caller,
  number: number,
  options: ThroughOptions = {},
): Promise<FiscalDocument | undefined> {
  const lengths: number[] = [];
  const read = await repeat<Reading | 'none'>({
    attempt: async () => (await readOnce(caller, number, options)) ?? 'none',
    async shows(reading) {
      // Whether the place moved on, nobody knows.
      if (reading === undefined) return false;
      if (reading === 'none') return true;
      lengths.push(reading.length);
      return (
        reading.whole || (lengths.length === ATTEMPTS && lengths.every((length) => length === reading.length))
      );
    },
    failure: () => notWhole(number),
  });
  if (read === undefined || read === 'none' || !isFormCode(read.form)) return undefined;
  return makeDocument(read.form, read.fields);
}

async function readOnce(
  caller: Caller,
  number: number,
  options: ThroughOptions,
): Promise<Reading | undefined> {
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
