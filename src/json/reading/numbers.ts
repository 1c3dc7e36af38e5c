import { formatKopecks, formatQuantity } from '../../fiscal/index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';

const INVALID_SUM = 16;
const INVALID_QUANTITY = 17;

/** What binary fractions may take from a half of the last place: 1.005 is meant to be 1.01. */
const NOISE = 1e-4;

/** Roubles as a decimal string, rounded to kopecks as the driver does it: half up. */
export function roubles(value: number): string {
  return formatKopecks(kopecks(value));
}

export function kopecks(value: number): number {
  return whole(value * 100, 0, INVALID_SUM);
}

/** A sum that is moved: above zero. */
export function positiveRoubles(value: number): string {
  const sum = kopecks(value);
  if (sum === 0) throw refused(INVALID_SUM);
  return formatKopecks(sum);
}

/** As a decimal string of three decimals, half up. */
export function quantity(value: number): string {
  return formatQuantity(whole(value * 1000, 1, INVALID_QUANTITY));
}

/**
 * Kopecks of a sum that the driver's script rounds by itself: by the binary number, so that 1.005 is 1.00. Totals of what is rounded
 * otherwise one by one.
 */
export function scriptKopecks(value: number): number {
  return Math.round(Number(value.toFixed(2)) * 100);
}

/** Kopecks as the number of roubles that answers carry. */
export function inRoubles(sum: number): number {
  return sum / 100;
}

function whole(scaled: number, least: number, code: number): number {
  const rounded = Math.floor(scaled + 0.5 + NOISE);
  if (!Number.isSafeInteger(rounded) || rounded < least) throw refused(code);
  return rounded;
}

function refused(code: number): JsonTaskError {
  return new JsonTaskError(code, driverError(code).description);
}
