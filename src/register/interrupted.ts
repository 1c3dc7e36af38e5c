import { commands, registers } from '../protocol/index.js';
import type { ThroughOptions } from './caller.js';
import { type LongCallOptions, lastOperationError, waitWhile } from './polling.js';
import type { Session } from './session.js';
import { closingStates, type ShiftReport, shiftReport } from './shift.js';

/** States of a register that prints on. */
const PRINTING = [
  [2, 2],
  [2, 3],
  [2, 5],
  [2, 6],
] as const;

/**
 * Prints what is missing of the last document (register 3B, command EE), as after new paper.
 * Returns whether anything was missing.
 */
export async function continuePrint(session: Session, options: LongCallOptions = {}): Promise<boolean> {
  if (!(await isPrintIncomplete(session, options))) return false;
  await session.caller.callThrough(commands.continuePrint, undefined, options);
  await waitWhile(session, PRINTING, options);
  return true;
}

async function isPrintIncomplete({ caller }: Session, options?: ThroughOptions): Promise<boolean> {
  const { state } = await caller.readThrough(registers.printStateAndFeatures, options);
  return state >> 4 !== 0;
}

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
  const refusal = await lastOperationError(caller, commands.closeShift.name, options);
  if (refusal) throw refusal;
  await continuePrint(session, options);
  facts.forgetCounters();
  return shiftReport(session, await facts.lastDocument(options), options);
}
