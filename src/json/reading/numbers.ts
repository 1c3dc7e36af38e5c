import { formatKopecks, formatQuantity } from '../../fiscal/index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';

const INVALID_SUM = 16;
const INVALID_QUANTITY = 17;

/** What binary fractions may add to a decimal one, in units of the last place: 0.1 + 0.2 is 30 kopecks. */
const NOISE = 1e-4;

/** Roubles as a decimal string. What is no whole number of kopecks is refused: the driver would round it silently. */
export function roubles(value: number, path: string): string {
  return formatKopecks(kopecks(value, path));
}

export function kopecks(value: number, path: string): number {
  return whole(value * 100, 0, INVALID_SUM, path, value, 'больше двух знаков после точки');
}

/** A sum that is moved: above zero. */
export function positiveRoubles(value: number, path: string): string {
  const sum = kopecks(value, path);
  if (sum === 0) throw refused(INVALID_SUM);
  return formatKopecks(sum);
}

export function quantity(value: number, path: string): string {
  const why = 'больше трёх знаков после точки';
  const thousandths = whole(value * 1000, 1, INVALID_QUANTITY, path, value, why);
  return formatQuantity(thousandths);
}

/** Kopecks as the number of roubles that answers carry. */
export function inRoubles(sum: number): number {
  return sum / 100;
}

function whole(
  scaled: number,
  least: number,
  code: number,
  path: string,
  value: number,
  why: string,
): number {
  const rounded = Math.round(scaled);
  if (!Number.isSafeInteger(rounded) || rounded < least) throw refused(code);
  if (Math.abs(scaled - rounded) > NOISE) throw refused(code, `${path}: ${why} (${value})`);
  return rounded;
}

function refused(code: number, why?: string): JsonTaskError {
  const { description } = driverError(code);
  return new JsonTaskError(code, why === undefined ? description : `${description} (${why})`);
}
