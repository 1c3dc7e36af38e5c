import type { OperatorInput } from '../../fiscal/index.js';
import { type AnyRules, oneOf } from '../../util/options.js';
import type { OnceNotes } from '../once/notes.js';
import { signedOperation } from '../once/signed-operation.js';
import type { LongCallOptions } from '../session/call-options.js';
import type { Session } from '../session/session.js';
import { nameCashier } from './cashier.js';
import { shiftRules } from './shift.js';

/** Reports that turn nothing over; `ofdExchange`, the state of settlements, is a fiscal document. */
export const reportNames = [
  'x',
  'departments',
  'operators',
  'goodsOld',
  'hours',
  'quantity',
  'service',
  'ofdExchange',
  'shiftCounters',
  'overallCounters',
  'unsentDocuments',
  'goodsByTaxation',
  'goodsByDepartments',
  'goodsBySums',
  'discounts',
] as const;
export type ReportName = (typeof reportNames)[number];

/** What the name of a report may be. */
export const reportName = oneOf(...reportNames);

/** What its options may be. */
export function reportRules(name: ReportName): AnyRules {
  const { notes: _, ...others } = shiftRules;
  return name === 'ofdExchange' ? shiftRules : others;
}

export interface ReportOptions extends LongCallOptions {
  /** Who is at the till; also the cashier of later documents that name none (tags 1021, 1203). */
  operator?: OperatorInput | undefined;
  /** Of `ofdExchange`, which the FN knows; no other report leaves a trace. */
  notes?: OnceNotes | undefined;
}

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
  { operator, notes, ...options }: ReportOptions = {},
): Promise<void> {
  const { reports } = session.dialect;
  const prepare = async () => {
    if (operator) await nameCashier(session.cashier, operator, options);
  };
  if (name === 'ofdExchange') {
    const operation = { ...settlements, action: reports.settlements };
    await signedOperation(session, operation, async () => undefined, { ...options, notes }, prepare);
  } else {
    await prepare();
    await reports.print(name, options);
  }
  if (operator) session.cashier.signed(operator);
}
