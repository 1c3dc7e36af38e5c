import { commands, registers } from '../protocol/index.js';
import type { ThroughOptions } from './caller.js';
import { type LongCallOptions, waitWhile } from './polling.js';
import type { Session } from './session.js';

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
  if (!(await isPrintIncomplete(session, options))) {
    session.paper.owed = false;
    return false;
  }
  await session.caller.callThrough(commands.continuePrint, undefined, options);
  await waitWhile(session, PRINTING, options);
  session.paper.owed = false;
  return true;
}

async function isPrintIncomplete({ caller }: Session, options?: ThroughOptions): Promise<boolean> {
  const { state } = await caller.readThrough(registers.printStateAndFeatures, options);
  return state >> 4 !== 0;
}
