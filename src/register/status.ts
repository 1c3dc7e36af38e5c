import { commands, deviceStatus, registers, stateFlag } from '../protocol/index.js';
import type { Caller, ThroughOptions } from './caller.js';
import type { Facts, LastDocument } from './facts.js';
import { type FnPhase, type FnWarnings, fnWarnings, phaseName } from './fn-answers.js';
import { unlessRefused } from './session.js';

export type ShiftState = 'closed' | 'open' | 'expired';

export interface FnStatus {
  number: string;
  phase: FnPhase;
  lastDocument: number;
  warnings: FnWarnings;
}

export interface RegisterStatus {
  /** Register's clock, `YYYY-MM-DDTHH:mm:ss`. */
  dateTime: string;
  fiscal: boolean;
  paperPresent: boolean;
  coverOpen: boolean;
  drawerOpen: boolean;
  /** Mode and submode of the state code. */
  mode: number;
  submode: number;
  shift: {
    state: ShiftState;
    /** Number of the open shift, or of the last one. */
    number: number;
    /** When the open shift passes 24 hours; when the last one was closed. */
    dateTime: string;
  };
  receipt: {
    open: boolean;
    /** Of command 92, 0 when none is open. */
    type: number;
    /** Of the open receipt, kopecks. */
    sumKopecks: number;
  };
  /** Undefined when there is no FN. */
  fn: FnStatus | undefined;
  lastDocument: LastDocument | undefined;
  /** Cash in the drawer, kopecks. */
  cashKopecks: number;
}

/** Commands 3F, 45, 91 12, 91 15, 91 13, 91 0A, A4 30 and 91 34. */
export async function readStatus(
  caller: Caller,
  facts: Facts,
  options?: ThroughOptions,
): Promise<RegisterStatus> {
  const state = await caller.callThrough(commands.getState, undefined, options);
  const { mode } = await caller.callThrough(commands.getStateCode, undefined, options);
  const shift = await caller.readThrough(registers.shiftState, options);
  const { number: lastClosed } = await caller.readThrough(registers.lastClosedShift, options);
  const receipt = await caller.readThrough(registers.receiptState, options);
  const cash = await caller.readThrough(registers.cashSum, options);
  const fn = await fnStatus(caller, options);
  const flag = (bit: number) => (state.flags & bit) !== 0;
  return {
    dateTime: `${state.date}T${state.time}`,
    fiscal: flag(stateFlag.fiscal),
    paperPresent: flag(stateFlag.paperPresent),
    coverOpen: flag(stateFlag.coverOpen),
    drawerOpen: !flag(stateFlag.drawerClosed),
    mode: mode & 0x0f,
    submode: mode >> 4,
    shift: {
      state: shift.state === 0 ? 'closed' : shift.state === 1 ? 'open' : 'expired',
      number: shift.state === 0 ? lastClosed : lastClosed + 1,
      dateTime: shift.dateTime,
    },
    receipt: { open: receipt.receiptType !== 0, type: receipt.receiptType, sumKopecks: state.receiptSum },
    fn,
    lastDocument: fn === undefined ? undefined : await lastDocument(facts, options),
    cashKopecks: cash.sum,
  };
}

function lastDocument(facts: Facts, options?: ThroughOptions): Promise<LastDocument | undefined> {
  return unlessRefused(facts.lastDocument(options));
}

/** Undefined when the register has no FN or cannot reach it (D2, C8). */
export async function fnStatus(caller: Caller, options?: ThroughOptions): Promise<FnStatus | undefined> {
  const fn = await unlessRefused(
    caller.callThrough(commands.fnGetStatus, undefined, options),
    deviceStatus.fnExchange,
    deviceStatus.deviceNotFound,
  );
  return (
    fn && {
      number: fn.fnNumber,
      phase: phaseName(fn.phase),
      lastDocument: fn.lastDocument,
      warnings: fnWarnings(fn.warnings),
    }
  );
}
