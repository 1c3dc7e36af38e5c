import { bcd, bytes, digits, struct, u8 } from '../../codec.js';
import { defineCommand } from '../definition.js';

/** Modes of the register; 0 is the choice between them. */
export const mode = {
  choice: 0,
  registration: 1,
  reports: 2,
  closing: 3,
  programming: 4,
  fiscal: 5,
  fn: 6,
  extra: 7,
} as const;

/** The mode before has to be left with 48. */
export const enterMode = defineCommand({
  name: 'enterMode',
  code: 0x56,
  title: 'вход в режим',
  request: struct({
    /** See `mode`. */ mode: bcd(1),
    /** 8 digits, `00000030` for user 30. */ password: digits(4),
  }),
});

/** Refused with 9B while a receipt is open. */
export const exitMode = defineCommand({ name: 'exitMode', code: 0x48, title: 'выход из режима' });

export const technologicalReset = defineCommand({
  name: 'technologicalReset',
  code: 0x6b,
  title: 'технологическое обнуление',
  mode: 0,
});

export const initTables = defineCommand({
  name: 'initTables',
  code: 0x71,
  title: 'инициализация таблиц',
  mode: 0,
});

export const powerAction = { off: 0x00, reboot: 0x41 } as const;

/** Power off is sent in mode 3. */
export const powerControl = defineCommand({
  name: 'powerControl',
  code: 0xce,
  title: 'перезагрузка, выключение',
  request: struct({ /** See `powerAction`. */ action: u8 }),
});

export const ofdChannelControl = defineCommand({
  name: 'ofdChannelControl',
  code: 0xda,
  title: 'канал ОФД через протокол',
  resultNeeded: false,
  request: struct({
    /** 03 00 as the vendor's driver sends it; the meaning is not known. */ operation: bytes(2),
  }),
});

/** Purpose unknown; the vendor's driver sends it at open and takes any answer. */
export const probeExtended = defineCommand({
  name: 'probeExtended',
  code: 0xef,
  sub: 0x09,
  title: 'проверка возможностей',
  safe: true,
  request: struct({ /** 0A 08 00 00 00 72 and zeroes as the vendor's driver sends it. */ data: bytes(16) }),
});
