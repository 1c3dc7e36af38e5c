import { ProtocolError } from '../errors.js';
import type { Reader, Writer } from './bytes.js';

export function malformed(rule: string): ProtocolError {
  return new ProtocolError('MALFORMED', `Неверные данные: ${rule}`, { rule });
}

export function writePacked(writer: Writer, digits: string): void {
  for (let i = 0; i < digits.length; i += 2) writer.u8(Number.parseInt(digits.slice(i, i + 2), 16));
}

/** @throws ProtocolError `MALFORMED` */
export function readPair(byte: number): number {
  const [tens, ones] = [byte >> 4, byte & 15];
  if (tens > 9 || ones > 9) throw malformed(`байт ${byte.toString(16)} не двоично-десятичный`);
  return tens * 10 + ones;
}

export function readPacked(reader: Reader, size: number): string {
  let digits = '';
  for (let i = 0; i < size; i++) {
    const byte = reader.u8();
    readPair(byte);
    digits += byte.toString(16).padStart(2, '0');
  }
  return digits;
}
