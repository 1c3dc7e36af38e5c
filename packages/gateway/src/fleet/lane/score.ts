import type { RegisterHealth } from '../terms/index.js';
import { fraction } from './shift-care.js';

/** Longer than any FN lives, days. */
const MOST_DAYS = 10_000;
/** More than any score. */
const RESERVE_STEP = 1_000_000;

/**
 * Who gets the next receipt when several registers are free: the one with the most days of its FN left, each with a target of its
 * own, so that FNs do not all end in the same week. The reserve comes last; its rank is the higher the more registers have failed
 * where it stands.
 */
export function scoreOf(name: string, { fn }: RegisterHealth, fnSpread: number, reserveRank: number): number {
  const days = Math.min(fn?.daysLeft ?? 0, MOST_DAYS);
  return days / (1 + fnSpread * (2 * fraction(name) - 1)) - reserveRank * RESERVE_STEP;
}
