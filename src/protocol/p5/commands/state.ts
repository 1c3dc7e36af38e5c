import { defineP5 } from '../definition.js';
import { int, moment, money, optional, record, spare, text } from '../fields.js';
import { p5Channel } from '../message.js';

/** Field 2 of `01`. */
export const p5State = {
  fiscal: 0x02,
  shiftOpen: 0x04,
  shiftExpired: 0x08,
  fnNotFiscal: 0x20,
  noFn: 0x40,
} as const;

/** Field 3 of `01` and field 1 of `b1`: the open document. */
export const p5Document = {
  none: 0,
  sell: 1,
  sellReturn: 2,
  buy: 3,
  buyReturn: 4,
  shiftOpening: 5,
  shiftClosing: 6,
  registration: 7,
  archiveClosing: 8,
  ofdStatus: 11,
  sellCorrection: 12,
  sellReturnCorrection: 13,
  buyCorrection: 14,
  buyReturnCorrection: 15,
  nonFiscal: 20,
} as const;

/** Field 4 of `01`: how far the open document is. */
export const p5Stage = { notPrinted: 0x01, notSigned: 0x02, total: 0x08 } as const;

/** Fields of `02`. */
export const p5Printer = { coverOpen: 0x02, noPaper: 0x04, overheated: 0x08, cutterFault: 0x10 } as const;

const payments = { cash: money, electronic: money, prepaid: money, credit: money, other: money } as const;
const taxes = {
  vat20: money,
  vat10: money,
  vat20Included: money,
  vat10Included: money,
  vat0: money,
  noVat: money,
} as const;

export const stateCommands = {
  channelLimit: defineP5({
    name: 'channelLimit',
    code: '\xa9\xa9',
    channel: p5Channel.transport,
    title: 'Наибольший пакет канала',
    request: record({ channel: int }),
    answer: record({ bytes: int }, 'ignored'),
    openRequest: true,
    safe: true,
  }),
  channelState: defineP5({
    name: 'channelState',
    code: '\xa9\xab',
    channel: p5Channel.transport,
    title: 'Состояние канала',
    request: record({ channel: int }),
    answer: record({ state: int }, 'ignored'),
    openRequest: true,
    safe: true,
  }),
  getState: defineP5({
    name: 'getState',
    code: '01',
    title: 'Состояние ККТ',
    answer: record(
      {
        faults: int,
        flags: int,
        document: int,
        stage: optional(int, 0),
        extra: optional(int, 0),
        more: optional(spare, undefined),
      },
      'ignored',
    ),
    safe: true,
  }),
  getPrinterState: defineP5({
    name: 'getPrinterState',
    code: '02',
    title: 'Состояние принтера',
    answer: record({ flags: int, nearEnd: optional(int, 0) }, 'ignored'),
    safe: true,
  }),
  getOfdErrors: defineP5({
    name: 'getOfdErrors',
    code: '05',
    title: 'Ошибки обмена с ОФД',
    answer: record(
      {
        unknown: spare,
        network: int,
        ofd: int,
        fn: int,
        documentNumber: int,
        fnCommand: int,
        lastSent: moment,
      },
      'ignored',
    ),
    safe: true,
  }),
  getShift: defineP5({
    name: 'getShift',
    code: '11',
    title: 'Номера смены, документа и чека',
    answer: record({ shiftNumber: int, documentNumber: int, receiptNumber: int }, 'ignored'),
    safe: true,
  }),
  getLastDocument: defineP5({
    name: 'getLastDocument',
    code: '12',
    title: 'Последний документ',
    answer: record(
      {
        dateTime: moment,
        fiscalSign: text,
        more: optional(spare, undefined),
        documentNumber: optional(int, 0),
      },
      'ignored',
    ),
    safe: true,
  }),
  getReceiptSums: defineP5({
    name: 'getReceiptSums',
    code: '13',
    title: 'Итог, остаток и сдача чека',
    answer: record({ total: money, remainder: money, change: money }, 'ignored'),
    safe: true,
  }),
  getCancelled: defineP5({
    name: 'getCancelled',
    code: '14',
    sub: '8',
    title: 'Аннулированные чеки смены',
    answer: record({ count: int, sum: money, more: optional(spare, undefined) }, 'ignored'),
    safe: true,
  }),
  getShiftPayments: defineP5({
    name: 'getShiftPayments',
    code: '14',
    title: 'Итоги смены по способам расчёта',
    request: record({ type: int }),
    answer: record({ count: int, ...payments }, 'ignored'),
    safe: true,
  }),
  getShiftTaxes: defineP5({
    name: 'getShiftTaxes',
    code: '15',
    title: 'Налоги смены',
    request: record({ type: int }),
    answer: record(taxes, 'ignored'),
    safe: true,
  }),
  getReceiptTaxes: defineP5({
    name: 'getReceiptTaxes',
    code: '16',
    title: 'Налоги открытого чека',
    answer: record(taxes, 'ignored'),
    safe: true,
  }),
  getShiftBegin: defineP5({
    name: 'getShiftBegin',
    code: '17',
    title: 'Начало смены',
    answer: record(
      { dateTime: moment, again: optional(moment, ''), more: optional(spare, undefined) },
      'ignored',
    ),
    safe: true,
  }),
  getSerialNumber: defineP5({
    name: 'getSerialNumber',
    code: '21',
    title: 'Заводской номер и модель',
    answer: record(
      {
        serialNumber: text,
        modelName: text,
        more: optional(spare, undefined),
        still: optional(spare, undefined),
      },
      'ignored',
    ),
    safe: true,
  }),
  identify: defineP5({
    name: 'identify',
    code: '22',
    title: 'Модель и версии',
    answer: record(
      {
        model: int,
        second: optional(spare, undefined),
        firmware: optional(text, ''),
        templates: optional(text, ''),
        configuration: optional(text, ''),
        boot: optional(text, ''),
        seventh: optional(spare, undefined),
        eighth: optional(spare, undefined),
      },
      'ignored',
    ),
    safe: true,
  }),
  getRegistrationNumber: defineP5({
    name: 'getRegistrationNumber',
    code: '31',
    title: 'РНМ и ИНН',
    answer: record({ registrationNumber: text, inn: text }, 'ignored'),
    safe: true,
  }),
  getLastRegistration: defineP5({
    name: 'getLastRegistration',
    code: '32',
    title: 'Последняя регистрация',
    answer: record({ count: int, dateTime: moment, documentNumber: int }, 'ignored'),
    safe: true,
  }),
  getFnValidity: defineP5({
    name: 'getFnValidity',
    code: '33',
    title: 'Срок ФН',
    answer: record(
      { registrationsLeft: int, validUntil: moment, more: optional(spare, undefined) },
      'ignored',
    ),
    safe: true,
  }),
  getFfdVersions: defineP5({
    name: 'getFfdVersions',
    code: '34',
    title: 'Версии ФФД',
    answer: record({ device: int, fn: int, current: int }, 'ignored'),
    safe: true,
  }),
  getResources: defineP5({
    name: 'getResources',
    code: 'r1',
    title: 'Ресурсы принтера',
    answer: record({ headSince: int, head: int, cutsSince: int, cuts: int }, 'ignored'),
    safe: true,
  }),
  getDrawer: defineP5({
    name: 'getDrawer',
    code: 'q1',
    title: 'Денежный ящик',
    answer: record({ open: int }, 'ignored'),
    safe: true,
  }),
  getClock: defineP5({
    name: 'getClock',
    code: 'A1',
    title: 'Дата и время',
    answer: record({ dateTime: moment }, 'ignored'),
    safe: true,
  }),
  setDateTime: defineP5({
    name: 'setDateTime',
    code: 'A2',
    title: 'Запись даты и времени',
    request: record({ dateTime: moment }),
  }),
} as const;
