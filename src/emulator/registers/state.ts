import type { RegisterName } from '../../protocol/classic/registers.js';
import { bcd, encodeValue } from '../../protocol/codec.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { changeOf, remainderOf } from '../device/receipt.js';
import type { ReadRegister } from './types.js';

/** Registers of firmware before the FN. */
const absent = (): never => {
  throw deviceError(deviceStatus.invalidRegister);
};

/** Tasks of link v3 that fit: the largest packet body that still has a one-escape header. */
const INPUT_BUFFER = 1024;
const ROOM_TEMPERATURE = 25;
const MAINS_VOLTAGE = 2400;
/** Two cells. */
const BATTERY_VOLTAGE = 740;
const ON_BATTERY = 0x01;
const FULL = 100;

/** What the register is and does right now. */
export const stateRegisters = {
  registrationsLeftOld: absent,
  fiscalMemoryRecordsLeft: absent,
  fiscalization: absent,
  eklzActivation: absent,
  lastFiscalMemoryRecord: absent,
  nonResettableOld: absent,

  dateTime: ({ now }) => ({ dateTime: now }),

  shiftState(device) {
    const { closedAt } = device.fn.state.shift;
    if (!device.shiftOpen) return { state: 0, dateTime: closedAt && `${closedAt}:00` };
    return { state: device.shiftExpired ? 2 : 1, dateTime: device.shiftEnd };
  },

  receiptState({ state, fn }) {
    const open = state.receipt ? 1 : 0;
    return {
      unknown: state.mode,
      receiptType: state.receipt?.type ?? 0,
      receiptNumber: (fn.state.shift.receipts + open) % 10_000,
      documentNumber: (fn.state.last.number + open) % 100_000_000,
    };
  },

  receiptTotals(device) {
    const { receipt, shownSum } = device.state;
    if (!receipt) return { sum: shownSum, remainder: 0, change: 0 };
    return { sum: device.receiptSum, remainder: remainderOf(receipt), change: changeOf(receipt) };
  },

  lastClosedShift: (device) => ({ number: device.lastClosedShift % 10_000 }),

  serialNumber: ({ serialNumber }) => ({ number: serialNumber }),

  modelAndVersion: ({ profile }) => ({
    model: profile.model.code,
    versionMajor: profile.firmware.major,
    versionMinor: profile.firmware.minor,
  }),

  lineLength: ({ profile }) => ({ chars: profile.chars, dots: profile.dots }),

  inputBufferLength: () => ({ length: encodeValue(bcd(2), INPUT_BUFFER) }),

  fiscalStation: () => ({ station: 1 }),

  cutterResource: ({ state }) => ({ count: state.cuts }),
  // There is no motor and no print head to wear.
  stepResource: () => ({ count: 0 }),
  thermalResource: () => ({ count: 0 }),

  controlUnitVersion: () => ({ version: 0x10 }),

  powerState: ({ profile: { battery } }) => ({
    flags: battery ? ON_BATTERY : 0,
    voltage: battery ? BATTERY_VOLTAGE : MAINS_VOLTAGE,
    charge: FULL,
  }),

  printHeadTemperature: () => ({ temperature: ROOM_TEMPERATURE }),

  extendedError: ({ state }) => ({ ...state.lastError }),

  printStateAndFeatures: ({ state }) => ({ state: state.printed ? 0 : 0x10, extra: 0 }),

  receiptBytes: ({ state }) => ({ bytes: state.lastReceipt?.bytes ?? 0 }),

  uptime: ({ uptime }) => ({ value: Math.floor(uptime / 1000) % 10_000_000_000 }),
} satisfies { readonly [K in RegisterName]?: ReadRegister<K> };
