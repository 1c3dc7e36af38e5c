import { type Problem, ValidationError } from '../errors.js';
import { checkedElsewhere, type OptionRules } from '../util/options.js';
import type { JournalRecord } from './journal.js';

export interface RetentionOptions {
  /**
   * Days after which a finished key (`done`, `refused`) may be forgotten; until then it never prints twice. The newest
   * hundred finished keys stay whatever their age. Default 30.
   */
  keepDays?: number | undefined;
}

export const DEFAULT_KEEP_DAYS = 30;
export const DAY_MS = 86_400_000;

/** A clock that jumps years ahead must not make us forget the receipts of this morning. */
const ALWAYS_KEPT = 100;

export const retentionRules = { keepDays: checkedElsewhere } satisfies OptionRules<RetentionOptions>;

/** @throws ValidationError */
export function checkNotNegative(path: string, value: number): void {
  if (value >= 0) return;
  const problem: Problem = { path, code: 'RANGE', ru: 'число от 0', en: 'a number from 0', value };
  throw new ValidationError([problem], 'Неверные настройки журнала');
}

/** The last record of every key in the order of appending; feed it with `remember`. */
export type Latest = Map<string, JournalRecord>;

export function remember(latest: Latest, record: JournalRecord): void {
  // A key that is set again would keep its old place in the map.
  latest.delete(record.key);
  latest.set(record.key, record);
}

/** Finished keys that are older than this, but for the newest hundred. */
export function oldKeys(latest: Latest, keepDays: number, now: number): string[] {
  const limit = now - keepDays * DAY_MS;
  const finished = [...latest.values()].filter(({ state }) => state === 'done' || state === 'refused');
  return finished
    .slice(0, -ALWAYS_KEPT)
    .filter(({ at }) => at < limit)
    .map(({ key }) => key);
}

/** Removes them and says how many they were. */
export function forgetOld(latest: Latest, keepDays: number, now: number): number {
  const keys = oldKeys(latest, keepDays, now);
  for (const key of keys) latest.delete(key);
  return keys.length;
}
