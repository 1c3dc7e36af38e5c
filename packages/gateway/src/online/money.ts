import { formatKopecks, formatQuantity } from 'atol-kkt/fiscal';

const NEAR = 1e-9;

/** Whether a number is a whole multiple of the step, 0.01 or 0.001, within 1e-9: `0.1 + 0.2` is 30 kopecks. */
export function isMultiple(value: number, step: number): boolean {
  const scale = Math.round(1 / step);
  const whole = Math.round(value * scale);
  return Number.isSafeInteger(whole) && Math.abs(value - whole / scale) <= NEAR;
}

/** Roubles that were checked, in kopecks. */
export function kopecks(roubles: number): number {
  return Math.round(roubles * 100);
}

/** Units that were checked, in thousandths. */
export function thousandths(units: number): number {
  return Math.round(units * 1000);
}

/** Exact, for the driver. */
export function roubles(value: number): string {
  return formatKopecks(kopecks(value));
}

export function units(value: number): string {
  return formatQuantity(thousandths(value));
}
