import type { CommandName } from '../protocol/classic/commands/index.js';
import { registerByNumber } from '../protocol/classic/registers.js';
import { deviceError, deviceStatus } from '../protocol/device-errors.js';
import type { Device } from './device/device.js';

const registersOfFn: ReadonlySet<string> = new Set([
  'fnValidity',
  'unsentCount',
  'firstUnsentDate',
  'fnNumberAndState',
  'lastRegistration',
  'lastReceipt',
  'lastDocument',
  'fnShift',
  'lastSentDateTime',
  'documentsCount',
]);
const commandsOfFn: ReadonlySet<CommandName> = new Set([
  'openShift',
  'closeShift',
  'openReceipt',
  'closeReceipt',
  'writeAttribute',
  'readAttribute',
  'printRegistrationReport',
  'printFnDocument',
  'registerFn',
  'closeFn',
]);

/** The command cannot be done without the FN. */
export function needsFn(name: CommandName, request: unknown): boolean {
  if (name === 'readRegister') {
    const { register } = request as { readonly register: number };
    return registersOfFn.has(registerByNumber(register)?.name ?? '');
  }
  return name.startsWith('fn') || commandsOfFn.has(name);
}

/** Throws DeviceError D2 for a command that cannot be done without the FN when there is none. */
export function requireFn({ fn }: Device, command: CommandName, request: unknown): void {
  if (!fn.present && needsFn(command, request)) throw deviceError(deviceStatus.fnExchange);
}
