import { type Problem, ValidationError } from '../errors.js';
import { checkedElsewhere, type OptionRules } from '../util/options.js';
import { isOpenState, type JournalState } from './journal.js';

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
export const ALWAYS_KEPT = 100;

export const retentionRules = { keepDays: checkedElsewhere } satisfies OptionRules<RetentionOptions>;

/** @throws ValidationError */
export function checkNotNegative(path: string, value: number): void {
  if (value >= 0) return;
  const problem: Problem = { path, code: 'RANGE', ru: 'число от 0', en: 'a number from 0', value };
  throw new ValidationError([problem], 'Неверные настройки журнала');
}

/** What retention asks of a record. */
export interface Aged {
  readonly key: string;
  readonly state: JournalState;
  /** Ms since 1970. */
  readonly at: number;
}

/** Keeps the last of every key, in the order of appending. */
export function remember<T extends Aged>(latest: Map<string, T>, one: T): void {
  // A key that is set again would keep its old place in the map.
  latest.delete(one.key);
  latest.set(one.key, one);
}

/** Finished keys, the oldest first, but for the newest hundred. */
export function beyondNewest<T extends Aged>(latest: ReadonlyMap<string, T>, newest = ALWAYS_KEPT): T[] {
  const finished = [...latest.values()].filter(({ state }) => !isOpenState(state));
  return finished.slice(0, Math.max(0, finished.length - newest));
}

/** Those of them that are older than this. */
export function oldKeys(
  latest: ReadonlyMap<string, Aged>,
  keepDays: number,
  now: number,
  newest = ALWAYS_KEPT,
): string[] {
  const limit = now - keepDays * DAY_MS;
  return beyondNewest(latest, newest)
    .filter(({ at }) => at < limit)
    .map(({ key }) => key);
}

/** Removes them and says how many they were. */
export function forgetOld(
  latest: Map<string, Aged>,
  keepDays: number,
  now: number,
  newest = ALWAYS_KEPT,
): number {
  const keys = oldKeys(latest, keepDays, now, newest);
  for (const key of keys) latest.delete(key);
  return keys.length;
}
