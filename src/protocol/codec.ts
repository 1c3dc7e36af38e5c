import { restated } from '../errors/restated.js';
import { ProtocolError } from '../errors.js';
import { needInteger, needObject, needText } from '../util/arguments.js';
import { lazily } from '../util/lazily.js';
import { asReading, readable } from '../util/options.js';
import { presentable } from '../util/presentable.js';
import { type Reader, Writer } from './bytes.js';
import { malformed, readPacked, readPair, writePacked } from './packed-decimal.js';
import { decodeCp1251, decodeText, encodeCp1251, unprintable, writeText } from './text.js';

/** What values a codec takes, for documentation, for `atol raw` and for generated tests. */
export type Shape =
  | { type: 'integer'; min: number; max: number; unit?: string }
  | { type: 'digits'; length: number }
  | { type: 'text'; page: 'atol' | 'ascii' | 'cp1251'; length?: number; maxLength?: number }
  | { type: 'bytes'; length?: number; maxLength?: number }
  | { type: 'localTime'; pattern: TimePattern }
  | { type: 'struct'; fields: Record<string, Shape> }
  | { type: 'optional'; item: Shape }
  | { type: 'choice'; by: string; layouts: ReadonlyArray<{ value: number; shape: Shape }> };

/** Codecs are plain values: they compose and never touch I/O. */
export interface Codec<T> {
  readonly shape: Shape;
  /** Throws ProtocolError `RANGE` when the value does not fit, before anything is sent. */
  encode(writer: Writer, value: T): void;
  /** Throws ProtocolError `TRUNCATED` or `MALFORMED`. */
  decode(reader: Reader): T;
}

export type Decoded<C> = C extends Codec<infer T> ? T : never;

/** No field of a command is longer, bytes. */
const MAX_SIZE = 255;

export function outOfRange(rule: string, value: unknown): ProtocolError {
  needText(rule, 'rule');
  const shown = typeof value === 'string' ? `«${value}»` : String(presentable(value));
  return new ProtocolError('RANGE', `Недопустимое значение ${shown}: ${rule}`, { rule, value });
}

function checkSize(size: number): void {
  if (!Number.isInteger(size) || size < 1 || size > MAX_SIZE) throw outOfRange(`целое 1..${MAX_SIZE}`, size);
}

function checkInteger(value: number, max: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > max)
    throw outOfRange(`${what}, целое 0..${max}`, value);
}

function binary(size: number, bigEndian: boolean): Codec<number> {
  const max = 2 ** (8 * size) - 1;
  const powers = Array.from(
    { length: size },
    (_, index) => 2 ** (8 * (bigEndian ? size - 1 - index : index)),
  );
  const what = `${size} байт`;
  return {
    shape: { type: 'integer', min: 0, max },
    encode(writer, value) {
      checkInteger(value, max, what);
      for (let i = 0; i < size; i++) writer.u8(Math.floor(value / (powers[i] as number)) % 256);
    },
    decode(reader) {
      let value = 0;
      for (let i = 0; i < size; i++) value += reader.u8() * (powers[i] as number);
      return value;
    },
  };
}

export const u8 = binary(1, true);
export const u16be = binary(2, true);
export const u16le = binary(2, false);
export const u32be = binary(4, true);
export const u32le = binary(4, false);
export const u40le = binary(5, false);

/** The bytes of 0..99 in packed decimal. */
const PAIRS = Uint8Array.from({ length: 100 }, (_, pair) => Math.floor(pair / 10) * 16 + (pair % 10));

/** Packed decimal number of `size` bytes, most significant digit first. Values up to 14 digits are exact. */
export function bcd(size: number, unit?: string): Codec<number> {
  checkSize(size);
  const max = Math.min(10 ** (2 * size) - 1, Number.MAX_SAFE_INTEGER);
  // Weights of the bytes: an item of a receipt has a dozen of such numbers, so that no string is made of any.
  const weights = Array.from({ length: size }, (_, index) => 100 ** (size - 1 - index));
  const what = `${2 * size} десятичных цифр`;
  return {
    shape: { type: 'integer', min: 0, max, ...(unit && { unit }) },
    encode(writer, value) {
      checkInteger(value, max, what);
      let rest = value;
      for (let i = 0; i < size; i++) {
        const weight = weights[i] as number;
        const pair = rest < weight ? 0 : Math.floor(rest / weight);
        rest -= pair * weight;
        writer.u8(PAIRS[pair] as number);
      }
    },
    decode(reader) {
      let value = 0;
      for (let i = 0; i < size; i++) value = value * 100 + readPair(reader.u8());
      if (!Number.isSafeInteger(value)) throw malformed('число больше 2^53');
      return value;
    },
  };
}

/** A sum in kopecks, packed decimal. */
export const money = (size: number): Codec<number> => bcd(size, 'kopecks');

/** A quantity in thousandths, 5 bytes of packed decimal. */
export const quantity: Codec<number> = bcd(5, 'thousandths');

/** Packed decimal that is an identifier, not a number: a string of exactly `2 * size` digits. */
export function digits(size: number): Codec<string> {
  checkSize(size);
  const exact = new RegExp(`^\\d{${2 * size}}$`);
  return {
    shape: { type: 'digits', length: 2 * size },
    encode(writer, value) {
      if (!exact.test(value)) throw outOfRange(`ровно ${2 * size} цифр`, value);
      writePacked(writer, value);
    },
    decode: (reader) => readPacked(reader, size),
  };
}

/**
 * Digits to the end of the message, two per byte, of whatever length the device sends.
 * A nibble above 9 is shown as a letter instead of being refused: some firmware answers ASCII here.
 */
export const digitsToEnd: Codec<string> = {
  shape: { type: 'digits', length: 14 },
  encode(writer, value) {
    if (!/^(\d\d)+$/.test(value)) throw outOfRange('чётное число цифр', value);
    writePacked(writer, value);
  },
  decode: (reader) =>
    Array.from(reader.rest(), (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(''),
};

/** Order of the two-digit parts of a date on the wire. */
export type TimePattern = 'dmy' | 'ymd' | 'hms' | 'dmyhm' | 'dmyhms' | 'ymdhm' | 'ymdhms';

/** Raw bytes: exactly `length`, or all that is left. */
export function bytes(length?: number, maxLength?: number): Codec<Uint8Array> {
  return {
    shape: {
      type: 'bytes',
      ...(length !== undefined && { length }),
      ...(maxLength !== undefined && { maxLength }),
    },
    encode(writer, value) {
      if (!(value instanceof Uint8Array)) throw outOfRange('байты (Uint8Array)', value);
      if (length !== undefined && value.length !== length)
        throw outOfRange(`ровно ${length} байт`, `${value.length} байт`);
      if (maxLength !== undefined && value.length > maxLength) {
        throw outOfRange(`не более ${maxLength} байт`, `${value.length} байт`);
      }
      writer.bytes(value);
    },
    decode: (reader) => (length === undefined ? reader.rest() : reader.take(length)),
  };
}

/** Bytes padded with zeroes on the right to a fixed length; decoding returns all of them. */
export function paddedBytes(length: number): Codec<Uint8Array> {
  return {
    shape: { type: 'bytes', length },
    encode(writer, value) {
      if (!(value instanceof Uint8Array)) throw outOfRange('байты (Uint8Array)', value);
      if (value.length > length) throw outOfRange(`не более ${length} байт`, `${value.length} байт`);
      const padded = new Uint8Array(length);
      padded.set(value);
      writer.bytes(padded);
    },
    decode: (reader) => reader.take(length),
  };
}

/** Fixed bytes: written as they are; whatever comes in their place is passed over. */
export function constant(...expected: number[]): Codec<void> {
  for (const byte of expected) needInteger(byte, 'expected');
  const wire = Uint8Array.from(expected);
  return {
    shape: { type: 'struct', fields: {} },
    encode(writer) {
      writer.bytes(wire);
    },
    decode(reader) {
      reader.take(expected.length);
    },
  };
}

interface TextOptions {
  /** Fixed length in bytes, padded with `pad` on the right. */
  length?: number;
  maxLength?: number;
  page?: 'atol' | 'ascii' | 'cp1251';
  pad?: number;
}

/** Text in the register's code page (see text.ts). Characters that the page lacks are refused. */
export function text(options: TextOptions = {}): Codec<string> {
  needObject(options, 'options');
  const { length, maxLength, page = 'atol', pad = 0x20 } = readable('options', () => ({ ...options }));
  const limit = length ?? maxLength;
  return {
    shape: {
      type: 'text',
      page,
      ...(length !== undefined && { length }),
      ...(maxLength !== undefined && { maxLength }),
    },
    encode(writer, value) {
      if (typeof value !== 'string') throw outOfRange('строка', value);
      const begin = writer.length;
      writePage(writer, value, page);
      const written = writer.length - begin;
      if (limit !== undefined && written > limit) throw outOfRange(`не более ${limit} символов`, value);
      for (let i = written; i < (length ?? 0); i++) writer.u8(pad);
    },
    decode(reader) {
      const raw = length === undefined ? reader.rest() : reader.take(length);
      const decoded =
        page === 'cp1251' ? decodeCp1251(raw) : page === 'ascii' ? decodeAscii(raw) : decodeText(raw);
      return length === undefined ? decoded : decoded.replace(/[\0 ]+$/, '');
    },
  };
}

function writePage(writer: Writer, value: string, page: 'atol' | 'ascii' | 'cp1251'): void {
  if (page === 'cp1251') {
    const index = Array.from(value).findIndex((char) => decodeCp1251(encodeCp1251(char)) !== char);
    if (index >= 0) throw missingCharacter(value, index, 'CP1251');
    writer.bytes(encodeCp1251(value));
  } else if (page === 'ascii') {
    if (!/^[\x20-\x7e]*$/.test(value)) throw outOfRange('только символы ASCII', value);
    for (let at = 0; at < value.length; at++) writer.u8(value.charCodeAt(at));
  } else {
    const missing = unprintable(value)[0];
    if (missing) throw missingCharacter(value, missing.index, 'ККТ');
    writeText(writer, value);
  }
}

function missingCharacter(value: string, index: number, page: string): ProtocolError {
  const char = Array.from(value)[index];
  return outOfRange(`символ «${char}» (позиция ${index + 1}) отсутствует в кодировке ${page}`, value);
}

function decodeAscii(raw: Uint8Array): string {
  return String.fromCharCode(...raw);
}

/** No parameters, or no data in the answer. */
export const nothing: Codec<void> = {
  shape: { type: 'struct', fields: {} },
  encode() {},
  decode() {},
};

/** A trailing field that may be absent: undefined when no byte is left. */
export function optional<T>(item: Codec<T>): Codec<T | undefined> {
  needObject(item, 'item');
  return {
    shape: { type: 'optional', item: readable('item', () => item.shape) },
    encode(writer, value) {
      if (value !== undefined) item.encode(writer, value);
    },
    decode: (reader) => (reader.remaining > 0 ? item.decode(reader) : undefined),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the one place where codecs of different types meet; Fields are re-inferred below.
type AnyCodec = Codec<any>;
type FieldsOf<F extends Record<string, AnyCodec>> = {
  // Fixed bytes carry no information: they are no property of the value.
  [K in keyof F as [Decoded<F[K]>] extends [void]
    ? never
    : undefined extends Decoded<F[K]>
      ? never
      : K]: Decoded<F[K]>;
} & {
  [K in keyof F as [Decoded<F[K]>] extends [void]
    ? never
    : undefined extends Decoded<F[K]>
      ? K
      : never]?: Decoded<F[K]>;
};

/** Fields one after another, in the order of the object's keys. Errors name the field. */
export function struct<F extends Record<string, AnyCodec>>(fields: F): Codec<FieldsOf<F>> {
  needObject(fields, 'fields');
  return readable('fields', () => {
    const names = Object.keys(fields);
    const codecs = Object.values(fields);
    const shape = lazily((): Shape => {
      const shapes = Object.entries(fields).filter(([, codec]) => !isConstant(codec));
      return { type: 'struct', fields: Object.fromEntries(shapes.map(([name, one]) => [name, one.shape])) };
    });
    return {
      get shape() {
        return shape();
      },
      encode(writer, value) {
        if (names.length > 0 && (typeof value !== 'object' || value === null))
          throw outOfRange(`объект с полями ${names.join(', ')}`, value);
        let at = 0;
        try {
          for (; at < names.length; at++)
            (codecs[at] as AnyCodec).encode(writer, (value as Record<string, unknown>)[names[at] as string]);
        } catch (error) {
          throw inField(names[at] as string, error);
        }
      },
      decode(reader) {
        const value: Record<string, unknown> = {};
        let at = 0;
        try {
          for (; at < names.length; at++) {
            const field: unknown = (codecs[at] as AnyCodec).decode(reader);
            if (field !== undefined) value[names[at] as string] = field;
          }
        } catch (error) {
          throw inField(names[at] as string, error);
        }
        return value as FieldsOf<F>;
      },
    };
  });
}

function isConstant(codec: AnyCodec): boolean {
  return codec.shape.type === 'struct' && Object.keys(codec.shape.fields).length === 0;
}

function inField(name: string, error: unknown): unknown {
  if (!(error instanceof ProtocolError)) return error;
  const field = error.field === undefined ? name : `${name}.${error.field}`;
  return restated(error, { field, message: `${name}: ${error.message}` });
}

/** Encodes one value to bytes. */
export function encodeValue<T>(codec: Codec<T>, value: T): Uint8Array {
  needObject(codec, 'codec');
  const writer = Writer.lend();
  try {
    codec.encode(writer, value);
  } catch (error) {
    throw asReading('value', error);
  }
  return Writer.bytesOf(writer);
}
