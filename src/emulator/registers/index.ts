import type { RegisterName } from '../../protocol/classic/registers.js';
import type { Device } from '../device/device.js';
import { counterRegisters } from './counters.js';
import { fnRegisters } from './fn.js';
import { stateRegisters } from './state.js';
import type { RegisterTable } from './types.js';

const table: RegisterTable = { ...stateRegisters, ...counterRegisters, ...fnRegisters };

/** Throws DeviceError 6C for registers that a register with an FN does not have. */
export function readRegister(device: Device, name: string, p1: number, p2: number): unknown {
  return table[name as RegisterName](device, p1, p2);
}
