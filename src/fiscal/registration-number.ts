import { ProtocolError } from '../errors.js';
import { needNumber, needObject } from '../util/arguments.js';
import { crc16 } from '../util/crc16.js';
import { readable } from '../util/options.js';

const weights10 = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const weights11 = [7, ...weights10];
const weights12 = [3, ...weights11];

/**
 * Taxpayer number (ИНН): 10 digits of an organisation or 12 of a person, with right check digits. Numbers that begin with 00
 * do not exist; the twelve zeros that tag 1226 takes for a foreign supplier are not a taxpayer number either.
 */
export function isInn(text: string): boolean {
  if (typeof text !== 'string' || !/^(?!00)(?:\d{10}|\d{12})$/.test(text)) return false;
  if (text.length === 10) return checkDigit(text, weights10) === text[9];
  return checkDigit(text, weights11) === text[10] && checkDigit(text, weights12) === text[11];
}

function checkDigit(digits: string, weights: readonly number[]): string {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return String((sum % 11) % 10);
}

/** Whose register it is: both go into the check digits of its registration number. */
export interface RegisterOwner {
  /** Tag 1018, 10 or 12 digits. */
  readonly inn: string;
  /** Factory number of the register, tag 1013, up to 20 characters. */
  readonly serial: string;
}

const NUMBER_LENGTH = 10;
const CHECK_LENGTH = 6;

/**
 * Registration number of a register (РНМ, tag 1037) from its number in the tax service's book (up to 10 digits).
 * Throws ProtocolError `RANGE`.
 */
export function registrationNumber(number: string | number, owner: RegisterOwner): string {
  if (typeof number !== 'string') needNumber(number, 'number');
  needObject(owner, 'owner');
  return readable('owner', () => numberOf(String(number), owner));
}

function numberOf(number: string, owner: RegisterOwner): string {
  const digits = padded(number, NUMBER_LENGTH, /^\d+$/, 'number');
  const inn = padded(owner.inn, 12, /^\d{10}(\d\d)?$/, 'inn');
  const serial = padded(owner.serial, 20, /^[\x21-\x7e]+$/, 'serial');
  const check = crc16(new TextEncoder().encode(digits + inn + serial));
  return digits + String(check).padStart(CHECK_LENGTH, '0');
}

/**
 * Whether the text can be a registration number: 16 digits whose last six are a 16-bit check sum.
 * With the owner the check sum itself is compared.
 */
export function isRegistrationNumber(text: string, owner?: RegisterOwner): boolean {
  if (typeof text !== 'string' || !/^\d{16}$/.test(text) || Number(text.slice(NUMBER_LENGTH)) > 0xffff)
    return false;
  return owner === undefined || registrationNumber(text.slice(0, NUMBER_LENGTH), owner) === text;
}

function padded(text: string, length: number, pattern: RegExp, field: string): string {
  if (pattern.test(text) && text.length <= length) return text.padStart(length, '0');
  throw new ProtocolError('RANGE', `Недопустимое значение ${field}: ${text}`, {
    field,
    value: text,
    rule: `${pattern}`,
  });
}
