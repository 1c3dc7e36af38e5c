import { powerAction } from '../../../protocol/classic/commands/mode.js';
import { deviceError } from '../../../protocol/device-errors.js';
import { p5Error } from '../../../protocol/p5/errors.js';
import { asciiBytes, asciiText } from '../../../protocol/p5/text.js';
import type { P5Kkt } from '../kkt.js';
import { readTable, writeTable } from '../tables.js';
import type { P5Handlers } from './handlers.js';

/** Version of the control unit, batteries, mains, temperature, address of the network. */
const units: Readonly<Record<number, string>> = {
  1: '1.2.3',
  2: '3000',
  3: '0',
  4: '24000',
  5: '7400',
  6: '36',
  7: '100',
  8: '\x02\x00\x00\x00\x00\x01',
};
const NETWORK = [2, 3];
/** Without field 2, which the vendor's driver leaves out when it writes this table. */
const SHORTENED = 1;

const reads = (table: string) => (kkt: P5Kkt) => readTable(kkt, table);
const writes = (table: string) => (kkt: P5Kkt, fields: readonly Uint8Array[]) =>
  writeTable(kkt, table, fields);

export const systemHandlers = {
  hello() {},

  getUnit(_kkt, { what }) {
    const value = units[what];
    if (value === undefined) throw p5Error('XD');
    return { value: asciiBytes(value) };
  },

  /** There are none. */
  getLicense() {
    throw p5Error('4s');
  },

  getNetwork(kkt, { what }) {
    if (!NETWORK.includes(what)) throw deviceError(0x13);
    return readTable(kkt, '(D').map(asciiText);
  },

  getSerialRequest: ({ device: { profile } }) => [
    asciiBytes(`${profile.firmware.major}.${profile.firmware.minor}`),
    asciiBytes(units[8] ?? ''),
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
    if (kkt.device.shiftOpen) throw deviceError(0x9c);
    await kkt.run('technologicalReset', undefined);
  },

  reboot: (kkt) => restart(kkt, powerAction.reboot),
  powerOff: (kkt) => restart(kkt, powerAction.off),
} satisfies Partial<P5Handlers>;

async function restart(kkt: P5Kkt, action: number): Promise<void> {
  await kkt.run('powerControl', { action });
  kkt.forget();
}
