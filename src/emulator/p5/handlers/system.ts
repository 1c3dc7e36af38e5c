import { powerAction } from '../../../protocol/classic/commands/mode.js';
import { deviceError } from '../../../protocol/device-errors.js';
import { deviceStatus } from '../../../protocol/device-status.js';
import { p5Error } from '../../../protocol/p5/errors.js';
import { asciiBytes, asciiText } from '../../../protocol/p5/text.js';
import type { Device } from '../../device/device.js';
import { readRegister } from '../../registers/index.js';
import type { P5Kkt } from '../kkt.js';
import { readTable, writeTable } from '../tables.js';
import type { P5Handlers } from './handlers.js';

/** Two digits: 10h is 1.0. */
const versionOf = (packed: number): string => `${packed >> 4}.${packed & 0x0f}`;
/** The classic registers count in hundredths of a volt. */
const TO_MV = 10;
/** The clock's own battery, mV: the other protocol does not tell it. */
const CLOCK_BATTERY = '3000';
const ON_BATTERY = 1;

/** What the registers of the other protocol say of this device. */
const units: Readonly<Record<number, (device: Device) => string>> = {
  1: (device) => versionOf((readRegister(device, 'controlUnitVersion', 0, 0) as { version: number }).version),
  2: () => CLOCK_BATTERY,
  3: ({ profile }) => (profile.battery ? String(ON_BATTERY) : '0'),
  4: (device) => (device.profile.battery ? '0' : String(power(device).voltage * TO_MV)),
  5: (device) => (device.profile.battery ? String(power(device).voltage * TO_MV) : '0'),
  6: (device) => String(readTemperature(device)),
  7: (device) => String(power(device).charge),
  8: macOf,
};
const NETWORK = [2, 3];
/** Without field 2, which the vendor's driver leaves out when it writes this table. */
const SHORTENED = 1;

const reads = (table: string) => (kkt: P5Kkt) => readTable(kkt, table);
const writes = (table: string) => (kkt: P5Kkt, fields: readonly Uint8Array[]) =>
  writeTable(kkt, table, fields);

export const systemHandlers = {
  hello() {},

  getUnit({ device }, { what }) {
    const read = units[what];
    if (read === undefined) throw p5Error('XD');
    return { value: asciiBytes(read(device)) };
  },

  /** There are none. */
  getLicense() {
    throw p5Error('4s');
  },

  getNetwork(kkt, { what }) {
    if (!NETWORK.includes(what)) throw deviceError(deviceStatus.invalidCommandFormat);
    return readTable(kkt, '(D').map(asciiText);
  },

  getSerialRequest: ({ device }) => [
    asciiBytes(`${device.profile.firmware.major}.${device.profile.firmware.minor}`),
    asciiBytes(macOf(device)),
    ...Array.from({ length: 4 }, () => new Uint8Array(1)),
  ],

  beginLicenses: () => [asciiBytes('0'), asciiBytes('0')],

  getLicenseName() {
    throw p5Error('XD');
  },

  getBinding: () => ({ attempts: 10, software: '' }),

  readOfdChannel: reads('(A'),
  writeOfdChannel: writes('(A'),
  readCabinet: reads('(C'),
  writeCabinet: writes('(C'),
  readEthernet: reads('(D'),
  writeEthernet: writes('(D'),
  readInterfaces: reads('(H'),
  writeInterfaces(kkt, fields) {
    const [first = asciiBytes('0'), ...rest] = fields;
    const all = readTable(kkt, '(H');
    const whole = fields.length < all.length ? [first, all[SHORTENED] ?? first, ...rest] : fields;
    writeTable(kkt, '(H', whole);
  },
  readPower: reads(')A'),
  writePower: writes(')A'),
  readDevice: reads(')B'),
  writeDevice: writes(')B'),
  readOfd: reads(')C'),
  writeOfd: writes(')C'),
  keepNetworkSettings() {},
  keepDeviceSettings() {},

  async reset(kkt) {
    kkt.requireNothingOpen();
    if (kkt.device.shiftOpen) throw deviceError(deviceStatus.deniedInOpenedShift);
    await kkt.execute('technologicalReset', undefined);
  },

  async fnInitDebug(kkt) {
    kkt.requireNothingOpen();
    await kkt.execute('fnInitDebug', {});
    kkt.forget();
  },

  reboot: (kkt) => restart(kkt, powerAction.reboot),
  powerOff: (kkt) => restart(kkt, powerAction.off),
} satisfies Partial<P5Handlers>;

async function restart(kkt: P5Kkt, action: number): Promise<void> {
  await kkt.execute('powerControl', { action });
  kkt.forget();
}

interface Power {
  readonly voltage: number;
  readonly charge: number;
}

const power = (device: Device): Power => readRegister(device, 'powerState', 0, 0) as Power;

const readTemperature = (device: Device): number =>
  (readRegister(device, 'printHeadTemperature', 0, 0) as { temperature: number }).temperature;

/** Six bytes. */
function macOf({ settings: { tables } }: Device): string {
  const parts = tables.get('macAddress').split(':');
  return String.fromCharCode(...parts.map((part) => Number.parseInt(part, 16)));
}
