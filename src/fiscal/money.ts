import { type Problem, ValidationError } from '../errors.js';
import { needInteger, needNumber } from '../util/arguments.js';

/**
 * Roubles: a decimal string such as `'45.50'` or `'45.5000'`, or a number that is exact at two decimals such as `45.5`.
 * What would lose a digit is refused.
 */
export type Money = string | number;

/** Units, kilograms, hours: a decimal string or a number with at most three decimals. */
export type Quantity = string | number;

/** Largest sum, in kopecks: 42 949 672.95 roubles, what fits 32 bits in the register. */
export const MAX_KOPECKS = 0xffff_ffff;

/** Largest quantity, in thousandths: 99 999.999. */
export const MAX_THOUSANDTHS = 99_999_999;

/** Why a value is no decimal number of the wanted kind. */
export type DecimalFault = 'TYPE' | 'FORMAT' | 'NEGATIVE' | 'FRACTION' | 'LIMIT';

const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** Longer texts are no sums, whatever they say; the pattern need not look at them. */
const LONGEST = 64;

/**
 * Digits of a decimal as an integer scaled by 10^`decimals`. Nothing is rounded: a number counts as exact when its shortest
 * spelling has no more decimals, so 45.5 is taken and 0.1 + 0.2 is not. Zeroes at the end, as columns of databases have them
 * (`'100.0000'`), are no digits that could be lost.
 */
export function readDecimal(value: unknown, decimals: number, max: number): number | DecimalFault {
  if (typeof value !== 'string' && typeof value !== 'number') return 'TYPE';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'FORMAT';
  const text = String(value);
  // Only very large and very small numbers are spelled with an exponent.
  if (typeof value === 'number' && text.includes('e')) {
    return value < 0 ? 'NEGATIVE' : value < 1 ? 'FRACTION' : 'LIMIT';
  }
  if (text.length > LONGEST || !decimal.test(text)) return 'FORMAT';
  if (text.startsWith('-')) return 'NEGATIVE';
  const point = text.includes('.') ? text.indexOf('.') : text.length;
  let end = text.length;
  while (end > point && (text[end - 1] === '0' || end - 1 === point)) end--;
  const places = Math.max(0, end - point - 1);
  if (places > decimals) return 'FRACTION';
  if (point > 15 - decimals) return 'LIMIT';
  // Digit by digit, and exact: there are no more than fifteen. A receipt has a dozen of such numbers.
  let digits = 0;
  for (let at = 0; at < end; at++) if (at !== point) digits = digits * 10 + Number(text[at]);
  const scaled = digits * 10 ** (decimals - places);
  return scaled > max ? 'LIMIT' : scaled;
}

const moneyRules: Record<DecimalFault, readonly [ru: string, en: string]> = {
  TYPE: [
    'сумма задаётся строкой («45.50») или числом рублей',
    'a sum is a string ("45.50") or a number of roubles',
  ],
  FORMAT: [
    'сумма — десятичное число рублей с точкой, например «45.50»',
    'a sum is a decimal number of roubles with a point, such as "45.50"',
  ],
  NEGATIVE: ['сумма не может быть отрицательной', 'a sum cannot be negative'],
  FRACTION: [
    'больше двух знаков после точки: сумма не округляется, передайте её с точностью до копейки',
    'more than two decimals: sums are not rounded, give kopecks exactly',
  ],
  LIMIT: ['сумма больше 42949672.95', 'the sum is above 42949672.95'],
};

const quantityRules: Record<DecimalFault | 'ZERO', readonly [ru: string, en: string]> = {
  TYPE: ['количество задаётся строкой или числом', 'a quantity is a string or a number'],
  FORMAT: [
    'количество — десятичное число с точкой, например «1.5»',
    'a quantity is a decimal number with a point, such as "1.5"',
  ],
  NEGATIVE: ['количество не может быть отрицательным', 'a quantity cannot be negative'],
  ZERO: ['количество должно быть больше нуля', 'a quantity must be above zero'],
  FRACTION: ['больше трёх знаков после точки', 'more than three decimals'],
  LIMIT: ['количество больше 99999.999', 'the quantity is above 99999.999'],
};

type Found = { readonly ok: number } | { readonly fault: Pick<Problem, 'code' | 'ru' | 'en'> };

/** Kopecks, or the rule that the value breaks. */
export function readMoney(value: unknown): Found {
  const found = readDecimal(value, 2, MAX_KOPECKS);
  return typeof found === 'number' ? { ok: found } : broken(`MONEY_${found}`, moneyRules[found]);
}

/** Thousandths, or the rule that the value breaks. */
export function readQuantity(value: unknown): Found {
  const found = readDecimal(value, 3, MAX_THOUSANDTHS) || 'ZERO';
  return typeof found === 'number' ? { ok: found } : broken(`QUANTITY_${found}`, quantityRules[found]);
}

/** Roubles to kopecks. Throws ValidationError: nothing is rounded, 0.1 + 0.2 is refused. */
export function parseMoney(value: Money): number {
  return unwrap(readMoney(value), value);
}

/** Units to thousandths, above zero and up to 99 999.999. Throws ValidationError. */
export function parseQuantity(value: Quantity): number {
  return unwrap(readQuantity(value), value);
}

/** `4550` to `'45.50'`. */
export function formatKopecks(kopecks: number): string {
  needNumber(kopecks, 'kopecks');
  const digits = String(Math.abs(kopecks)).padStart(3, '0');
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `1500` to `'1.5'`, `2000` to `'2'`. */
export function formatQuantity(thousandths: number): string {
  needNumber(thousandths, 'thousandths');
  const digits = String(thousandths).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '');
}

/** Price × quantity in kopecks, half up (tag 1043 from 1079 and 1023). */
export function multiply(kopecks: number, thousandths: number): number {
  return shareOf(kopecks, thousandths, 1000);
}

/** `value × numerator / denominator`, half up, in exact integers. */
export function shareOf(value: number, numerator: number, denominator: number): number {
  needNumber(value, 'value');
  needNumber(numerator, 'numerator');
  needNumber(denominator, 'denominator');
  const dividend = 2 * value * numerator + denominator;
  // Whole and below 2^53 it is exact, and so is the quotient of what the divisor goes into; nearly all sums of receipts are.
  if (Number.isSafeInteger(dividend) && dividend >= 0)
    return (dividend - (dividend % (2 * denominator))) / (2 * denominator);
  needInteger(value, 'value');
  needInteger(numerator, 'numerator');
  needInteger(denominator, 'denominator');
  const twice = 2n * BigInt(denominator);
  return Number((2n * BigInt(value) * BigInt(numerator) + BigInt(denominator)) / twice);
}

function broken(code: string, [ru, en]: readonly [string, string]): Found {
  return { fault: { code, ru, en } };
}

function unwrap(found: Found, value: unknown): number {
  if ('ok' in found) return found.ok;
  throw new ValidationError([{ path: '', ...found.fault, value }]);
}
