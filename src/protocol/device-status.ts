import { statusRows } from './data/device-errors.js';

type StatusRow = (typeof statusRows)[number];

/** camelCase name of an error byte, such as `deniedInClosedReceipt`. */
export type DeviceStatusName = StatusRow[1];

/** Error bytes by name: `deviceStatus.deniedInClosedReceipt === 0x9a`. */
export const deviceStatus = Object.freeze(
  Object.fromEntries(statusRows.map(([code, name]) => [name, code])),
) as { readonly [Name in DeviceStatusName]: number };
