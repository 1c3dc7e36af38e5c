import type { CommandName } from '../protocol/classic/commands/index.js';
import { registerByNumber } from '../protocol/classic/registers.js';
import { deviceError } from '../protocol/device-errors.js';
import { deviceStatus } from '../protocol/device-status.js';
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

/** Commands of the second protocol that read or begin what stands in the FN. */
const p5CommandsOfFn: ReadonlySet<string> = new Set([
  'getLastDocument',
  'getLastRegistration',
  'getFnValidity',
  'beginShift',
  'beginShiftClosing',
  'beginRegistration',
  'beginFnClosing',
  'beginOfdReport',
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

/** As {@link requireFn} for a command of the second protocol. */
export function requireFnForP5({ fn }: Device, command: string): void {
  const needed = command.startsWith('fn') || p5CommandsOfFn.has(command);
  if (!fn.present && needed) throw deviceError(deviceStatus.fnExchange);
}
