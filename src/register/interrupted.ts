import { commands, deviceError, deviceStatus, registers } from '../protocol/index.js';
import { type LongCallOptions, lastOperationError, waitWhile } from './polling.js';
import { finishPrinting } from './printed.js';
import type { Session } from './session.js';
import { closingStates, type ShiftReport, shiftReport } from './shift.js';

/**
 * Ends a Z report that broke off (refusal 1A): command 5A once more, the state code until it is done, then the rest of the
 * paper. The FN signs only what it had not signed before.
 *
 * @throws DeviceError 8F when the shift is closed and nothing is left to do, or what stopped the report again.
 */
export async function finishInterruptedZ(
  session: Session,
  options: LongCallOptions = {},
): Promise<ShiftReport> {
  const { caller, modes, facts } = session;
  await modes.run(commands.closeShift, undefined, options);
  await waitWhile(session, closingStates, options);
  const { state } = await caller.readThrough(registers.shiftState, options);
  if (state !== 0) {
    const { name } = commands.closeShift;
    const refusal = await lastOperationError(caller, name, options);
    throw refusal ?? deviceError(deviceStatus.zReportInterrupted, undefined, name);
  }
  const printed = await finishPrinting(session, options);
  facts.forgetCounters();
  const report = await shiftReport(session, await facts.lastDocument(options), options);
  return printed === undefined ? report : { ...report, printed };
}
