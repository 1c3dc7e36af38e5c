import type { RegisterName, Registers, ValueOf } from '../../protocol/classic/registers.js';
import type { Device } from '../device/device.js';

/** Value of one register; what the parameters mean stands in its declaration. Throws DeviceError 6C where there is none. */
export type ReadRegister<K extends RegisterName> = (
  device: Device,
  p1: number,
  p2: number,
) => ValueOf<Registers[K]>;

/** One for every register of the protocol. */
export type RegisterTable = { readonly [K in RegisterName]: ReadRegister<K> };
