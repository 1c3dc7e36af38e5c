import { bytes, struct, u8, u16be } from '../../codec.js';
import { bcdTime } from '../../codec-time.js';
import { defineCommand } from '../definition.js';

/** The width of the value is fixed per field: see settings. */
export const readTable = defineCommand({
  name: 'readTable',
  code: 0x46,
  title: 'чтение таблицы',
  safe: true,
  request: struct({ table: u8, row: u16be, field: u8 }),
  answer: struct({ /** The whole field. */ value: bytes() }),
});

/** Same width as read by 46. Changes end with 48. */
export const writeTable = defineCommand({
  name: 'writeTable',
  code: 0x50,
  title: 'программирование таблицы',
  mode: 4,
  request: struct({ table: u8, row: u16be, field: u8, value: bytes() }),
});

export const setDateTime = defineCommand({
  name: 'setDateTime',
  code: 0xed,
  title: 'программирование даты и времени',
  request: struct({ dateTime: bcdTime('dmyhms') }),
});

/** Outside a shift. */
export const setTime = defineCommand({
  name: 'setTime',
  code: 0x4b,
  title: 'программирование времени',
  request: struct({ time: bcdTime('hms') }),
  evidence: 'public',
});

/** A suspicious jump has to be confirmed by a second command (errors 15, 16). */
export const setDate = defineCommand({
  name: 'setDate',
  code: 0x64,
  title: 'программирование даты',
  request: struct({ date: bcdTime('dmy') }),
  evidence: 'public',
});
