/**
 * What the vendor's driver (libfptr10 10.8.0.0) sends for the registration of a 42FS: commands from their first byte on, without
 * the reading ones around them. It polls 45 every half a second while the state is 6.2 or the mode is 8, then asks for registers
 * 37 and 3B.
 */
export interface GoldenRegistration {
  /** JSON task. */
  readonly task: string;
  /** State of the FN when it was sent. */
  readonly fn: 'new' | 'fiscal';
  readonly commands: readonly string[];
}

const cashier = ['e8010100fd03060088a2a0adaea2', 'e8010100b3040c00313233363534373839353037'];

/** Tags 1037 and 1018: only for a new FN. */
const owner = ['e8010100 0d04 1400 3030303030303030303130353738333620202020', 'e8010100 fa03 0c00 373730373038333839332020'];

const requisites = [
  'e8010100 f903 0c00 373730323230333237362020', // 1017
  'e8010100 1604 0300 8e9484', // 1046
  'e8010100 1804 0b00 8e8e8e2090aeaca0e8aaa0', // 1048
  'e8010100 f103 0600 8caee1aaa2a0', // 1009
  'e8010100 5d04 0600 6140622e7275', // 1117
  'e8010100 a304 0700 8ca0a3a0a7a8ad', // 1187
  'e8010100 ea03 0100 00', // 1002
  'e8010100 2004 0100 00', // 1056
  'e8010100 5504 0100 00', // 1109
  'e8010100 b704 0100 01', // 1207
  'e8010100 a904 0100 00', // 1193
  'e8010100 6604 0100 00', // 1126
  'e8010100 5604 0100 00', // 1110
  'e8010100 5404 0100 00', // 1108
  'e8010100 c504 0100 01', // 1221
  'e8010100 2404 0c00 7777772e6e616c6f672e7275', // 1060
  'e8010100 e903 0100 01', // 1001
  'e8010100 0c04 0200 3132', // 1036
  'e8010100 b904 0100 02', // 1209
  'e8010100 2604 0100 03', // 1062
  'e8010100 2104 0100 40', // 1057
];

const reason = (code: number) => `e8010100 4d04 0100 0${code}`;
const inMode6 = (command: string) => ['48', '560600000030', command];

export const goldenRegistrations: readonly GoldenRegistration[] = [
  {
    task: 'registration',
    fn: 'new',
    commands: [...cashier, reason(0), ...owner, ...requisites, ...inMode6('a6')],
  },
  {
    task: 'fnChange',
    fn: 'new',
    commands: [...cashier, reason(1), ...owner, ...requisites, ...inMode6('a6')],
  },
  {
    task: 'changeRegistrationParameters, reason ofdChange',
    fn: 'fiscal',
    commands: [...cashier, reason(2), ...requisites, ...inMode6('a6')],
  },
  {
    task: 'changeRegistrationParameters, reason attributesChange',
    fn: 'fiscal',
    commands: [...cashier, reason(3), ...requisites, ...inMode6('a6')],
  },
  {
    task: 'changeRegistrationParameters, reason settingsChange',
    fn: 'fiscal',
    commands: [...cashier, reason(4), ...requisites, ...inMode6('a6')],
  },
  { task: 'closeArchive', fn: 'fiscal', commands: [...cashier, ...inMode6('a7')] },
];
