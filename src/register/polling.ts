import { DeviceError, TimeoutError } from '../errors.js';
import { commands, deviceError, deviceStatus, printerFlag, registers } from '../protocol/index.js';
import type { Caller, ThroughOptions } from './caller.js';
import type { Session } from './session.js';

/** Pauses between two looks at the state code (45), ms: short operations end soon, long ones are not pestered. */
const PAUSES_MS = [20, 40, 60, 100, 150, 200, 250] as const;

/** Upper bound of a long operation (Z report with all its printing), ms. */
const LONG_OPERATION_MS = 300_000;

/** Mode of a register that is busy, whatever it does. */
const BUSY_MODE = 8;

export interface Progress {
  /** Mode and submode of the state code (45). */
  mode: number;
  submode: number;
  /** Since the operation was accepted. */
  ms: number;
}

export interface LongCallOptions extends ThroughOptions {
  /** Called at every look at the state. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** State as `mode.submode` of the manual. */
export type State = readonly [mode: number, submode: number];

/**
 * Waits while the register is in one of the states, or in mode 8. Returns the state after.
 * Throws TimeoutError when it does not end, and what the line throws.
 */
export async function waitWhile(
  session: Session,
  states: readonly State[],
  options: LongCallOptions = {},
): Promise<State> {
  const { clock } = session.caller;
  const started = clock.now();
  for (let look = 0; ; look++) {
    const { mode: code, flags } = await session.caller.callThrough(commands.getStateCode, undefined, {
      signal: options.signal,
    });
    const [mode, submode] = [code & 0x0f, code >> 4];
    const ms = clock.now() - started;
    options.onProgress?.({ mode, submode, ms });
    const running = mode === BUSY_MODE || states.some(([m, s]) => m === mode && s === submode);
    if (!running) return [mode, submode];
    throwPrinterFault(flags, mode, submode);
    if (ms > LONG_OPERATION_MS)
      throw new TimeoutError('NO_ANSWER', 'ККТ не завершила операцию', { outcome: 'unknown' });
    await clock.sleep(PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)] as number, options.signal);
  }
}

/** A report that stands still because of the printer would be polled for ever. */
function throwPrinterFault(flags: number, mode: number, submode: number): void {
  if (mode !== 2 || submode !== 2) return;
  const status =
    flags & printerFlag.noPaper
      ? deviceStatus.noPaper
      : flags & printerFlag.noPrinter
        ? deviceStatus.printerFault
        : flags & printerFlag.mechanicalFault
          ? deviceStatus.mechanicalFault
          : flags & printerFlag.overheated
            ? deviceStatus.printerOverheat
            : undefined;
  if (status !== undefined) throw deviceError(status);
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
