import { commands, modelName, registers } from '../../protocol/index.js';
import { ffdVersionName, type Identity } from '../questions/identity.js';
import type { ThroughOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Caller } from './caller.js';

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
