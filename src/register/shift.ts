import { DeviceError } from '../errors.js';
import type { OperatorInput } from '../fiscal/index.js';
import { type Command, commands, deviceError, deviceStatus } from '../protocol/index.js';
import type { LastDocument } from './facts.js';
import { History } from './history.js';
import { writeOperator } from './operator.js';
import { type LongCallOptions, lastOperationError, type State, waitWhile } from './polling.js';
import { findDocument } from './result.js';
import { isForgotten, type Session } from './session.js';
import { lastWritten } from './settle.js';

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

interface ShiftDocument<Q> {
  readonly command: Command<Q, void>;
  readonly request: Q;
  /** States of the register while it works. */
  readonly running: readonly State[];
  /** Form of the document. */
  readonly form: number;
  /** Refusal that says: the shift is there already. */
  readonly alreadyDone: number;
}

const opening: ShiftDocument<{ flags: number }> = {
  command: commands.openShift,
  request: { flags: 0 },
  running: [[1, 7]],
  form: 2,
  alreadyDone: deviceStatus.deniedInOpenedShift,
};

/** States of a register that makes its Z report, then clears its counters. */
export const closingStates: readonly State[] = [
  [3, 2],
  [7, 1],
];

const closing: ShiftDocument<void> = {
  command: commands.closeShift,
  request: undefined,
  running: closingStates,
  form: 5,
  alreadyDone: deviceStatus.deniedInClosedShift,
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
  what: ShiftDocument<Q>,
  options: ShiftOptions,
): Promise<ShiftReport> {
  const { caller, facts } = session;
  const before = await facts.lastNumber(options);
  if (options.operator) await writeOperator(caller, options.operator, options);
  await start(session, what, before, options);
  await waitWhile(session, what.running, options);
  return shiftReport(session, await signedAfter(session, before, what.command.name, options), options);
}

/** The report that is the last document. */
export async function shiftReport(
  { facts }: Session,
  document: LastDocument,
  options: LongCallOptions,
): Promise<ShiftReport> {
  const { shift } = await facts.shiftNumbers(options);
  // Asked for here, so that the receipts of the shift need not.
  await facts.isBso(options);
  return {
    documentNumber: document.number,
    fiscalSign: document.fiscalSign,
    dateTime: document.dateTime,
    shiftNumber: shift,
    fnNumber: await facts.fnNumber(options),
    registrationNumber: await facts.registrationNumber(options),
  };
}

/** Sends the command; where its result is lost for good, the FN tells whether it has to be sent again. */
async function start<Q>(
  session: Session,
  what: ShiftDocument<Q>,
  before: number,
  options: ShiftOptions,
): Promise<void> {
  const history = new History(() => Date.now());
  let doubt = false;
  for (;;) {
    try {
      await session.modes.run(what.command, what.request, { ...options, history });
      return;
    } catch (error) {
      const done = doubt && error instanceof DeviceError && error.status === what.alreadyDone;
      if (!isForgotten(error) && !done) throw error;
    }
    doubt = true;
    await waitWhile(session, what.running, options);
    const number = await lastWritten(session, { ...options, history });
    if (number > before && (await findDocument(session, number, options))?.form === what.form) return;
    history.add(`${what.command.name}: документа нет, команда посылается снова`);
  }
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
