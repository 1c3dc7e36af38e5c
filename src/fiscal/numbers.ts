import { ProtocolError } from '../errors.js';

/** Little-endian number of any length. Throws ProtocolError `MALFORMED` above 2^53 - 1. */
export function readUnsigned(bytes: Uint8Array): number {
  let value = 0;
  for (let i = bytes.length - 1; i >= 0; i--) value = value * 0x100 + (bytes[i] as number);
  if (Number.isSafeInteger(value)) return value;
  throw new ProtocolError('MALFORMED', 'Число больше 2^53 - 1', { rule: '<= 2^53 - 1' });
}

/** Little-endian, in `width` bytes, or in as few as will do (zero takes one byte). `value`: integer from 0 that fits. */
export function writeUnsigned(value: number, width?: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(width ?? 1, unsignedLength(value)));
  for (let rest = value, at = 0; rest > 0; rest = Math.floor(rest / 0x100), at++) bytes[at] = rest % 0x100;
  return bytes;
}

/** Bytes that a number takes, without zeroes in front; at least one. */
export function unsignedLength(value: number): number {
  let length = 1;
  for (let rest = Math.floor(value / 0x100); rest > 0; rest = Math.floor(rest / 0x100)) length++;
  return length;
}

const THOUSANDTHS = 3;
const MAX_DECIMALS = 255;
const MAX_MANTISSA = 2n ** 64n;

/**
 * Decimal number: count of decimals, then the digits as a little-endian number.
 * Gives thousandths as an integer, or a decimal string when they cannot hold it exactly.
 */
export function decodeFvln(bytes: Uint8Array): number | string {
  const decimals = bytes[0] as number;
  let mantissa = 0n;
  for (let i = bytes.length - 1; i > 0; i--) mantissa = mantissa * 0x100n + BigInt(bytes[i] as number);
  if (decimals <= THOUSANDTHS) {
    const thousandths = mantissa * 10n ** BigInt(THOUSANDTHS - decimals);
    if (thousandths <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(thousandths);
  }
  const digits = mantissa.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * A number is taken as thousandths and written with three decimals; a string such as `12.3456` is written with the decimals
 * it shows. Throws ProtocolError `RANGE`.
 */
export function encodeFvln(value: number | string): Uint8Array {
  const [decimals, mantissa] = typeof value === 'number' ? fromThousandths(value) : fromDecimal(value);
  const bytes = [decimals];
  for (let rest = mantissa; rest > 0n; rest /= 0x100n) bytes.push(Number(rest % 0x100n));
  if (bytes.length === 1) bytes.push(0);
  return Uint8Array.from(bytes);
}

function fromThousandths(value: number): [decimals: number, mantissa: bigint] {
  if (Number.isSafeInteger(value) && value >= 0) return [THOUSANDTHS, BigInt(value)];
  throw new ProtocolError('RANGE', `Количество в тысячных — целое от 0: ${value}`, {
    value,
    rule: 'thousandths',
  });
}

function fromDecimal(value: unknown): [decimals: number, mantissa: bigint] {
  const match = typeof value === 'string' ? /^(\d{1,20})(?:\.(\d+))?$/.exec(value) : null;
  const fraction = match?.[2] ?? '';
  const mantissa = fraction.length <= MAX_DECIMALS && match ? BigInt(`${match[1]}${fraction}`) : MAX_MANTISSA;
  if (mantissa < MAX_MANTISSA) return [fraction.length, mantissa];
  throw new ProtocolError('RANGE', `Не десятичное число, или слишком большое: ${String(value)}`, {
    value,
    rule: 'decimal',
  });
}
