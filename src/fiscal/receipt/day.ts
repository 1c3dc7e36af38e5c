import type { Problem } from '../../errors.js';
import { needObject, needText } from '../../util/arguments.js';
import { asReading, readable } from '../../util/options.js';
import { checkDates, datedParts, dependsOnDay } from './dates.js';
import type { Receipt } from './receipt.js';
import { Report, Scope } from './scope.js';

/** Whether the rules of a checked receipt depend on the day it is issued on. */
export function needsDay(receipt: Receipt): boolean {
  needObject(receipt, 'receipt');
  return readable('receipt', () => dependsOnDay(receipt));
}

/**
 * The rules of a checked receipt that depend on the day, however it was made: everything wrong, and the warnings that it has
 * not had yet. `day`: `YYYY-MM-DD`, the register's.
 */
export function checkDay(
  receipt: Receipt,
  day: string,
): { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
  needObject(receipt, 'receipt');
  needText(day, 'day');
  try {
    const report = new Report();
    checkDates(datedParts(receipt), receipt.type, day, new Scope(report));
    const { problems, warnings } = report;
    if (receipt.warnings.length === 0) return { problems, warnings };
    const isKnown = (found: Problem): boolean =>
      receipt.warnings.some(({ path, code }) => path === found.path && code === found.code);
    return { problems, warnings: warnings.filter((found) => !isKnown(found)) };
  } catch (error) {
    throw asReading('receipt', error);
  }
}
