import { bcd, bytes, constant, digits, money, quantity, struct, text, u8 } from '../../codec.js';
import { bcdTime } from '../../codec-time.js';
import { defineCommand } from '../definition.js';

/** Commands of firmware before the FN. A register with an FN refuses them. */

const goods = struct({ flags: u8, price: money(5), quantity });
const goodsInSection = struct({ flags: u8, price: money(5), quantity, section: bcd(1) });

export const annulPosition = defineCommand({
  name: 'annulPosition',
  code: 0x41,
  title: 'аннулирование',
  mode: 1,
  request: goods,
  evidence: 'public',
});

export const stornoPosition = defineCommand({
  name: 'stornoPosition',
  code: 0x4e,
  title: 'сторно',
  mode: 1,
  request: goodsInSection,
  evidence: 'single',
});

export const registerSale = defineCommand({
  name: 'registerSale',
  code: 0x52,
  title: 'регистрация',
  mode: 1,
  request: goodsInSection,
  evidence: 'public',
});

export const registerReturn = defineCommand({
  name: 'registerReturn',
  code: 0x57,
  title: 'возврат',
  mode: 1,
  request: goods,
  evidence: 'public',
});

/** Position of FFD 1.0. */
export const registerPosition = defineCommand({
  name: 'registerPosition',
  code: 0xe6,
  title: 'регистрация позиции (ФФД 1.0)',
  mode: 1,
  t5Ms: 50_000,
  request: struct({
    flags: u8,
    name: text({ length: 64 }),
    price: money(6),
    quantity,
    discountType: u8,
    discountSign: u8,
    discount: money(6),
    tax: u8,
    section: bcd(1),
    barcode: bytes(16),
    reserved: constant(0x00),
  }),
  evidence: 'public',
});

export const clearControlTape = defineCommand({
  name: 'clearControlTape',
  code: 0x54,
  title: 'гашение контрольной ленты',
  mode: 3,
  evidence: 'single',
});

export const fiscalizeOld = defineCommand({
  name: 'fiscalizeOld',
  code: 0x62,
  title: 'фискализация (ЭКЛЗ)',
  mode: 5,
  t5Ms: 50_000,
  request: struct({ registrationNumber: digits(5), inn: digits(6), newPassword: digits(4) }),
  evidence: 'single',
});

export const getFiscalMemoryRange = defineCommand({
  name: 'getFiscalMemoryRange',
  code: 0x63,
  title: 'диапазоны дат и смен ФП',
  mode: 5,
  safe: true,
  answer: struct({
    status: u8,
    dateFrom: bcdTime('dmy'),
    dateTo: bcdTime('dmy'),
    shiftFrom: bcd(2),
    shiftTo: bcd(2),
  }),
  evidence: 'single',
});

export const fiscalReportByDates = defineCommand({
  name: 'fiscalReportByDates',
  code: 0x65,
  title: 'отчёт ФП по датам',
  mode: 5,
  request: struct({ full: u8, dateFrom: bcdTime('dmy'), dateTo: bcdTime('dmy') }),
  evidence: 'single',
});

export const fiscalReportByShifts = defineCommand({
  name: 'fiscalReportByShifts',
  code: 0x66,
  title: 'отчёт ФП по сменам',
  mode: 5,
  request: struct({ full: u8, shiftFrom: bcd(2), shiftTo: bcd(2) }),
  evidence: 'single',
});

export const eklzReport = defineCommand({
  name: 'eklzReport',
  code: 0xa9,
  title: 'отчёты ЭКЛЗ',
  t5Ms: 120_000,
  evidence: 'single',
});

export const eklzStatus = defineCommand({
  name: 'eklzStatus',
  code: 0xae,
  title: 'состояние ЭКЛЗ',
  t5Ms: 6000,
  safe: true,
  evidence: 'single',
});

export const eklzRequest = defineCommand({
  name: 'eklzRequest',
  code: 0xaf,
  title: 'запрос в ЭКЛЗ',
  t5Ms: 6000,
  request: struct({ /** 7 status, 14h registration number. */ request: u8 }),
  evidence: 'single',
});

export const setFiscalStation = defineCommand({
  name: 'setFiscalStation',
  code: 0xb0,
  title: 'выбор фискальной станции',
  request: struct({ flags: u8, /** 1 receipt, 4 slip. */ station: bcd(1) }),
  evidence: 'single',
});

export const enableDeferredZ = defineCommand({
  name: 'enableDeferredZ',
  code: 0xb4,
  title: 'включить отложенные Z-отчёты',
  mode: 3,
  answer: struct({ freeSlots: u8 }),
  evidence: 'public',
});

export const printDeferredZ = defineCommand({
  name: 'printDeferredZ',
  code: 0xb5,
  title: 'печать отложенных Z-отчётов',
  mode: 3,
  t5Ms: 120_000,
  evidence: 'public',
});
