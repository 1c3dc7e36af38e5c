import { bcd, bytes, digits, optional, struct, text, u8, u16be } from '../../codec.js';
import { bcdTime } from '../../codec-time.js';
import { defineCommand } from '../definition.js';
import { bare, errorFirst, tagged } from '../envelope.js';

/** Flags of 3F. */
export const stateFlag = {
  fiscal: 0x01,
  shiftOpen: 0x02,
  drawerClosed: 0x04,
  paperPresent: 0x08,
  coverOpen: 0x20,
  fnFiscal: 0x40,
  batteryLow: 0x80,
} as const;

/** Always 30 bytes. Shift and mode are better read from register 12 and command 45. */
export const getState = defineCommand({
  name: 'getState',
  code: 0x3f,
  title: 'запрос состояния ККТ',
  envelope: tagged(0x44),
  safe: true,
  answer: struct({
    /** Row of table 3. */
    operator: bcd(1),
    /** Of the register in the shop (setting `registerNumber`). */
    hallNumber: u8,
    date: bcdTime('ymd'),
    time: bcdTime('hms'),
    /** See `stateFlag`. */
    flags: u8,
    /** 8 digits of old models; since the FN register 16 has the number. */
    serialNumber: bytes(4),
    /** Code of the model. */
    model: u8,
    /** Two ASCII digits on old models; not reliable since. */
    version: bytes(2),
    /** Submode * 16 + mode. */
    mode: u8,
    receiptNumber: bcd(2),
    /** Last closed shift. */
    shiftNumber: bcd(2),
    /** 0 closed, or the receipt type. */
    receiptState: u8,
    /** Kopecks. */
    receiptSum: bcd(5, 'kopecks'),
    /** Position of the decimal point in sums. */
    scale: u8,
    /** Interface of this host; the numbers are not known. */
    port: u8,
  }),
});

/** Flags of 45: faults of the printer. */
export const printerFlag = {
  noPaper: 0x01,
  noPrinter: 0x02,
  mechanicalFault: 0x04,
  cutterFault: 0x08,
  overheated: 0x10,
  paperNearEnd: 0x80,
} as const;

export const getStateCode = defineCommand({
  name: 'getStateCode',
  code: 0x45,
  title: 'запрос кода состояния',
  envelope: bare,
  safe: true,
  answer: struct({
    /** Submode * 16 + mode; a low nibble of 8..F means that the byte is an error code. */
    mode: u8,
    /** See `printerFlag`. */
    flags: u8,
  }),
});

export const getDeviceType = defineCommand({
  name: 'getDeviceType',
  code: 0xa5,
  title: 'запрос типа устройства',
  envelope: errorFirst,
  safe: true,
  answer: struct({
    /** Version of the protocol. */
    protocol: u8,
    /** 1 = cash register. */
    type: u8,
    /** Code of the model. */
    model: u8,
    /** Bits: 8000 offline, 4000 online, 2000 passive online, 1000 fiscal registrar, 0800 fiscal board. */
    modes: u16be,
    versionMajor: bcd(1),
    versionMinor: bcd(1),
    /** 0 Russian. */
    language: u8,
    build: bcd(2),
    /** As the device calls itself. */
    name: text({ maxLength: 64 }),
  }),
});

/** Parts of the register in 9D. */
export const unit = {
  firmware: 0x01,
  fiscalMemory: 0x02,
  boot: 0x03,
  printer: 0x04,
  printerBoot: 0x05,
  release: 0x11,
  configuration: 0x91,
  templates: 0xa0,
} as const;

export const getUnitVersion = defineCommand({
  name: 'getUnitVersion',
  code: 0x9d,
  title: 'запрос версии узла ККТ',
  safe: true,
  request: struct({ /** See `unit`. */ unit: u8 }),
  answer: struct({ major: bcd(1), minor: bcd(1), language: u8, build: bcd(2) }),
});

/** Cash in the drawer; on FN registers register 0A says the same. */
export const getCashSum = defineCommand({
  name: 'getCashSum',
  code: 0x4d,
  title: 'запрос суммы наличных',
  envelope: tagged(0x4d),
  safe: true,
  answer: struct({ /** Kopecks. */ sum: bcd(7, 'kopecks') }),
  evidence: 'public',
});

/** The value's layout depends on the register: see registers.ts. */
export const readRegister = defineCommand({
  name: 'readRegister',
  code: 0x91,
  title: 'чтение регистра',
  t5Ms: 45_000,
  safe: true,
  request: struct({ /** Number. */ register: u8, p1: u8, p2: u8 }),
  answer: struct({ /** In the layout of the register. */ value: bytes() }),
});

export const getLastShiftTotal = defineCommand({
  name: 'getLastShiftTotal',
  code: 0x58,
  title: 'сменный итог последней смены',
  safe: true,
  answer: struct({ income: bcd(7, 'kopecks'), outcome: optional(bcd(7, 'kopecks')) }),
  evidence: 'single',
});

export const getSecurityCodeState = defineCommand({
  name: 'getSecurityCodeState',
  code: 0x74,
  title: 'состояние кода защиты',
  envelope: tagged(0x4c),
  safe: true,
  request: struct({ /** 1..30. */ number: u8 }),
  answer: struct({ /** 1 = entered. */ state: u8 }),
});

export const enterSecurityCode = defineCommand({
  name: 'enterSecurityCode',
  code: 0x6d,
  title: 'ввод кода защиты',
  t5Ms: 5000,
  request: struct({ /** 1..30. */ number: u8, code: digits(8) }),
  evidence: 'single',
});

/**
 * The last error, as data: `55 error extended`. A refusal of the command itself looks just the same, so that it is never an
 * error of ours.
 */
export const getLastError = defineCommand({
  name: 'getLastError',
  code: 0xb3,
  title: 'запрос последней ошибки',
  envelope: bare,
  safe: true,
  answer: struct({ /** 0 = none. */ code: u8, extended: optional(u8) }),
  evidence: 'single',
});
