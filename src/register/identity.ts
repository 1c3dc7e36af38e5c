import { DeviceError } from '../errors.js';
import { commands, modelName, registers } from '../protocol/index.js';
import type { Caller, ThroughOptions } from './caller.js';

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

/** A question that old or bare devices may refuse without being any less a register. */
async function unlessRefused<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}

/** Commands A5, 91 16 and 91 36. */
export async function identify(caller: Caller, options?: ThroughOptions): Promise<Identity> {
  const device = await caller.callThrough(commands.getDeviceType, undefined, options);
  const serial = await unlessRefused(caller.readThrough(registers.serialNumber, options));
  const ffd = await unlessRefused(caller.readThrough(registers.ffdVersions, options));
  const version = (code: number | undefined) =>
    code === undefined ? '' : (ffdVersions[code] ?? String(code));
  return {
    model: device.model,
    modelName: modelName(device.model),
    deviceName: device.name,
    serialNumber: serial?.number ?? '',
    firmware: `${device.versionMajor}.${device.versionMinor}.${device.build}`,
    ffd: version(ffd?.current),
    deviceFfd: version(ffd?.device),
    fnFfd: version(ffd?.fn),
  };
}
