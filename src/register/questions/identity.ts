import { commands, modelName, registers } from '../../protocol/index.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { Caller } from '../session/caller.js';
import { unlessRefused } from '../session/refusals.js';

/** FFD versions as registers and tags 1189, 1190, 1209 number them. */
const ffdVersions: Readonly<Record<number, string>> = { 1: '1.0', 2: '1.05', 3: '1.1', 4: '1.2' };

export interface Identity {
  /** Code of the model, such as 77. */
  model: number;
  /** Such as `42FS`. */
  modelName: string;
  /** As the device calls itself. */
  deviceName: string;
  /** Factory number, 14 digits; empty when the device does not tell. */
  serialNumber: string;
  /** `major.minor.build`. */
  firmware: string;
  /** FFD version in force, such as `1.05`; empty when the device does not tell (before the FN). */
  ffd: string;
  /** Highest FFD version of the device and of the FN; empty when not told. */
  deviceFfd: string;
  fnFfd: string;
}

/** `1.05` for the code 2; empty for no code. */
export function ffdVersionName(code: number | undefined): string {
  return code === undefined ? '' : (ffdVersions[code] ?? String(code));
}

/** Commands A5, 91 16 and 91 36. */
export async function identify(caller: Caller, options?: ThroughOptions): Promise<Identity> {
  const device = await caller.callThrough(commands.getDeviceType, undefined, options);
  // Old or bare devices may refuse these without being any less a register.
  const serial = await unlessRefused(caller.readThrough(registers.serialNumber, options));
  const ffd = await unlessRefused(caller.readThrough(registers.ffdVersions, options));
  return {
    model: device.model,
    modelName: modelName(device.model),
    deviceName: device.name,
    serialNumber: serial?.number ?? '',
    firmware: `${device.versionMajor}.${device.versionMinor}.${device.build}`,
    ffd: ffdVersionName(ffd?.current),
    deviceFfd: ffdVersionName(ffd?.device),
    fnFfd: ffdVersionName(ffd?.fn),
  };
}
