import { signedOperation } from '../once/signed-operation.js';
import type { LongCallOptions } from '../session/call-options.js';
import type { Session } from '../session/session.js';

/** Reports that turn nothing over; `ofdExchange`, the state of settlements, is a fiscal document. */
export type ReportName =
  | 'x'
  | 'departments'
  | 'operators'
  | 'goodsOld'
  | 'hours'
  | 'quantity'
  | 'service'
  | 'ofdExchange'
  | 'shiftCounters'
  | 'overallCounters'
  | 'unsentDocuments'
  | 'goodsByTaxation'
  | 'goodsByDepartments'
  | 'goodsBySums'
  | 'discounts';

/** The report on the state of settlements is a fiscal document (form 21). */
const settlements = {
  title: 'отчёт о состоянии расчётов',
  what: 'сделан ли отчёт о состоянии расчётов',
  notDone: 'Отчёт о состоянии расчётов не сделан',
};

/** Without turning the shift over. Throws DeviceError when the register refuses, OperationInterruptedError for half a paper. */
export async function printReport(
  session: Session,
  name: ReportName,
  options: LongCallOptions = {},
): Promise<void> {
  const { reports } = session.dialect;
  if (name !== 'ofdExchange') return reports.print(name, options);
  const operation = { ...settlements, action: reports.settlements };
  return signedOperation(session, operation, async () => undefined, options);
}
