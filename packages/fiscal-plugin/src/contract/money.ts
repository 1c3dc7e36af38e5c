import type { Money } from './types.js';

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d+))?$/;

/**
 * Money from a decimal string, exactly.
 *
 * @param amount `'123.50'`; a digit that the currency cannot hold is refused.
 * @throws RangeError for anything that is not an exact sum of the currency.
 */
export function money(amount: string, currency: string, exponent = 2): Money {
  const match = DECIMAL.exec(amount);
  const fraction = match?.[3] ?? '';
  if (match === null || /[1-9]/.test(fraction.slice(exponent))) {
    throw new RangeError(`${JSON.stringify(amount)} is no sum with ${exponent} digits behind the point`);
  }
  const minor = Number(`${match[1]}${match[2]}${fraction.slice(0, exponent).padEnd(exponent, '0')}`);
  return checked(minor, currency, exponent);
}

/** The sum as a decimal string, always with all its digits: `'123.50'`. */
export function decimal({ minor, exponent }: Money): string {
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (exponent === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** @throws RangeError where the currencies differ or the sum is no safe integer; TypeError for no sums at all. */
export function add(first: Money | undefined, ...others: readonly Money[]): Money {
  if (first === undefined) throw new TypeError('no sums to add');
  let minor = first.minor;
  for (const other of others) {
    if (other.currency !== first.currency || other.exponent !== first.exponent) {
      throw new RangeError(`${other.currency} cannot be added to ${first.currency}`);
    }
    minor += other.minor;
  }
  return checked(minor, first.currency, first.exponent);
}

function checked(minor: number, currency: string, exponent: number): Money {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`${minor} is no safe integer`);
  return { minor: minor === 0 ? 0 : minor, currency, exponent };
}
