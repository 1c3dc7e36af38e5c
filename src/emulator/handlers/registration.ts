import { mode } from '../../protocol/classic/commands/mode.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import type { Device } from '../device/device.js';
import { beginClosing, beginRegistration } from '../device/registering.js';
import { closingAttributes, preparedRegistration } from '../device/registration-attributes.js';
import { REGISTRATION_LIMIT } from '../fn/rules.js';
import type { Handlers } from './handlers.js';

const REPORTING = { mode: mode.fn, submode: 2 } as const;

export const registrationHandlers = {
  async registerFn(device) {
    requireRest(device);
    if (device.fn.state.registrations.length >= REGISTRATION_LIMIT)
      throw deviceError(deviceStatus.tooManyReregistrations);
    const { reason, registration } = preparedRegistration(device);
    const commit = beginRegistration(device, registration, reason);
    await device.start('registerFn', REPORTING, async () => {
      const document = await commit();
      forget(device);
      device.printDocument(document);
    });
  },

  async closeFn(device) {
    requireRest(device);
    device.requireRegistered();
    const commit = beginClosing(device, closingAttributes(device));
    await device.start('closeFn', REPORTING, async () => {
      const document = await commit();
      forget(device);
      device.printDocument(document);
    });
  },
} satisfies Partial<Handlers>;

function requireRest(device: Device): void {
  device.requireNoReceipt();
  if (device.shiftOpen) throw deviceError(deviceStatus.deniedInOpenedShift);
}

/** What was written for the report must not get into the next receipt. */
function forget({ state }: Device): void {
  state.registrationAttributes = [];
  state.pendingAttributes = [];
}
