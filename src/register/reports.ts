import { TimeoutError } from '../errors.js';
import { commands, reportType } from '../protocol/index.js';
import { type LongCallOptions, lastOperationError, waitWhile } from './polling.js';
import type { Session } from './session.js';

export type ReportName = keyof typeof reportType;

/** Command 67 and the state code until the report is printed (2.0). Throws DeviceError, also when it was interrupted. */
export async function printReport(
  session: Session,
  name: ReportName,
  options: LongCallOptions = {},
): Promise<void> {
  const { caller, modes } = session;
  await modes.run(commands.printReport, { type: reportType[name] }, options);
  const [mode, submode] = await waitWhile(session, [[2, 2]], options);
  if (mode === 2 && submode === 0) return;
  modes.forget();
  const refusal = await lastOperationError(caller, commands.printReport.name, options);
  throw (
    refusal ??
    new TimeoutError('NO_ANSWER', `Отчёт прерван: состояние ${mode}.${submode}`, { outcome: 'unknown' })
  );
}
