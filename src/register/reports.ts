import { commands, reportType } from '../protocol/index.js';
import { type LongCallOptions, type State, throwInterrupted, waitWhile } from './polling.js';
import { isForgotten, type Session } from './session.js';
import { type SignedOperation, signedOperation } from './signed-operation.js';

export type ReportName = keyof typeof reportType;

/** A report that is being printed. */
const PRINTING: readonly State[] = [[2, 2]];

/** The report on the state of settlements is a fiscal document (form 21). */
const settlements: SignedOperation<{ type: number }> = {
  command: commands.printReport,
  request: { type: reportType.ofdExchange },
  running: PRINTING,
  form: 21,
  final: [],
  title: 'отчёт о состоянии расчётов',
  what: 'сделан ли отчёт о состоянии расчётов',
  notDone: 'Отчёт о состоянии расчётов не сделан',
};

/**
 * Command 67 and the state code until the report is printed (2.0). A report whose command was lost is printed again, unless it
 * is a fiscal document, for which the FN is asked.
 *
 * @throws DeviceError, also for a fault of the printer, OperationInterruptedError when it broke off without one.
 */
export async function printReport(
  session: Session,
  name: ReportName,
  options: LongCallOptions = {},
): Promise<void> {
  if (name === 'ofdExchange') {
    await signedOperation(session, settlements, async () => undefined, options);
    return;
  }
  await start(session, name, options);
  const state = await waitWhile(session, PRINTING, options);
  if (state.mode === 2 && state.submode === 0) return;
  await throwInterrupted(session, commands.printReport.name, state, options);
}

async function start(session: Session, name: ReportName, options: LongCallOptions): Promise<void> {
  const print = () => session.modes.run(commands.printReport, { type: reportType[name] }, options);
  try {
    await print();
  } catch (error) {
    if (!isForgotten(error)) throw error;
    // It may be printing. Twice on paper does no harm, and nowhere else does it count.
    session.modes.forget();
    await waitWhile(session, PRINTING, options);
    await print();
  }
}
