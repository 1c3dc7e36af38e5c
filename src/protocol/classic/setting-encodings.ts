import { ProtocolError } from '../../errors.js';
import { Reader } from '../bytes.js';
import * as codec from '../codec.js';

/**
 * How one setting lies in its cell. Encoding starts from the bytes the cell holds now: settings that share
 * a byte keep each other's bits, and the cell keeps its width, which only the register knows for sure.
 */
export interface SettingEncoding<T extends boolean | number | string = boolean | number | string> {
  readonly type: T extends boolean ? 'boolean' : T extends number ? 'number' : 'string';
  /** For people: `packed decimal`, `bit 04`. */
  readonly kind: string;
  /** How padded text answers a read: in the register's own code page (see table-text.ts). */
  readonly ownPage?: true;
  decode(bytes: Uint8Array): T;
  /** @throws ProtocolError `RANGE` when the value does not fit, `TRUNCATED` when the cell is too narrow. */
  encode(value: T, current: Uint8Array): Uint8Array;
}

export const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** A cell as wide as the current one with these bytes at its start; zeroes fill the rest. */
export function fillCell(current: Uint8Array, head: ArrayLike<number>): Uint8Array {
  new Reader(current).take(head.length);
  const cell = new Uint8Array(current.length);
  cell.set(head);
  return cell;
}

/** A value at the start of the cell. */
export function leading<T extends number | string>(
  type: SettingEncoding<T>['type'],
  kind: string,
  item: codec.Codec<T>,
): SettingEncoding<T> {
  return {
    type,
    kind,
    decode: (bytes) => item.decode(new Reader(bytes)),
    encode: (value, current) => fillCell(current, codec.encodeValue(item, value)),
  };
}

export const u8 = leading('number', 'u8', codec.u8);
export const u16be = leading('number', 'u16be', codec.u16be);
export const u32be = leading('number', 'u32be', codec.u32be);
export const bcd = leading('number', 'packed decimal', codec.bcd(1));
export const bcd2 = leading('number', 'packed decimal, 2 bytes', codec.bcd(2));

function within(mask: number, bits: number, current: Uint8Array): Uint8Array {
  const byte = new Reader(current).u8();
  return fillCell(current, [(byte & ~mask) | bits]);
}

function boolean(kind: string, mask: number, on: number, off: number): SettingEncoding<boolean> {
  return {
    type: 'boolean',
    kind,
    decode(bytes) {
      const isSet = (new Reader(bytes).u8() & mask) !== 0;
      return isSet === (on !== 0);
    },
    encode(value, current) {
      return within(mask, value ? on : off, current);
    },
  };
}

export const bit = (mask: number) => boolean(`bit ${hexByte(mask)}`, mask, mask, 0);
/** Set means no. */
export const bitInverted = (mask: number) => boolean(`bit ${hexByte(mask)}, inverted`, mask, 0, mask);
/** The whole byte: 00 no, anything else yes. */
export const flag = boolean('00 or 01', 0xff, 1, 0);
/** The whole byte: 00 yes, anything else no. */
export const flagInverted = boolean('01 or 00', 0xff, 0, 1);

/** Bytes and the values they mean. */
export type Codes = ReadonlyArray<readonly [byte: number, value: number]>;

/** Part of a byte with a closed list of values; the first code of a value is the one written. */
export function options(mask: number, codes: Codes): SettingEncoding<number> {
  const rule = [...new Set(codes.map(([, value]) => value))].join(', ');
  return {
    type: 'number',
    kind: `bits ${hexByte(mask)}: ${rule}`,
    decode(bytes) {
      const bits = new Reader(bytes).u8() & mask;
      const known = codes.find(([code]) => code === bits);
      if (!known) throw new ProtocolError('MALFORMED', `Неизвестный код ${hexByte(bits)}`, { value: bits });
      return known[1];
    },
    encode(value, current) {
      const known = codes.find((code) => code[1] === value);
      if (!known) throw codec.outOfRange(rule, value);
      return within(mask, known[0], current);
    },
  };
}

/** Another encoding of one byte, but for some values that have codes of their own. */
export function recoded(base: SettingEncoding<number>, codes: Codes): SettingEncoding<number> {
  const decode = (bytes: Uint8Array): number => {
    const byte = new Reader(bytes).u8();
    return codes.find(([code]) => code === byte)?.[1] ?? base.decode(bytes);
  };
  const listed = codes.map(([code, value]) => `${value} = ${hexByte(code)}`).join(', ');
  return {
    type: 'number',
    kind: `${base.kind}, but ${listed}`,
    decode,
    encode(value, current) {
      const known = codes.find((code) => code[1] === value);
      const rule = `${listed} или код, которого нет в списке`;
      if (!known && value > 0xff) throw codec.outOfRange(rule, value);
      const bytes = known ? u8.encode(known[0], current) : base.encode(value, current);
      if (decode(bytes) !== value) throw codec.outOfRange(rule, value);
      return bytes;
    },
  };
}

/** Tens in a binary byte. */
export const tens: SettingEncoding<number> = {
  type: 'number',
  kind: 'u8, tens',
  decode: (bytes) => u8.decode(bytes) * 10,
  encode(value, current) {
    if (value % 10 !== 0 || value < 0 || value > 990) throw codec.outOfRange('0..990, кратно 10', value);
    return u8.encode(value / 10, current);
  },
};
