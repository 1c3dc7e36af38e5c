import { ProtocolError } from '../../errors.js';
import { commands, deviceStatus, printerFlag, registers, stateFlag } from '../../protocol/index.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import type { LastDocument } from '../dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { Caller } from '../session/caller.js';
import type { Facts } from '../session/facts.js';
import { unlessRefused } from '../session/refusals.js';
import { type FnPhase, type FnWarnings, fnWarnings, ofdStatus, phaseName } from './fn-answers.js';

export type ShiftState = 'closed' | 'open' | 'expired';

export interface FnStatus {
  number: string;
  phase: FnPhase;
  lastDocument: number;
  warnings: FnWarnings;
}

export interface OfdQueue {
  unsentCount: number;
  /** The one that has waited longest; undefined when all are sent. After 30 days the FN signs nothing more. */
  oldest:
    | {
        documentNumber: number;
        /** `YYYY-MM-DDTHH:mm`. */
        dateTime: string;
        /** Whole days that it has waited, by the register's clock; undefined when that shows no time. */
        days: number | undefined;
      }
    | undefined;
}

export interface RegisterStatus {
  /** Register's clock, `YYYY-MM-DDTHH:mm:ss`. */
  dateTime: string;
  fiscal: boolean;
  paperPresent: boolean;
  /** The roll is about to end (flag 80 of command 45); never true where the printer has no sensor for it. */
  paperNearEnd: boolean;
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
    /** When the open shift was opened, by the register's clock; undefined when it is closed. */
    openedAt: string | undefined;
    /** For how long it has been open, ms. */
    ageMs: number | undefined;
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
  /** Documents that wait for the operator of fiscal data; undefined when there is no FN. */
  ofd: OfdQueue | undefined;
  lastDocument: LastDocument | undefined;
  /** Cash in the drawer, kopecks. */
  cashKopecks: number;
}

/** Commands 3F, 45, 91 12, 91 15, 91 13, 91 0A, A4 30, A4 20 and 91 34. */
export async function readStatus(
  caller: Caller,
  facts: Facts,
  options?: ThroughOptions,
): Promise<RegisterStatus> {
  const state = await caller.callThrough(commands.getState, undefined, options);
  const { mode, flags } = await caller.callThrough(commands.getStateCode, undefined, options);
  const shift = await caller.readThrough(registers.shiftState, options);
  const { number: lastClosed } = await caller.readThrough(registers.lastClosedShift, options);
  const receipt = await caller.readThrough(registers.receiptState, options);
  const cash = await caller.readThrough(registers.cashSum, options);
  const fn = await fnStatus(caller, options);
  const dateTime = `${state.date}T${state.time}`;
  const now = moment(dateTime);
  const flag = (bit: number) => (state.flags & bit) !== 0;
  return {
    dateTime,
    fiscal: flag(stateFlag.fiscal),
    paperPresent: flag(stateFlag.paperPresent),
    paperNearEnd: (flags & printerFlag.paperNearEnd) !== 0,
    coverOpen: flag(stateFlag.coverOpen),
    drawerOpen: !flag(stateFlag.drawerClosed),
    mode: mode & 0x0f,
    submode: mode >> 4,
    shift: {
      state: shift.state === 0 ? 'closed' : shift.state === 1 ? 'open' : 'expired',
      number: shift.state === 0 ? lastClosed : lastClosed + 1,
      dateTime: shift.dateTime,
      ...ageOf(shift, now),
    },
    receipt: { open: receipt.receiptType !== 0, type: receipt.receiptType, sumKopecks: state.receiptSum },
    fn,
    ofd: fn && (await ofdQueue(caller, now, options)),
    lastDocument: fn === undefined ? undefined : await lastDocument(facts, options),
    cashKopecks: cash.sum,
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Register 12 tells when 24 hours are over; a clock that was set back makes no shift younger than nothing. */
function ageOf(
  { state, dateTime }: { state: number; dateTime: string },
  now: number | undefined,
): { openedAt: string | undefined; ageMs: number | undefined } {
  const end = state === 0 ? undefined : moment(dateTime);
  if (end === undefined) return { openedAt: undefined, ageMs: undefined };
  const opened = end - DAY_MS;
  return { openedAt: msToLocal(opened), ageMs: now === undefined ? undefined : Math.max(0, now - opened) };
}

/** Undefined for what is no time: an answer without one, or a clock that lost its mind. */
function moment(dateTime: string): number | undefined {
  try {
    return localToMs(dateTime);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

async function ofdQueue(
  caller: Caller,
  now: number | undefined,
  options?: ThroughOptions,
): Promise<OfdQueue | undefined> {
  const answer = await unlessRefused(caller.callThrough(commands.fnGetOfdStatus, undefined, options));
  if (answer === undefined) return undefined;
  const { unsentCount, firstUnsent: documentNumber, firstUnsentDateTime: dateTime } = ofdStatus(answer);
  if (documentNumber === undefined || dateTime === undefined) return { unsentCount, oldest: undefined };
  const waited = (now ?? Number.NaN) - (moment(dateTime) ?? Number.NaN);
  const days = Number.isNaN(waited) ? undefined : Math.max(0, Math.floor(waited / DAY_MS));
  return { unsentCount, oldest: { documentNumber, dateTime, days } };
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
