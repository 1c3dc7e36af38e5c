import { commands, deviceError, deviceStatus } from '../../protocol/index.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { Caller } from './caller.js';

/** Mode of a register that is busy, whatever it does. */
export const BUSY_MODE = 8;

export interface StateCode {
  mode: number;
  submode: number;
  /** See `printerFlag`. */
  flags: number;
}

/**
 * Command 45. A low nibble above 7 is no mode: the byte is an error code then, but for mode 8, "busy", which only those
 * who wait for an operation expect.
 *
 * @throws DeviceError 76 for a busy register unless `busyAllowed`, and the error that the byte is.
 */
export async function readStateCode(
  caller: Caller,
  options?: ThroughOptions,
  busyAllowed = false,
): Promise<StateCode> {
  const { mode: code, flags } = await caller.callThrough(commands.getStateCode, undefined, options);
  const [mode, submode] = [code & 0x0f, code >> 4];
  if (mode > BUSY_MODE) throw deviceError(code, undefined, commands.getStateCode.name);
  if (mode === BUSY_MODE && !busyAllowed)
    throw deviceError(deviceStatus.busy, undefined, commands.getStateCode.name);
  return { mode, submode, flags };
}
