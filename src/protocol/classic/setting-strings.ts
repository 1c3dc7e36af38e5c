import { Reader } from '../bytes.js';
import { digits as digitsOf, outOfRange } from '../codec.js';
import { bcdTime } from '../codec-time.js';
import { decodeText, encodeText, unprintable } from '../text.js';
import { fillCell, hexByte, leading, type SettingEncoding } from './setting-encodings.js';
import { answeredPicture, decodeTableText, encodePicture } from './table-text.js';

/** Encodings of settings whose value is a string. */

/** `YYYY-MM-DD`, empty for none. */
export const date = leading('string', 'DD MM YY, packed decimal', bcdTime('dmy'));

function digits(size: number, decoded: (all: string) => string): SettingEncoding<string> {
  const raw = leading('string', `${2 * size} digits`, digitsOf(size));
  return {
    ...raw,
    decode: (bytes) => decoded(raw.decode(bytes)),
    encode(value, current) {
      if (!new RegExp(`^\\d{1,${2 * size}}$`).test(value)) throw outOfRange(`1..${2 * size} цифр`, value);
      return raw.encode(value.padStart(2 * size, '0'), current);
    },
  };
}

const withoutZeroes = (all: string): string => all.replace(/^0+(?=\d)/, '');
/** Access password: up to 4 digits, leading zeroes do not count. */
export const accessDigits = digits(2, withoutZeroes);
/** Password of a user: up to 8 digits, leading zeroes do not count. */
export const userDigits = digits(4, withoutZeroes);
/** 8 digits, shorter ones are filled with zeroes on the left. */
export const pin = digits(4, (all) => all);

/** Dotted IPv4 address. */
export const address: SettingEncoding<string> = {
  type: 'string',
  kind: 'IPv4 address',
  decode: (bytes) => new Reader(bytes).take(4).join('.'),
  encode(value, current) {
    const parts = /^\d{1,3}(\.\d{1,3}){3}$/.test(value) ? value.split('.').map(Number) : [];
    if (parts.length !== 4 || parts.some((part) => part > 255))
      throw outOfRange('адрес вида 192.168.1.1', value);
    return fillCell(current, parts);
  },
};

/** Hex pairs with colons, as many as the cell has. */
export const mac: SettingEncoding<string> = {
  type: 'string',
  kind: 'MAC address',
  decode: (bytes) => Array.from(bytes, hexByte).join(':'),
  encode(value, current) {
    const pairs = /^[\da-f]{2}(:[\da-f]{2})*$/i.test(value) ? value.split(':') : [];
    if (pairs.length !== current.length)
      throw outOfRange(`адрес из ${current.length} пар шестнадцатеричных цифр через двоеточие`, value);
    return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
  },
};

function fill(value: string, encoded: Uint8Array, current: Uint8Array, pad: number): Uint8Array {
  if (encoded.length > current.length) throw outOfRange(`не более ${current.length} символов`, value);
  const whole = new Uint8Array(current.length).fill(pad);
  whole.set(encoded);
  return whole;
}

function checkText(value: string, allowedControl?: string): void {
  const control = Array.from(value).find(
    (char) => (char < ' ' || char === '\x7f') && char !== allowedControl,
  );
  if (control) throw outOfRange(`без управляющих символов (код ${hexByte(control.charCodeAt(0))})`, value);
  const missing = unprintable(value)[0];
  if (missing)
    throw outOfRange(
      `символ «${missing.char}» (позиция ${missing.index + 1}) отсутствует в кодировке ККТ`,
      value,
    );
}

/** Text padded with blanks. `\t` makes the next character wide. */
export const text: SettingEncoding<string> = {
  type: 'string',
  kind: 'text padded with blanks',
  ownPage: true,
  decode: (bytes) => decodeTableText(bytes).replace(/ +$/, ''),
  encode(value, current) {
    checkText(value, '\t');
    return fill(value, encodeText(value), current, 0x20);
  },
};

/** Text padded with blanks, or a picture alone: `¶1,20¶` is picture 1 at offset 20. */
export const line: SettingEncoding<string> = {
  ...text,
  kind: 'text padded with blanks, or a picture',
  decode(bytes) {
    const picture = answeredPicture(bytes);
    return picture ? `¶${picture.number},${picture.offset}¶` : text.decode(bytes);
  },
  encode(value, current) {
    const match = /^¶(\d+),(\d+)¶$/.exec(value);
    if (!match) return text.encode(value, current);
    const picture = { number: Number(match[1]), offset: Number(match[2]) };
    if (picture.number > 0xff || picture.offset > 0xffff)
      throw outOfRange('¶номер картинки 0..255,смещение 0..65535¶', value);
    return fill(value, encodePicture(picture), current, 0x20);
  },
};

/** Text up to a zero byte, in the same code page both ways. */
export const textZ: SettingEncoding<string> = {
  type: 'string',
  kind: 'text padded with zeroes',
  decode(bytes) {
    const end = bytes.indexOf(0);
    return decodeText(end < 0 ? bytes : bytes.subarray(0, end)).replace(/ +$/, '');
  },
  encode(value, current) {
    checkText(value);
    return fill(value, encodeText(value), current, 0);
  },
};
