import { ProtocolError } from '../../errors.js';

/** Bytes 80h..FFh of CP866, in which this protocol writes all its texts. 00h..7Fh are ASCII. */
const UPPER =
  'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u00a0';

const upper = Array.from(UPPER);
const byteOf = new Map(upper.map((char, index) => [char, 0x80 + index]));

/** What a till may well write and the page lacks. */
const replacements: Readonly<Record<string, string>> = {
  '«': '"',
  '»': '"',
  '“': '"',
  '”': '"',
  '—': '-',
  '–': '-',
};

const BLANK = 0x20;

function byteFor(char: string): number | undefined {
  const code = char.codePointAt(0) as number;
  return code < 0x80 ? code : byteOf.get(char);
}

/** One byte a character; quotation marks and dashes get their plain form, what the page lacks becomes a blank. */
export function encodeP5Text(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text), (char) => byteFor(replacements[char] ?? char) ?? BLANK);
}

export function decodeP5Text(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : (upper[byte - 0x80] as string);
  return text;
}

/** Bytes of an ASCII text; the syntax of the protocol itself. Throws ProtocolError `RANGE`. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    if (code > 0xff) throw new ProtocolError('RANGE', `Не байт: ${char}`, { value: text, rule: 'latin1' });
    return code;
  });
}

/** Bytes as characters of the same numbers. */
export function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
