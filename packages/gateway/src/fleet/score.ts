import type { RegisterHealth } from './health.js';
import { fraction } from './shift-care.js';

/** Longer than any FN lives, days. */
const MOST_DAYS = 10_000;

/**
 * Who gets the next receipt when several registers are free: the one with the most days of its FN left, each with a target of its
 * own, so that FNs do not all end in the same week.
 */
export function scoreOf(name: string, { fn }: RegisterHealth, fnSpread: number): number {
  const days = Math.min(fn?.daysLeft ?? 0, MOST_DAYS);
  return days / (1 + fnSpread * (2 * fraction(name) - 1));
}
