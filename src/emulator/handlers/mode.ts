import { mode, powerAction } from '../../protocol/classic/commands/mode.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import type { Handlers } from './handlers.js';

const ADMINISTRATOR = 29;
const SYSTEM_ADMINISTRATOR = 30;

/** Modes by who may enter them: cashiers sell, the administrator also reports and closes, the system administrator may all. */
function mayEnter(user: number, target: number): boolean {
  if (user === SYSTEM_ADMINISTRATOR) return true;
  if (user === ADMINISTRATOR) return target <= mode.closing;
  return target === mode.registration;
}

export const modeHandlers = {
  enterMode(device, request) {
    const { state, settings } = device;
    // The mode before has to be left by 48; mode 7 has submodes only.
    if (state.mode !== mode.choice || request.mode < mode.registration || request.mode >= mode.extra)
      throw deviceError(deviceStatus.invalidMode);
    const user = settings.userByPassword(Number(request.password));
    if (user === undefined || !mayEnter(user, request.mode)) throw deviceError(deviceStatus.invalidPassword);
    state.mode = request.mode;
    state.user = user;
  },

  exitMode(device) {
    device.requireNoReceipt();
    device.state.mode = mode.choice;
  },

  technologicalReset(device) {
    if (device.shiftOpen) throw deviceError(deviceStatus.deniedInOpenedShift);
    device.settings.tables.reset();
  },

  initTables(device) {
    if (device.shiftOpen) throw deviceError(deviceStatus.deniedInOpenedShift);
    device.settings.tables.reset();
  },

  /** An open receipt does not survive it: its lines were in the working memory. */
  powerControl(device, { action }) {
    if (action !== powerAction.off && action !== powerAction.reboot)
      throw deviceError(deviceStatus.invalidCommandFormat);
    device.state.mode = mode.choice;
    device.state.receipt = undefined;
    device.state.blocks = undefined;
    if (action === powerAction.reboot) device.restart();
  },
} satisfies Partial<Handlers>;
