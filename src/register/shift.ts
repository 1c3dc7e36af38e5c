import type { OperatorInput } from '../fiscal/index.js';
import { type Command, commands, deviceError, deviceStatus } from '../protocol/index.js';
import type { LastDocument } from './facts.js';
import { writeOperator } from './operator.js';
import { type LongCallOptions, lastOperationError, type State, waitWhile } from './polling.js';
import type { Session } from './session.js';

/** The report on opening or closing a shift, as signed by the FN. */
export interface ShiftReport {
  /** FD number (tag 1040). */
  documentNumber: number;
  fiscalSign: number;
  /** `YYYY-MM-DDTHH:mm`, register's clock. */
  dateTime: string;
  shiftNumber: number;
  fnNumber: string;
  registrationNumber: string;
}

export interface ShiftOptions extends LongCallOptions {
  /** Cashier of the report (tags 1021, 1203). */
  operator?: OperatorInput | undefined;
}

const openingStates: readonly State[] = [[1, 7]];
const closingStates: readonly State[] = [
  [3, 2],
  [7, 1],
];

/** Command 9A, then the state code until it is done. Throws DeviceError 9C when a shift is open. */
export function openShift(session: Session, options: ShiftOptions = {}): Promise<ShiftReport> {
  return shiftDocument(session, commands.openShift, { flags: 0 }, openingStates, options);
}

/** Command 5A: the Z report. Throws DeviceError 8F when no shift is open. */
export function closeShift(session: Session, options: ShiftOptions = {}): Promise<ShiftReport> {
  return shiftDocument(session, commands.closeShift, undefined, closingStates, options);
}

async function shiftDocument<Q>(
  session: Session,
  command: Command<Q, void>,
  request: Q,
  running: readonly State[],
  options: ShiftOptions,
): Promise<ShiftReport> {
  const { caller, modes, facts } = session;
  const before = await facts.lastNumber(options);
  if (options.operator) await writeOperator(caller, options.operator, options);
  await modes.run(command, request, options);
  await waitWhile(caller, running, options);
  const document = await signedAfter(session, before, command.name, options);
  const { shift } = await facts.shiftNumbers(options);
  return {
    documentNumber: document.number,
    fiscalSign: document.fiscalSign,
    dateTime: document.dateTime,
    shiftNumber: shift,
    fnNumber: await facts.fnNumber(options),
    registrationNumber: await facts.registrationNumber(options),
  };
}

/** The operation has ended: either its document is there, or register 37 says why not. */
async function signedAfter(
  session: Session,
  before: number,
  command: string,
  options: LongCallOptions,
): Promise<LastDocument> {
  const document = await session.facts.lastDocument(options);
  if (document.closed && document.number > before) return document;
  const refusal = await lastOperationError(session.caller, command, options);
  throw refusal ?? deviceError(deviceStatus.fnExchange, undefined, command);
}
