import { ProtocolError } from '../errors.js';
import { Reader, Writer } from '../protocol/bytes.js';
import { needBytes, needObject } from '../util/arguments.js';
import { readable } from '../util/options.js';

/** One element: tag (two bytes), length of the value (two bytes), value; both numbers little-endian. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

const MAX_U16 = 0xffff;

/**
 * Splits bytes into elements that stand one after another. Tags need not be known.
 * Throws ProtocolError `TRUNCATED` when the last element is not whole.
 */
export function parseTlv(bytes: Uint8Array): Tlv[] {
  needBytes(bytes, 'bytes');
  // A Buffer would hand out views of itself instead of copies.
  const reader = new Reader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const items: Tlv[] = [];
  while (reader.remaining > 0) {
    const tag = readU16(reader);
    const length = readU16(reader);
    items.push({ tag, value: reader.take(length) });
  }
  return items;
}

/** Writes elements one after another. Throws ProtocolError `RANGE` for a tag or a value that does not fit 16 bits. */
export function writeTlv(items: Iterable<Tlv>): Uint8Array {
  needObject(items, 'items');
  return readable('items', () => {
    const writer = Writer.lend();
    for (const item of items) writeElement(writer, item);
    return Writer.bytesOf(writer);
  });
}

function writeElement(writer: Writer, { tag, value }: Tlv): void {
  if (!Number.isInteger(tag) || tag < 0 || tag > MAX_U16) {
    throw new ProtocolError('RANGE', `Номер тега вне диапазона 0..65535: ${tag}`, {
      value: tag,
      rule: 'u16',
    });
  }
  if (value.length > MAX_U16) {
    throw new ProtocolError('RANGE', `Тег ${tag} длиннее 65535 байт: ${value.length}`, {
      field: `${tag}`,
      value: value.length,
      rule: 'u16',
    });
  }
  writeU16(writer, tag);
  writeU16(writer, value.length);
  writer.bytes(value);
}

function readU16(reader: Reader): number {
  const low = reader.u8();
  return low + reader.u8() * 0x100;
}

function writeU16(writer: Writer, value: number): void {
  writer.u8(value & 0xff).u8(value >> 8);
}
