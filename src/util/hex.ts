import { ProtocolError } from '../errors.js';

/** Upper-case hex with a separator: `toHex(bytes)` is `FE 00 00`, `toHex(bytes, '')` is `FE0000`. */
export function toHex(bytes: Uint8Array, separator = ' '): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    if (i > 0) text += separator;
    text += (bytes[i] as number).toString(16).toUpperCase().padStart(2, '0');
  }
  return text;
}

/** Reads hex with or without blanks. Throws ProtocolError `MALFORMED` on anything else. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new ProtocolError('MALFORMED', `Не шестнадцатеричная строка: ${text}`, {
      value: text,
      rule: 'hex',
    });
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}
