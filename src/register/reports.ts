import { commands, reportType } from '../protocol/index.js';
import { type LongCallOptions, throwInterrupted, waitWhile } from './polling.js';
import type { Session } from './session.js';

export type ReportName = keyof typeof reportType;

/**
 * Command 67 and the state code until the report is printed (2.0).
 *
 * @throws DeviceError, also for a fault of the printer, OperationInterruptedError when it broke off without one.
 */
export async function printReport(
  session: Session,
  name: ReportName,
  options: LongCallOptions = {},
): Promise<void> {
  await session.modes.run(commands.printReport, { type: reportType[name] }, options);
  const state = await waitWhile(session, [[2, 2]], options);
  if (state.mode === 2 && state.submode === 0) return;
  await throwInterrupted(session, commands.printReport.name, state, options);
}
