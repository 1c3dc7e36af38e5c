import { printerFlag, stateFlag, unit } from '../../protocol/classic/commands/info.js';
import { registerByNumber } from '../../protocol/classic/registers.js';
import { encodeValue } from '../../protocol/codec.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { ascii } from '../fn/bytes.js';
import { paperFlags, printerTroubles } from '../printer/trouble.js';
import { readRegister } from '../registers/index.js';
import type { Handlers } from './handlers.js';

const PROTOCOL = 1;
const CASH_REGISTER = 1;
/** Modes byte of A5: works off-line. */
const MODES = 0;
const RUSSIAN = 0;
/** Position of the decimal point in sums. */
const SCALE = 2;
const PORT = 1;
const SECURITY_CODES = 30;

/** Parts with a version of their own; the firmware's comes from the profile. */
const units: Readonly<Record<number, { major: number; minor: number; build: number }>> = {
  [unit.boot]: { major: 1, minor: 0, build: 14 },
  [unit.release]: { major: 0, minor: 1, build: 14 },
  [unit.configuration]: { major: 1, minor: 6, build: 5577 },
  [unit.templates]: { major: 1, minor: 0, build: 1 },
};

export const infoHandlers = {
  getState(device) {
    const { state, fn, profile } = device;
    const [date = '', time = ''] = device.now.split('T');
    // Also with an FN that is not registered yet: hosts look here before they change the FN.
    const registered = state.registeredFn !== '';
    const counted = fn.state.shift;
    return {
      operator: state.user,
      hallNumber: device.settings.hallNumber,
      date,
      time,
      flags:
        (registered ? stateFlag.fiscal : 0) |
        (device.shiftOpen ? stateFlag.shiftOpen : 0) |
        (state.drawerOpened ? 0 : stateFlag.drawerClosed) |
        paperFlags(profile.printer ? device.printer.trouble : undefined) |
        (fn.phase === 3 ? stateFlag.fnFiscal : 0),
      serialNumber: packed(device.serialNumber.slice(-8)),
      model: profile.model.code,
      version: ascii(`${profile.firmware.major % 10}${profile.firmware.minor % 10}`, 2),
      mode: device.modeByte,
      receiptNumber: (counted.receipts + (state.receipt ? 1 : 0)) % 10_000,
      shiftNumber: device.lastClosedShift % 10_000,
      receiptState: state.receipt?.type ?? 0,
      receiptSum: state.receipt ? device.receiptSum : state.shownSum,
      scale: SCALE,
      port: PORT,
    };
  },

  getStateCode(device) {
    const trouble = device.profile.printer ? device.printer.trouble : undefined;
    const nearEnd = device.printer.paper.nearEnd ? printerFlag.paperNearEnd : 0;
    return { mode: device.modeByte, flags: (trouble ? printerTroubles[trouble].code : 0) | nearEnd };
  },

  getDeviceType({ profile }) {
    return {
      protocol: PROTOCOL,
      type: CASH_REGISTER,
      model: profile.model.code,
      modes: MODES,
      versionMajor: profile.firmware.major,
      versionMinor: profile.firmware.minor,
      language: RUSSIAN,
      build: profile.firmware.build,
      name: profile.title,
    };
  },

  getUnitVersion({ profile }, request) {
    const version = request.unit === unit.firmware ? profile.firmware : units[request.unit];
    if (!version) throw deviceError(deviceStatus.invalidUnitType);
    return { ...version, language: RUSSIAN };
  },

  getCashSum: ({ state }) => ({ sum: state.cash }),

  readRegister(device, { register, p1, p2 }) {
    const known = registerByNumber(register);
    if (!known) throw deviceError(deviceStatus.invalidRegister);
    return { value: encodeValue(known.value, readRegister(device, known.name, p1, p2)) };
  },

  getLastShiftTotal: ({ state }) => ({ ...state.lastShift }),

  getSecurityCodeState(_device, { number }) {
    if (number < 1 || number > SECURITY_CODES) throw deviceError(deviceStatus.invalidLicense);
    return { state: 0 };
  },

  getLastError({ state }) {
    const { code, extended } = state.lastError;
    return { code, extended: extended & 0xff };
  },
} satisfies Partial<Handlers>;

function packed(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16),
  );
}
