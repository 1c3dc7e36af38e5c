import { DeviceError } from '../errors.js';
import { commands, deviceStatus, fnPhase, fnWarning, registers, stateFlag } from '../protocol/index.js';
import type { Caller, ThroughOptions } from './caller.js';
import type { Facts, LastDocument } from './facts.js';

export type ShiftState = 'closed' | 'open' | 'expired';

export interface FnStatus {
  number: string;
  phase: 'setup' | 'ready' | 'fiscal' | 'postFiscal' | 'archive' | 'unknown';
  lastDocument: number;
  warnings: {
    replaceUrgently: boolean;
    resourceNearEnd: boolean;
    memoryNearFull: boolean;
    ofdTimeout: boolean;
    critical: boolean;
  };
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

const phaseNames = new Map<number, FnStatus['phase']>(
  Object.entries(fnPhase).map(([name, code]) => [code, name as FnStatus['phase']]),
);

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

async function lastDocument(facts: Facts, options?: ThroughOptions): Promise<LastDocument | undefined> {
  try {
    return await facts.lastDocument(options);
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}

/** Undefined when the register has no FN or cannot reach it (D2, C8). */
export async function fnStatus(caller: Caller, options?: ThroughOptions): Promise<FnStatus | undefined> {
  try {
    const fn = await caller.callThrough(commands.fnGetStatus, undefined, options);
    const warning = (bit: number) => (fn.warnings & bit) !== 0;
    return {
      number: fn.fnNumber,
      phase: phaseNames.get(fn.phase) ?? 'unknown',
      lastDocument: fn.lastDocument,
      warnings: {
        replaceUrgently: warning(fnWarning.replaceUrgently),
        resourceNearEnd: warning(fnWarning.resourceNearEnd),
        memoryNearFull: warning(fnWarning.memoryNearFull),
        ofdTimeout: warning(fnWarning.ofdTimeout),
        critical: warning(fnWarning.critical),
      },
    };
  } catch (error) {
    const absent: readonly number[] = [deviceStatus.fnExchange, deviceStatus.deviceNotFound];
    if (error instanceof DeviceError && absent.includes(error.status)) return undefined;
    throw error;
  }
}
