import { type Group, type RegisterHealth, wallMs } from '../terms/index.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Registers of a group end their shifts one after another, in this time. */
const SPREAD_MS = HOUR;

/**
 * Whether an open shift should be closed and opened anew now. The hour that the group prefers, or the end of the 24 hours, is
 * different for each register, so that they do not all stand at the same time.
 */
export function isShiftDue(
  name: string,
  health: RegisterHealth,
  { policy, timeZone }: Group,
  now: number,
): boolean {
  const { shift } = health;
  if (shift?.state !== 'open' || shift.endsAt === undefined) return false;
  const own = fraction(name);
  if (now >= shift.endsAt - policy.shiftMarginMs - own * SPREAD_MS) return true;
  const wall = wallMs(now, timeZone);
  const midnight = Math.floor(wall / DAY) * DAY;
  const from = midnight + policy.shiftHour * HOUR + own * (SPREAD_MS - 1);
  if (wall < from || wall >= from + SPREAD_MS) return false;
  // Opened before this day's hour.
  return shift.endsAt - DAY < now - (wall - from);
}

/** Number 0..1 that a name always has. */
export function fraction(name: string): number {
  let hash = 2_166_136_261;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
  return (hash >>> 0) / 2 ** 32;
}
