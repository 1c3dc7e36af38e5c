import { ProtocolError } from '../../errors.js';
import type { Field } from './fields.js';
import { asciiBytes, asciiText } from './text.js';

/** A part of a binary field, little endian, as the FN itself speaks. */
export interface Part<T> {
  readonly size: number;
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** Unsigned number in so many bytes. */
export function le(size: number): Part<number> {
  const limit = 256 ** size;
  return {
    size,
    encode(value) {
      if (!Number.isSafeInteger(value) || value < 0 || value >= limit)
        throw new ProtocolError('RANGE', `Нужно целое 0..${limit - 1}, а дано ${value}`, {
          value,
          rule: `u${size * 8}`,
        });
      const bytes = new Uint8Array(size);
      for (let i = 0, rest = value; i < size; i++, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
      return bytes;
    },
    decode(bytes) {
      let value = 0;
      for (let i = bytes.length - 1; i >= 0; i--) value = value * 256 + (bytes[i] as number);
      return value;
    },
  };
}

/** ASCII, filled up with blanks, or with another character; either is taken off. */
export function chars(size: number, fill = ' '): Part<string> {
  return {
    size,
    encode: (value) => asciiBytes(value.padEnd(size, fill).slice(0, size)),
    decode: (bytes) => asciiText(bytes).replace(/[\0 ]+$/, ''),
  };
}

/** `YY MM DD hh mm`; all zero is ''. */
export const minutes: Part<string> = {
  size: 5,
  encode(value) {
    const parts = /^20(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value) ?? [];
    return Uint8Array.from({ length: 5 }, (_, i) => Number(parts[i + 1] ?? 0));
  },
  decode(bytes) {
    if (bytes.every((byte) => byte === 0)) return '';
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = bytes;
    const two = (value: number): string => String(value).padStart(2, '0');
    return `20${two(year)}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
  },
};

/** `YY MM DD`; all zero is ''. */
export const day: Part<string> = {
  size: 5,
  encode: (value) => minutes.encode(`${value}T00:00`),
  decode: (bytes) => minutes.decode(bytes).slice(0, 10),
};

/** Bytes to the end. */
export const rest: Part<Uint8Array> = {
  size: Number.POSITIVE_INFINITY,
  encode: (value) => value,
  decode: (bytes) => bytes,
};

export function fixed(size: number): Part<Uint8Array> {
  return { size, encode: (value) => value, decode: (bytes) => bytes };
}

export type PackedShape = Readonly<Record<string, Part<unknown>>>;
export type PackedValue<S extends PackedShape> = { [K in keyof S]: S[K] extends Part<infer T> ? T : never };

/** One field of bytes made of parts in the order of the shape; `rest` last. Bytes after the known parts are ignored. */
export function packed<S extends PackedShape>(shape: S): Field<PackedValue<S>> {
  const entries = Object.entries(shape);
  return {
    encode(value) {
      const given = value as Readonly<Record<string, unknown>>;
      return Uint8Array.from(entries.flatMap(([name, part]) => [...part.encode(given[name])]));
    },
    decode(bytes) {
      const value: Record<string, unknown> = {};
      let at = 0;
      for (const [name, part] of entries) {
        const size = Math.min(part.size, Number.isFinite(part.size) ? part.size : bytes.length - at);
        if (at + size > bytes.length)
          throw new ProtocolError('TRUNCATED', `Нет ${name}: ${bytes.length} байт`, { field: name });
        value[name] = part.decode(bytes.slice(at, at + size));
        at += size;
      }
      return value as PackedValue<S>;
    },
  };
}
