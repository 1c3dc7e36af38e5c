import { restated } from '../errors/restated.js';
import { ProtocolError } from '../errors.js';
import { needBytes, needObject } from '../util/arguments.js';
import { localToMs, msToLocal } from '../util/local-time.js';
import { asReading } from '../util/options.js';
import { decodeCp866, encodeCp866 } from './cp866.js';
import { decodeFvln, encodeFvln, readUnsigned, writeUnsigned } from './numbers.js';
import type { TagInfo, TagType } from './tags.js';

/** Encodings of values that hold no other tags. */
export type ScalarType = Exclude<TagType, 'stlv'>;

/** Value of each encoding. Money (`vln`) is in kopecks. */
export interface ScalarByType {
  string: string;
  uint8: number;
  uint16: number;
  uint32: number;
  bitmask8: number;
  bitmask32: number;
  vln: number;
  /** Thousandths as an integer; a decimal string such as `0.12345` when there are more than three decimals. */
  fvln: number | string;
  /** `YYYY-MM-DDTHH:mm:ss` of the register's own clock. */
  unixtime: string;
  bytes: Uint8Array;
}

export type Scalar = ScalarByType[ScalarType];

interface ValueCodec {
  encode(value: unknown, info: TagInfo): Uint8Array;
  /** Throws ProtocolError `MALFORMED` when the bytes are no value of this type. */
  decode(bytes: Uint8Array, info: TagInfo): Scalar;
}

const codecs: { readonly [T in ScalarType]: ValueCodec } = {
  string: { encode: encodeString, decode: decodeString },
  uint8: unsigned(1),
  uint16: unsigned(2),
  uint32: unsigned(4),
  bitmask8: unsigned(1),
  bitmask32: unsigned(4),
  vln: {
    encode: (value, info) => limited(writeUnsigned(integer(value, info)), info),
    decode: (bytes, info) => within(bytes, 1, 8, info, readUnsigned),
  },
  fvln: {
    encode: (value, info) => limited(encodeFvln(value as number | string), info),
    decode: (bytes, info) => within(bytes, 2, 9, info, decodeFvln),
  },
  unixtime: {
    encode(value, info) {
      const seconds = Math.floor(localToMs(text(value, info)) / 1000);
      return writeUnsigned(integer(seconds, info, 0xffff_ffff), 4);
    },
    decode: (bytes, info) => within(bytes, 4, 4, info, (whole) => msToLocal(readUnsigned(whole) * 1000)),
  },
  bytes: {
    encode(value, info) {
      if (!(value instanceof Uint8Array)) throw misfit(info, 'нужны байты', value, 'bytes');
      return limited(Uint8Array.from(value), info);
    },
    decode: (bytes) => Uint8Array.from(bytes),
  },
};

/**
 * Value of a tag to bytes, checked against the type and the length that the format gives.
 * Throws ProtocolError `RANGE`; its `field` is the id of the tag.
 */
export function encodeValue(info: TagInfo, value: unknown): Uint8Array {
  needObject(info, 'info');
  return named(info, () => codecOf(info).encode(value, info));
}

/**
 * Bytes of a tag to its value. Lenient where registers are known to be: numbers of variable length may be padded with zero
 * bytes, and a text may be longer than the format allows or lack its blanks. Throws ProtocolError `MALFORMED`.
 */
export function decodeValue(info: TagInfo, bytes: Uint8Array): Scalar {
  needObject(info, 'info');
  needBytes(bytes, 'bytes');
  return named(info, () => codecOf(info).decode(bytes, info));
}

function codecOf(info: TagInfo): ValueCodec {
  if (info.type === 'stlv') throw misfit(info, 'составной тег, а не простое значение', undefined, 'scalar');
  return codecs[info.type];
}

function unsigned(width: 1 | 2 | 4): ValueCodec {
  return {
    encode: (value, info) => writeUnsigned(integer(value, info, 0x100 ** width - 1), width),
    decode: (bytes, info) => within(bytes, width, width, info, readUnsigned),
  };
}

function encodeString(value: unknown, info: TagInfo): Uint8Array {
  const bytes = encodeCp866(text(value, info));
  if (!info.padded || info.fixedBytes === undefined || bytes.length >= info.fixedBytes)
    return limited(bytes, info);
  const padded = new Uint8Array(info.fixedBytes).fill(0x20);
  padded.set(bytes);
  return padded;
}

function decodeString(bytes: Uint8Array, info: TagInfo): string {
  const decoded = decodeCp866(bytes);
  return info.padded ? decoded.replace(/ +$/, '') : decoded;
}

function text(value: unknown, info: TagInfo): string {
  if (typeof value !== 'string') throw misfit(info, 'нужна строка', value, 'string');
  return value;
}

function integer(value: unknown, info: TagInfo, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max) return value;
  throw misfit(info, `нужно целое 0..${max}`, value, `0..${max}`);
}

/** The length the format gives. */
function limited(bytes: Uint8Array, info: TagInfo): Uint8Array {
  const { fixedBytes, maxBytes = Number.POSITIVE_INFINITY } = info;
  if (fixedBytes !== undefined && bytes.length !== fixedBytes) {
    throw misfit(info, `нужно ровно ${fixedBytes} байт`, bytes.length, `length ${fixedBytes}`);
  }
  if (bytes.length > maxBytes)
    throw misfit(info, `не больше ${maxBytes} байт`, bytes.length, `length <= ${maxBytes}`);
  return bytes;
}

function within<T>(
  bytes: Uint8Array,
  min: number,
  max: number,
  info: TagInfo,
  read: (bytes: Uint8Array) => T,
): T {
  if (bytes.length >= min && bytes.length <= max) return read(bytes);
  throw new ProtocolError(
    'MALFORMED',
    `Тег ${info.tag} (${info.id}): длина ${bytes.length} не подходит типу ${info.type}`,
    {
      rule: min === max ? `length ${min}` : `length ${min}..${max}`,
      value: bytes.length,
    },
  );
}

function misfit(info: TagInfo, need: string, value: unknown, rule: string): ProtocolError {
  return new ProtocolError('RANGE', `Тег ${info.tag} (${info.id}): ${need}`, { rule, value });
}

/** Texts and dates do not know whose value they are. */
function named<T>(info: TagInfo, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ProtocolError
      ? restated(error, { field: error.field ?? info.id })
      : asReading('info', error);
  }
}
