import { commands, deviceStatus, printerFlag, registers, stateFlag } from '../../protocol/index.js';
import type { DeviceStatus, FnStatus } from '../questions/dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Caller } from './caller.js';
import { fnWarnings, ofdStatus, phaseName } from './fn-answers.js';

/** Commands 3F, 45, 91 12, 91 15, 91 13, 91 0A, A4 30 and A4 20. */
export async function readStatus(caller: Caller, options?: ThroughOptions): Promise<DeviceStatus> {
  const state = await caller.callThrough(commands.getState, undefined, options);
  const { mode, flags } = await caller.callThrough(commands.getStateCode, undefined, options);
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
    paperNearEnd: (flags & printerFlag.paperNearEnd) !== 0,
    coverOpen: flag(stateFlag.coverOpen),
    drawerOpen: !flag(stateFlag.drawerClosed),
    mode: mode & 0x0f,
    submode: mode >> 4,
    shift: {
      state: shift.state === 0 ? 'closed' : shift.state === 1 ? 'open' : 'expired',
      number: shift.state === 0 ? lastClosed : lastClosed + 1,
      // Bytes that are no time: no shift was ever closed, or the second protocol, which does not tell of a closed one.
      dateTime: shift.dateTime || undefined,
    },
    receipt: { open: receipt.receiptType !== 0, type: receipt.receiptType, sumKopecks: state.receiptSum },
    fn,
    ofd: fn && (await ofdQueue(caller, options)),
    cashKopecks: cash.sum,
  };
}

async function ofdQueue(caller: Caller, options?: ThroughOptions): Promise<DeviceStatus['ofd']> {
  const answer = await unlessRefused(caller.callThrough(commands.fnGetOfdStatus, undefined, options));
  if (answer === undefined) return undefined;
  const { unsentCount, firstUnsent: documentNumber, firstUnsentDateTime: dateTime } = ofdStatus(answer);
  const known = documentNumber !== undefined && dateTime !== undefined;
  return { unsentCount, oldest: known ? { documentNumber, dateTime } : undefined };
}

/** Undefined when the register has no FN or cannot reach it (D2, C8). */
async function fnStatus(caller: Caller, options?: ThroughOptions): Promise<FnStatus | undefined> {
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
