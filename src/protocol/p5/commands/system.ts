import { defineP5 } from '../definition.js';
import { int, list, optional, raw, record, spare, text } from '../fields.js';
import { p5Channel } from '../message.js';

const system = { channel: p5Channel.system } as const;
const table = list(raw);

/** Tables of settings: a letter asks for all fields, the small one writes them all. Letters and their fields: `data/settings.ts`. */
function readTable<const N extends string>(name: N, code: string) {
  return defineP5({ ...system, name, code, title: `Таблица ${code}`, answer: table, safe: true });
}

function writeTable<const N extends string>(name: N, code: string) {
  return defineP5({ ...system, name, code, title: `Запись таблицы ${code}`, request: table });
}

export const systemCommands = {
  hello: defineP5({
    ...system,
    name: 'hello',
    code: '!a',
    title: 'Приветствие',
    /** `0A 08 00 00 00 72` and ten zeroes from the vendor's driver; any answer will do. */
    request: record({ data: raw }),
    safe: true,
  }),
  getUnit: defineP5({
    ...system,
    name: 'getUnit',
    code: '"1',
    title: 'Сведения об аппаратуре',
    /** 1 version of the control unit, 2 mV of the clock's battery, 3 battery bits, 4 mains mV, 5 mV, 6 °C, 7 %, 8 MAC. */
    request: record({ what: int }),
    answer: record({ value: raw, more: optional(spare, undefined) }, 'ignored'),
    safe: true,
  }),
  getLicense: defineP5({
    ...system,
    name: 'getLicense',
    code: '"2',
    title: 'Лицензия',
    request: record({ index: int }),
    answer: list(raw),
    safe: true,
  }),
  getNetwork: defineP5({
    ...system,
    name: 'getNetwork',
    code: '"3',
    title: 'Сеть',
    /** 2 as it is, 3 with what a server gave. */
    request: record({ what: int }),
    answer: list(text),
    safe: true,
  }),
  getSerialRequest: defineP5({
    ...system,
    name: 'getSerialRequest',
    code: '"6',
    title: 'Запрос серийного номера',
    answer: list(raw),
    safe: true,
  }),
  beginLicenses: defineP5({
    ...system,
    name: 'beginLicenses',
    code: '"7',
    title: 'Начало списка лицензий',
    answer: list(raw),
    safe: true,
  }),
  getLicenseName: defineP5({
    ...system,
    name: 'getLicenseName',
    code: '"8',
    title: 'Название лицензии',
    request: record({ number: int }),
    answer: record({ name: text, more: optional(spare, undefined) }, 'ignored'),
    safe: true,
  }),
  getBinding: defineP5({
    ...system,
    name: 'getBinding',
    code: '#4',
    title: 'Привязка к программе',
    answer: record({ attempts: int, software: text, more: optional(spare, undefined) }, 'ignored'),
    safe: true,
  }),
  readOfdChannel: readTable('readOfdChannel', '(A'),
  writeOfdChannel: writeTable('writeOfdChannel', '(a'),
  readCabinet: readTable('readCabinet', '(C'),
  writeCabinet: writeTable('writeCabinet', '(c'),
  readEthernet: readTable('readEthernet', '(D'),
  writeEthernet: writeTable('writeEthernet', '(d'),
  readInterfaces: readTable('readInterfaces', '(H'),
  writeInterfaces: writeTable('writeInterfaces', '(h'),
  readPower: readTable('readPower', ')A'),
  writePower: writeTable('writePower', ')a'),
  readDevice: readTable('readDevice', ')B'),
  writeDevice: writeTable('writeDevice', ')b'),
  readOfd: readTable('readOfd', ')C'),
  writeOfd: writeTable('writeOfd', ')c'),
  keepNetworkSettings: defineP5({
    ...system,
    name: 'keepNetworkSettings',
    code: '(\x80',
    title: 'Сохранить настройки',
  }),
  keepDeviceSettings: defineP5({
    ...system,
    name: 'keepDeviceSettings',
    code: ')\x80',
    title: 'Сохранить настройки',
  }),
  reset: defineP5({ name: 'reset', code: 'r\x80', title: 'Технологический сброс' }),
  fnInitDebug: defineP5({ name: 'fnInitDebug', code: 'r\x88', title: 'Сброс тестового ФН' }),
  reboot: defineP5({ ...system, name: 'reboot', code: '+!', title: 'Перезагрузка' }),
  powerOff: defineP5({
    ...system,
    name: 'powerOff',
    code: '+"',
    title: 'Выключение',
    request: record({ how: int }),
  }),
} as const;
