import { needBytes, needNumber } from '../../util/arguments.js';

/** Number and state of the document in register 34. */
export function documentClosed(field: Uint8Array): { number: number; closed: boolean } {
  needBytes(field, 'field');
  const first = field[0] ?? 0;
  let number = 0;
  for (const byte of [first & 0x3f, ...field.slice(1)])
    number = number * 100 + (byte >> 4) * 10 + (byte & 15);
  return { number, closed: (first & 0xc0) === 0 };
}

/** The inverse of `documentClosed`, for the register's side. */
export function documentNumberField(number: number, closed = true): Uint8Array {
  needNumber(number, 'number');
  const packed = String(number).padStart(10, '0');
  const field = Uint8Array.from({ length: 5 }, (_, i) => Number.parseInt(packed.slice(i * 2, i * 2 + 2), 16));
  if (!closed) field[0] = (field[0] ?? 0) | 0x80;
  return field;
}
