import { AtolError } from '../errors.js';
import type { OperatorInput, ShiftReport } from '../fiscal/index.js';
import { commands, deviceStatus, receiptType, registers } from '../protocol/index.js';
import type { LongCallOptions, State } from './polling.js';
import { finishPrinting } from './printed.js';
import { isRefusal, type Session } from './session.js';
import { type SignedOperation, signedOperation } from './signed-operation.js';

export type { ShiftReport };

export interface ShiftOptions extends LongCallOptions {
  /** Cashier of the report (tags 1021, 1203). */
  operator?: OperatorInput | undefined;
}

const opening: SignedOperation<{ flags: number }> = {
  command: commands.openShift,
  request: { flags: 0 },
  running: [[1, 7]],
  form: 2,
  final: [deviceStatus.deniedInOpenedShift, deviceStatus.deniedInOpenedReceipt],
  title: 'открытие смены',
  what: 'открыта ли смена',
  notDone: 'Смена не открыта',
};

/** States of a register that makes its Z report, then clears its counters. */
export const closingStates: readonly State[] = [
  [3, 2],
  [7, 1],
];

const closing: SignedOperation<void> = {
  command: commands.closeShift,
  request: undefined,
  running: closingStates,
  form: 5,
  final: [deviceStatus.deniedInClosedShift, deviceStatus.deniedInOpenedReceipt],
  title: 'закрытие смены',
  what: 'закрыта ли смена',
  notDone: 'Смена не закрыта',
};

/** Command 9A, then the state code until it is done. Throws DeviceError 9C when a shift is open. */
export function openShift(session: Session, options: ShiftOptions = {}): Promise<ShiftReport> {
  return shiftDocument(session, opening, options);
}

/** Command 5A: the Z report. Throws DeviceError 8F when no shift is open. */
export function closeShift(session: Session, options: ShiftOptions = {}): Promise<ShiftReport> {
  return shiftDocument(session, closing, options);
}

async function shiftDocument<Q>(
  session: Session,
  operation: SignedOperation<Q>,
  options: ShiftOptions,
): Promise<ShiftReport> {
  const { operator, ...rest } = options;
  await nameCashier(session, operation === (opening as unknown) ? 'closed' : 'open', operator, rest);
  return signedOperation(
    session,
    operation,
    async (document, finishing) => {
      session.cashier.signed(operator);
      const report = await shiftReport(session, document, finishing);
      if (operation === (opening as unknown)) await session.facts.prefetch(finishing);
      const printed = document.last ? await finishPrinting(session, finishing) : undefined;
      return printed === undefined ? report : { ...report, printed };
    },
    rest,
  );
}

/** Nobody is named for what the register is going to refuse: the name would stay for the next document. */
async function nameCashier(
  session: Session,
  needed: 'open' | 'closed',
  operator: OperatorInput | undefined,
  options: LongCallOptions,
): Promise<void> {
  const { caller, cashier } = session;
  try {
    if (operator === undefined) return await cashier.restore(session, options);
    const { state } = await caller.readThrough(registers.shiftState, options);
    if ((state === 0) === (needed === 'closed')) await cashier.tell(operator, options);
  } catch (error) {
    // The command of the shift itself was not sent.
    if (error instanceof AtolError && !isRefusal(error)) error.outcome = 'not-sent';
    throw error;
  }
}

/** What makes a report of a document. */
export interface ReportDocument {
  readonly number: number;
  readonly fiscalSign: number;
  readonly dateTime: string;
  /** Where the FN's index tells it. */
  readonly shiftNumber?: number | undefined;
}

export async function shiftReport(
  { facts }: Session,
  { number, fiscalSign, dateTime, shiftNumber }: ReportDocument,
  options: LongCallOptions,
): Promise<ShiftReport> {
  const { shift } = await facts.shiftNumbers(options);
  // Asked for here, so that the receipts of the shift need not.
  await facts.isBso(options);
  await facts.cancelledSum(receiptType.sell, options);
  return {
    documentNumber: number,
    fiscalSign,
    dateTime,
    shiftNumber: shiftNumber ?? shift,
    fnNumber: await facts.fnNumber(options),
    registrationNumber: await facts.registrationNumber(options),
  };
}
