import { ProtocolError } from '../errors.js';
import { Reader, Writer } from '../protocol/bytes.js';
import { needBytes, needObject } from '../util/arguments.js';
import { crc16 } from '../util/crc16.js';
import { readable } from '../util/options.js';

/**
 * The envelope of a document on its way to the operator (OFD) and of the operator's answer, which looks the same:
 * a session header, then a container with the document and the sign of the message.
 */

export const SESSION_HEADER_LENGTH = 30;
const SESSION_SIGNATURE = Uint8Array.of(0x2a, 0x08, 0x41, 0x0a);
const CONTAINER_HEADER_LENGTH = 32;
const CRC_OFFSET = 2;
const MESSAGE_TYPE = 0xa5;
const FN_LENGTH = 16;

/**
 * First four bytes of a container in an export of the tax service: instead of length and check sum FF FF, and then the length
 * of the rest of the header, big-endian. What follows is the same.
 */
const EXPORT_HEAD = Uint8Array.of(0xff, 0xff, 0x00, CONTAINER_HEADER_LENGTH - 4);

/** Usual flags: a container follows, an answer is expected, no check sum of the session. */
const USUAL_FLAGS = 0x0014;

export interface SessionHeader {
  /** Number of the fiscal storage, up to 16 characters. */
  readonly fnNumber: string;
  /** Length of what follows the header; 0 asks only whether the operator is there. */
  readonly bodyLength: number;
  /** Default 0014h. */
  readonly flags?: number;
  /** Version of the session protocol as its two bytes read; default 81A2h, test stands use 82FBh. */
  readonly sessionVersion?: number;
  /** Version of the format as its two bytes read; default 0105h. */
  readonly formatVersion?: number;
  /** 0 when not used, as is usual. Passed through unchecked: which bytes it covers is not known. */
  readonly crc?: number;
}

/** Throws ProtocolError `RANGE`. */
export function encodeSessionHeader(header: SessionHeader): Uint8Array {
  needObject(header, 'header');
  return readable('header', () => {
    const {
      fnNumber,
      bodyLength,
      flags = USUAL_FLAGS,
      sessionVersion = 0x81a2,
      formatVersion = 0x0105,
      crc = 0,
    } = header;
    if (!/^[\x21-\x7e]{0,16}$/.test(fnNumber)) throw misfit('fnNumber', fnNumber, 'ascii 0..16');
    const writer = new Writer().bytes(SESSION_SIGNATURE);
    bigEndian(writer, 'sessionVersion', sessionVersion, 2);
    bigEndian(writer, 'formatVersion', formatVersion, 2);
    writer.bytes(new TextEncoder().encode(fnNumber.padEnd(FN_LENGTH)));
    littleEndian(writer, 'bodyLength', bodyLength);
    littleEndian(writer, 'flags', flags);
    littleEndian(writer, 'crc', crc);
    return writer.finish();
  });
}

/** Reads the first 30 bytes. Throws ProtocolError `TRUNCATED`, or `MALFORMED` when they are no session header. */
export function decodeSessionHeader(bytes: Uint8Array): Required<SessionHeader> {
  needBytes(bytes, 'bytes');
  const reader = new Reader(bytes);
  const head = reader.take(SESSION_HEADER_LENGTH);
  if (SESSION_SIGNATURE.some((byte, i) => byte !== head[i]))
    throw malformed('Нет начала сеанса 2A 08 41 0A', 'signature');
  const fnNumber = String.fromCharCode(...head.subarray(8, 24)).replace(/ +$/, '');
  if (!/^[\x21-\x7e]*$/.test(fnNumber)) throw malformed('Номер ФН в заголовке сеанса не текст', 'fnNumber');
  return {
    sessionVersion: u16be(head, 4),
    formatVersion: u16be(head, 6),
    fnNumber,
    bodyLength: u16le(head, 24),
    flags: u16le(head, 26),
    crc: u16le(head, 28),
  };
}

export interface OfdContainer {
  /** Code of the document's form; 7 in the operator's answer. */
  readonly form: number;
  /** Number of the fiscal storage, up to 16 digits. */
  readonly fnNumber: string;
  /** Number of the fiscal document (1040), up to 2^24 - 1. */
  readonly documentNumber: number;
  /** The document itself with its tag and length, see `encodeDocument`. */
  readonly document: Uint8Array;
  /** Sign of the message, as it stands after the document; see `messageSign`. */
  readonly sign: Uint8Array;
  /** Default 1. */
  readonly version?: number;
  /** Two service bytes whose meaning is not public; default 10 09. An answer repeats those of the question. */
  readonly service1?: Uint8Array;
  /** Twelve service bytes, the last two usually the document's length; default ten zeros and that length. */
  readonly service2?: Uint8Array;
}

/** Throws ProtocolError `RANGE`. */
export function encodeContainer(container: OfdContainer): Uint8Array {
  needObject(container, 'container');
  return readable('container', () => {
    const { document, sign, version = 1 } = container;
    const service1 = container.service1 ?? Uint8Array.of(0x10, 0x09);
    const service2 = container.service2 ?? defaultService2(document.length);
    if (service1.length !== 2) throw misfit('service1', service1.length, 'length 2');
    if (service2.length !== 12) throw misfit('service2', service2.length, 'length 12');
    const writer = new Writer();
    littleEndian(writer, 'length', CONTAINER_HEADER_LENGTH + document.length + sign.length);
    writer.bytes(Uint8Array.of(0, 0, MESSAGE_TYPE));
    bigEndian(writer, 'form', container.form, 1);
    bigEndian(writer, 'version', version, 1);
    writer.bytes(service1).bytes(packFnNumber(container.fnNumber));
    bigEndian(writer, 'documentNumber', container.documentNumber, 3);
    const bytes = writer.bytes(service2).bytes(document).bytes(sign).finish();
    new DataView(bytes.buffer).setUint16(CRC_OFFSET, containerCrc(bytes), true);
    return bytes;
  });
}

/**
 * Reads a whole container and checks its length and its check sum; the document in it stays as bytes. Containers of the tax
 * service's exports (head FF FF 00 1C) carry neither, so that only the length of the document is checked there.
 * Throws ProtocolError `TRUNCATED`, `TRAILING` or `MALFORMED`.
 */
export function decodeContainer(bytes: Uint8Array): Required<OfdContainer> {
  needBytes(bytes, 'bytes');
  // A Buffer would hand out views of itself instead of copies.
  const reader = new Reader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const head = reader.take(CONTAINER_HEADER_LENGTH);
  if (!EXPORT_HEAD.every((byte, i) => byte === head[i])) checkEnvelope(head, bytes);
  if (head[4] !== MESSAGE_TYPE) throw malformed('Контейнер ОФД: не сообщение A5', 'type');
  const body = reader.rest();
  const documentLength = body.length < 4 ? 4 : 4 + u16le(body, 2);
  const document = new Reader(body).take(documentLength);
  return {
    form: head[5] as number,
    version: head[6] as number,
    service1: head.slice(7, 9),
    fnNumber: unpackFnNumber(head.subarray(9, 17)),
    documentNumber: u16be(head, 17) * 0x100 + (head[19] as number),
    service2: head.slice(20, 32),
    document,
    sign: body.slice(documentLength),
  };
}

function checkEnvelope(head: Uint8Array, bytes: Uint8Array): void {
  const length = u16le(head, 0);
  if (length > bytes.length)
    throw new ProtocolError('TRUNCATED', `Контейнер ОФД: ${bytes.length} байт из ${length}`);
  if (length < bytes.length)
    throw new ProtocolError('TRAILING', `Контейнер ОФД: ${bytes.length} байт вместо ${length}`);
  if (u16le(head, CRC_OFFSET) !== containerCrc(bytes))
    throw malformed('Контейнер ОФД: неверная контрольная сумма', 'crc');
}

/** The ten bytes after the document: kind, length, six bytes of sign, two zeros. Throws ProtocolError `RANGE`. */
export function messageSign(sign: Uint8Array): Uint8Array {
  needBytes(sign, 'sign');
  if (sign.length !== 6) throw misfit('sign', sign.length, 'length 6');
  return Uint8Array.of(0x81, sign.length, ...sign, 0, 0);
}

/** Over everything but the check sum itself. */
function containerCrc(bytes: Uint8Array): number {
  return crc16(bytes.subarray(CRC_OFFSET + 2), crc16(bytes.subarray(0, CRC_OFFSET)));
}

function defaultService2(documentLength: number): Uint8Array {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setUint16(10, documentLength);
  return bytes;
}

/** Two digits a byte; a shorter number is filled up with F. */
function packFnNumber(fnNumber: string): Uint8Array {
  if (!/^\d{0,16}$/.test(fnNumber)) throw misfit('fnNumber', fnNumber, 'digits 0..16');
  const digits = fnNumber.padEnd(FN_LENGTH, 'F');
  return Uint8Array.from({ length: 8 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

function unpackFnNumber(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0');
  const number = digits.replace(/f+$/, '');
  if (!/^\d*$/.test(number)) throw malformed(`Контейнер ОФД: номер ФН ${digits} не десятичный`, 'bcd');
  return number;
}

function bigEndian(writer: Writer, field: string, value: number, width: 1 | 2 | 3): void {
  if (!Number.isInteger(value) || value < 0 || value >= 0x100 ** width)
    throw misfit(field, value, `u${width * 8}`);
  for (let shift = (width - 1) * 8; shift >= 0; shift -= 8) writer.u8((value >> shift) & 0xff);
}

function littleEndian(writer: Writer, field: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) throw misfit(field, value, 'u16');
  writer.u8(value & 0xff).u8(value >> 8);
}

function u16le(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) + (bytes[at + 1] as number) * 0x100;
}

function u16be(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) * 0x100 + (bytes[at + 1] as number);
}

function misfit(field: string, value: unknown, rule: string): ProtocolError {
  return new ProtocolError('RANGE', `Сообщение для ОФД: недопустимое значение ${field}: ${String(value)}`, {
    field,
    value,
    rule,
  });
}

function malformed(message: string, rule: string): ProtocolError {
  return new ProtocolError('MALFORMED', message, { rule });
}
