import type { LongCallOptions } from '../session/call-options.js';
import type { Session } from '../session/session.js';
import { finishPrinting } from './printed.js';
import { type ShiftReport, shiftReport } from './shift.js';

/**
 * Ends a Z report that broke off (refusal 1A), then prints the rest of the paper. The FN signs only what it had not signed before.
 *
 * @throws DeviceError 8F when the shift is closed and nothing is left to do, or what stopped the report again.
 */
export async function finishInterruptedZ(
  session: Session,
  options: LongCallOptions = {},
): Promise<ShiftReport> {
  const { dialect, facts } = session;
  await dialect.shifts.finishInterrupted(options);
  const printed = await finishPrinting(session, options);
  facts.forgetCounters();
  const report = await shiftReport(session, await facts.lastDocument(options), options);
  return printed === undefined ? report : { ...report, printed };
}
