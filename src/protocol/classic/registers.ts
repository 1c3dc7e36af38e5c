import { needBytes, needObject } from '../../util/arguments.js';
import { lazily } from '../../util/lazily.js';
import { asReading } from '../../util/options.js';
import { Reader } from '../bytes.js';
import {
  bcd,
  bytes,
  type Codec,
  digits,
  digitsToEnd,
  money,
  optional,
  struct,
  u8,
  u16le,
  u32le,
} from '../codec.js';
import { bcdTime } from '../codec-time.js';

/** One register of command 91: its number, what its parameters mean, and the layout of its value. */
export interface Register<T = unknown> {
  readonly number: number;
  readonly name: string;
  readonly title: string;
  /** Meaning of the parameters; empty when unused (then 0). */
  readonly p1: string;
  readonly p2: string;
  readonly value: Codec<T>;
}

const receiptTypes = 'receipt type 1, 2, 4, 5, 7, 8, 9, 10';
const paymentTypes = 'payment type 1..10';
const operations = '0 sell, 1 buy, 2 sell return, 3 buy return, 4 sell correction, 5 buy correction';

function register<T>(
  number: number,
  name: string,
  title: string,
  value: Codec<T>,
  p1 = '',
  p2 = '',
): Register<T> {
  return { number, name, title, p1, p2, value };
}

const sum = (size: number) => struct({ sum: money(size) });
const count = (size: number) => struct({ count: bcd(size) });
const documentNumber = bcd(5);

/**
 * Registers by name. Sums are kopecks. Receipt types are those of command 92.
 * Layouts marked `bytes` are not known.
 */
export const registers = {
  registrationsSum: register(0x01, 'registrationsSum', 'сумма регистраций', sum(6), receiptTypes),
  stornoSum: register(0x02, 'stornoSum', 'сумма сторно', sum(6), receiptTypes),
  paymentsSum: register(0x03, 'paymentsSum', 'сумма платежей', sum(6), receiptTypes, paymentTypes),
  cashInSum: register(0x04, 'cashInSum', 'сумма внесений', sum(6)),
  cashOutSum: register(0x05, 'cashOutSum', 'сумма выплат', sum(6)),
  registrationsCount: register(0x06, 'registrationsCount', 'количество регистраций', count(2), receiptTypes),
  stornoCount: register(0x07, 'stornoCount', 'количество сторно', count(2), receiptTypes),
  cashInCount: register(0x08, 'cashInCount', 'количество внесений', count(2)),
  cashOutCount: register(0x09, 'cashOutCount', 'количество выплат', count(2)),
  cashSum: register(0x0a, 'cashSum', 'наличность в кассе', sum(7)),
  revenue: register(0x0b, 'revenue', 'выручка', struct({ /** Not 0 = negative. */ sign: u8, sum: money(6) })),
  shiftTotal: register(0x0c, 'shiftTotal', 'сменный итог', sum(7), operations),
  nonResettableOld: register(
    0x0d,
    'nonResettableOld',
    'необнуляемая сумма (ФП и смена)',
    struct({ digits: bytes() }),
    operations,
    '0 = 7 bytes, 1 = 9 bytes',
  ),
  nonResettableSinceRegistration: register(
    0x0e,
    'nonResettableSinceRegistration',
    'необнуляемая сумма с последней перерегистрации',
    struct({ digits: bytes() }),
    operations,
    '0 = 7 bytes, 1 = 9 bytes',
  ),
  registrationsLeftOld: register(
    0x0f,
    'registrationsLeftOld',
    'оставшееся количество перерегистраций (ФП)',
    count(1),
  ),
  fiscalMemoryRecordsLeft: register(
    0x10,
    'fiscalMemoryRecordsLeft',
    'свободных записей о сменах в ФП',
    count(2),
  ),
  dateTime: register(0x11, 'dateTime', 'текущие дата и время', struct({ dateTime: bcdTime('dmyhms') })),
  shiftState: register(
    0x12,
    'shiftState',
    'состояние смены',
    struct({
      /** 0 closed, 1 open, 2 and more: over 24 h. */
      state: u8,
      /** End of the shift: opening + 24 h; of a closed one, its closing. */
      dateTime: bcdTime('dmyhms'),
    }),
    '',
    '0, or 1 in status queries',
  ),
  receiptState: register(
    0x13,
    'receiptState',
    'состояние чека',
    struct({
      unknown: u8,
      /** Type of the open receipt, 0 when none is open. */
      receiptType: u8,
      receiptNumber: bcd(2),
      documentNumber: bcd(4),
    }),
  ),
  receiptTotals: register(
    0x14,
    'receiptTotals',
    'сумма, остаток и сдача открытого чека',
    struct({ sum: money(5), /** Still to pay. */ remainder: money(5), change: money(5) }),
  ),
  lastClosedShift: register(
    0x15,
    'lastClosedShift',
    'номер последней закрытой смены',
    struct({ number: bcd(2) }),
  ),
  serialNumber: register(
    0x16,
    'serialNumber',
    'заводской номер',
    struct({ /** 14 digits; 8 on registers before the FN. */ number: digitsToEnd }),
  ),
  modelAndVersion: register(
    0x17,
    'modelAndVersion',
    'модель и версия',
    struct({ model: u8, versionMajor: bcd(1), versionMinor: bcd(1) }),
  ),
  lineLength: register(
    0x18,
    'lineLength',
    'ширина печати',
    struct({ /** Characters per line. */ chars: bcd(1), /** Dots per line. */ dots: bcd(2) }),
  ),
  inputBufferLength: register(
    0x19,
    'inputBufferLength',
    'размер входного буфера',
    struct({ length: bytes() }),
  ),
  fnValidity: register(
    0x1a,
    'fnValidity',
    'регистрации и срок действия ФН',
    struct({
      registrationsDone: bcd(1),
      registrationsLeft: bcd(1),
      validUntil: bcdTime('dmy'),
      tail: optional(u8),
    }),
  ),
  fiscalization: register(
    0x1b,
    'fiscalization',
    'данные фискализации',
    struct({ inn: digits(6), registrationNumber: digits(5), shift: bcd(2), date: bcdTime('dmy') }),
  ),
  eklzActivation: register(
    0x1c,
    'eklzActivation',
    'данные активизации ЭКЛЗ',
    struct({ number: digits(5), date: bcdTime('dmy'), shift: bcd(2) }),
  ),
  fiscalStation: register(0x1d, 'fiscalStation', 'фискальная станция', struct({ station: u8 })),
  lastFiscalMemoryRecord: register(
    0x1e,
    'lastFiscalMemoryRecord',
    'сумма последней записи ФП',
    struct({ sum: bytes() }),
    operations,
  ),
  registeredTaxes: register(
    0x1f,
    'registeredTaxes',
    'зарегистрированные налоги',
    struct({ sum: bytes() }),
    receiptTypes,
    'tax number',
  ),
  discountsSum: register(0x20, 'discountsSum', 'суммы скидок', struct({ sum: bytes() }), 'discount number'),
  cutterResource: register(
    0x21,
    'cutterResource',
    'ресурс отрезчика',
    struct({ count: u32le }),
    '1 total, 2 resettable',
  ),
  stepResource: register(
    0x22,
    'stepResource',
    'ресурс шагов двигателя',
    struct({ count: u32le }),
    '1 total, 2 resettable',
    '0 overall, 1 forward',
  ),
  thermalResource: register(
    0x23,
    'thermalResource',
    'ресурс термоголовки',
    struct({ count: u32le }),
    '1 total, 2 resettable',
  ),
  controlUnitVersion: register(
    0x24,
    'controlUnitVersion',
    'версия блока управления',
    struct({ /** High nibble . low nibble. */ version: u8 }),
  ),
  powerState: register(
    0x26,
    'powerState',
    'источник питания',
    struct({
      /** 01 on battery, 02 charging, 04 cannot print on battery. */
      flags: u8,
      /** Hundredths of a volt. */
      voltage: bcd(2),
      /** Percent. */
      charge: bcd(2),
    }),
    'source number',
  ),
  printHeadTemperature: register(
    0x27,
    'printHeadTemperature',
    'температура головки',
    struct({ /** Degrees Celsius. */ temperature: u8 }),
  ),
  nonResettableSum: register(0x28, 'nonResettableSum', 'необнуляемая сумма', sum(7), receiptTypes),
  sectionSum: register(
    0x29,
    'sectionSum',
    'сумма по секции',
    struct({ sum: bytes() }),
    receiptTypes,
    'section',
  ),
  discountsAndSurcharges: register(
    0x2a,
    'discountsAndSurcharges',
    'скидки и надбавки за смену',
    struct({ discounts: money(6), surcharges: money(6) }),
    receiptTypes,
  ),
  ofdErrors: register(
    0x2b,
    'ofdErrors',
    'ошибки обмена с ОФД',
    struct({ network: bcd(1), ofd: bcd(1), fn: bcd(1), documentNumber, fnCommand: u8 }),
  ),
  unsentCount: register(0x2c, 'unsentCount', 'количество неотправленных документов', count(3)),
  firstUnsentDate: register(
    0x2d,
    'firstUnsentDate',
    'дата и время первого неотправленного',
    struct({ dateTime: bytes() }),
  ),
  cancellationsSum: register(0x2e, 'cancellationsSum', 'сумма аннулированных чеков', sum(7), receiptTypes),
  fnNumberAndState: register(0x2f, 'fnNumberAndState', 'номер и состояние ФН', struct({ value: bytes() })),
  lastRegistration: register(
    0x30,
    'lastRegistration',
    'последняя регистрация',
    struct({ documentNumber, dateTime: bcdTime('dmyhm') }),
  ),
  fnErrorInfo1: register(0x32, 'fnErrorInfo1', 'сведения об ошибке ФН', struct({ value: bytes() })),
  lastReceipt: register(
    0x33,
    'lastReceipt',
    'последний чек',
    struct({ documentNumber, type: u8, sum: money(7), dateTime: bcdTime('dmyhm'), fiscalSign: bcd(5) }),
  ),
  lastDocument: register(
    0x34,
    'lastDocument',
    'последний фискальный документ',
    struct({
      /** Ten digits; the two top bits of the first byte say that the document is not closed: see `documentClosed`. */
      documentNumber: bytes(5),
      dateTime: bcdTime('dmyhm'),
      fiscalSign: bcd(5),
    }),
  ),
  fnShift: register(
    0x35,
    'fnShift',
    'номера чека и смены ФН',
    struct({ /** In the shift. */ receiptNumber: bcd(3), shiftNumber: bcd(3) }),
  ),
  ffdVersions: register(
    0x36,
    'ffdVersions',
    'версии ФФД',
    struct({
      /** 1 = 1.0, 2 = 1.05, 3 = 1.1, 4 = 1.2. */
      device: u8,
      fn: u8,
      /** In force. */
      current: u8,
      date: optional(bcdTime('dmy')),
      max: optional(u8),
      unknown: optional(u8),
      min: optional(u8),
    }),
  ),
  extendedError: register(
    0x37,
    'extendedError',
    'расширенная ошибка',
    struct({ /** Error byte. */ code: u8, extended: optional(u16le) }),
  ),
  nonResettableByPayment: register(
    0x38,
    'nonResettableByPayment',
    'необнуляемые суммы по способам расчёта',
    sum(7),
    receiptTypes,
    paymentTypes,
  ),
  lastSentDateTime: register(
    0x39,
    'lastSentDateTime',
    'дата и время последнего отправленного в ОФД',
    struct({ dateTime: bcdTime('dmyhms') }),
  ),
  documentsCount: register(
    0x3a,
    'documentsCount',
    'количество документов',
    struct({ total: bcd(5), inShift: bcd(5) }),
  ),
  printStateAndFeatures: register(
    0x3b,
    'printStateAndFeatures',
    'состояние печати',
    struct({
      /** High nibble not 0: the last document was not printed to its end. */ state: u8,
      extra: optional(u8),
    }),
  ),
  shiftTaxSum: register(0x3c, 'shiftTaxSum', 'сумма налога за смену', sum(6), receiptTypes, 'tax number'),
  receiptTaxSum: register(0x3d, 'receiptTaxSum', 'сумма налога открытого чека', sum(5), 'tax number'),
  fnErrorInfo2: register(0x40, 'fnErrorInfo2', 'сведения об ошибке ФН', struct({ value: bytes() })),
  receiptCounts: register(
    0x41,
    'receiptCounts',
    'количество чеков',
    struct({ receipts: bcd(5), cancelled: bcd(5) }),
    receiptTypes,
  ),
  receiptBytes: register(0x42, 'receiptBytes', 'размер чека в байтах', struct({ bytes: bcd(5) })),
  uptime: register(0x43, 'uptime', 'время работы', struct({ value: bcd(5) })),
} as const;

export type Registers = typeof registers;
export type RegisterName = keyof Registers;
export type ValueOf<R> = R extends Register<infer T> ? T : never;

const byNumber = lazily(
  () => new Map<number, Register>(Object.values(registers).map((r) => [r.number, r as Register])),
);

export function registerByNumber(number: number): Register | undefined {
  return byNumber().get(number);
}

/** Bytes after the registers' values are tolerated: firmware appends. */
export function decodeRegister<T>(register: Register<T>, value: Uint8Array): T {
  needObject(register, 'register');
  needBytes(value, 'value');
  try {
    return register.value.decode(new Reader(value));
  } catch (error) {
    throw asReading('register', error);
  }
}
