import { DeviceError, OperationInterruptedError, TimeoutError } from '../../errors.js';
import { deviceError, deviceStatus, printerFlag, registers } from '../../protocol/index.js';
import { tell } from '../../util/observers.js';
import type { LongCallOptions, ThroughOptions } from '../session/call-options.js';
import type { Caller } from './caller.js';
import type { Ground } from './ground.js';
import { BUSY_MODE, readStateCode, type StateCode } from './state-code.js';

/** Pauses between two looks at the state code (45), ms: short operations end soon, long ones are not pestered. */
const PAUSES_MS = [20, 40, 60, 100, 150, 200, 250] as const;

/** Upper bound of a long operation (Z report with all its printing), ms. */
const LONG_OPERATION_MS = 300_000;

/** State as `mode.submode` of the manual. */
export type State = readonly [mode: number, submode: number];

/**
 * Waits while the register is in one of the states, or in mode 8. Returns the state after.
 * Throws TimeoutError when it does not end, DeviceError when the printer makes it stand still, and what the line throws.
 */
export async function waitWhile(
  ground: Ground,
  states: readonly State[],
  options: LongCallOptions = {},
): Promise<StateCode> {
  const { clock } = ground.caller;
  const started = clock.now();
  for (let look = 0; ; look++) {
    const state = await readStateCode(ground.caller, { signal: options.signal }, true);
    const { mode, submode, flags } = state;
    const ms = clock.now() - started;
    tell(options.onProgress, { mode, submode, ms });
    const running = mode === BUSY_MODE || states.some(([m, s]) => m === mode && s === submode);
    if (!running) return state;
    if (mode === 2 && submode === 2) throwPrinterFault(flags);
    if (ms > LONG_OPERATION_MS)
      throw new TimeoutError('NO_ANSWER', 'ККТ не завершила операцию', { outcome: 'unknown' });
    await clock.sleep(PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)] as number, options.signal);
  }
}

/** Faults of the printer and the refusals that mean the same. */
const faults = [
  [printerFlag.noPaper, deviceStatus.noPaper],
  [printerFlag.noPrinter, deviceStatus.printerFault],
  [printerFlag.mechanicalFault, deviceStatus.mechanicalFault],
  [printerFlag.overheated, deviceStatus.printerOverheat],
] as const;

/** A report that stands still because of the printer would be polled forever. */
function throwPrinterFault(flags: number, command?: string): void {
  const fault = faults.find(([flag]) => (flags & flag) !== 0);
  if (fault) throw deviceError(fault[1], undefined, command);
}

/** Waits for a document of the printer. A fault at its end means that it is not whole. */
export async function waitPrinted(
  ground: Ground,
  command: string,
  states: readonly State[],
  options?: LongCallOptions,
): Promise<void> {
  const state = await waitWhile(ground, states, options);
  if (isFaulty(state)) await throwInterrupted(ground, command, state, options);
}

/** What was printed last may not be whole. */
export function isFaulty({ flags }: StateCode): boolean {
  return (flags & printerFlag.cutterFault) !== 0 || faults.some(([flag]) => (flags & flag) !== 0);
}

/** Why a printed document ended in another state than the good one. Always throws. */
export async function throwInterrupted(
  ground: Ground,
  command: string,
  state: StateCode,
  options?: ThroughOptions,
): Promise<never> {
  ground.modes.forget();
  throwPrinterFault(state.flags, command);
  const refusal = await lastOperationError(ground.caller, command, options);
  if (refusal) throw refusal;
  throw new OperationInterruptedError(command, state, state.flags & printerFlag.cutterFault ? 150 : 151);
}

/** What register 37 says of the last operation; undefined when it went well or the register keeps no such note. */
export async function lastOperationError(
  caller: Caller,
  command: string,
  options?: ThroughOptions,
): Promise<DeviceError | undefined> {
  try {
    const { code, extended } = await caller.readThrough(registers.extendedError, options);
    return code === 0 ? undefined : deviceError(code, extended, command);
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}
