import { models } from 'atol-kkt/protocol';

interface Choice {
  readonly key: string;
  readonly description: string;
}

const choices = (pairs: readonly (readonly [string, string])[]): Choice[] =>
  pairs.map(([key, description]) => ({ key, description }));

const speeds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600];

/** What the settings of a device may be: programs make their lists of it. */
export function mapping(): Readonly<Record<string, readonly Choice[]>> {
  return {
    model: choices([
      ['500', 'Автоматически (АТОЛ)'],
      ...models.map(({ code, name }) => [String(code), titleOf(name)] as const),
    ]),
    port: choices([
      ['com', 'COM / TTY'],
      ['usb', 'USB'],
      ['tcp', 'TCP/IP'],
    ]),
    // The register stands where it stands: its line is named, not chosen from those of this computer.
    com: [],
    usbDevice: choices([['auto', 'Автоматически']]),
    baudRate: choices(speeds.map((speed) => [String(speed), `${speed} бод`])),
    ofdChannel: choices([
      ['none', 'Нет'],
      ['auto', 'Автоматически'],
    ]),
  };
}

/** As the maker writes it for people: the F of its own models is the Ф of «фискальный». */
function titleOf(name: string): string {
  const [, number, letters, rest] = /^(\d+)(F[AS]?)(.*)$/.exec(name) ?? [];
  if (letters === undefined) return name;
  return `АТОЛ ${number}${letters.replace('F', 'Ф').replace('A', 'А').replace('S', 'С')}${rest}`;
}

/** A device that nobody has set up yet. */
export const emptyDevice = {
  id: '',
  name: '',
  connectionSettings: {
    model: 500,
    accessPassword: '',
    userPassword: '',
    port: 'usb',
    com: '1',
    baudRate: 1200,
    ipAddress: '',
    ipPort: 0,
    mac: '',
    ofdChannel: 'auto',
    usbDevice: 'auto',
  },
  otherSettings: {
    useGlobalScriptsSettings: true,
    scriptsPath: '',
    useGlobalInvertCashDrawerStatusFlag: true,
    invertCashDrawerStatus: false,
    useGlobalAdditionalHeaderLines: true,
    additionalHeaderLines: '',
    useGlobalAdditionalFooterLines: true,
    additionalFooterLines: '',
  },
  isActive: false,
  isDefault: false,
  isLock: false,
  hasLicense: false,
} as const;
