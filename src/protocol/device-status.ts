import { statusCodes } from './data/error-codes.js';

/** camelCase name of an error byte, such as `deniedInClosedReceipt`. */
export type DeviceStatusName = keyof typeof statusCodes;

/** Error bytes by name: `deviceStatus.deniedInClosedReceipt === 0x9a`. */
export const deviceStatus: { readonly [Name in DeviceStatusName]: number } = Object.freeze({
  ...statusCodes,
});
