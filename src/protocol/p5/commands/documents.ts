import { defineP5 } from '../definition.js';
import { int, likely, money, omissible, optional, quantity, raw, record, text } from '../fields.js';

/** Field 2 of `b1`. */
export const p5ReceiptFlag = { electronic: 1, useVat18: 2, headPrinted: 4 } as const;

/** Field 1 of `b2`, `c2`, `cB`, `d2`, `dB`, `e2`: what to do with the document. */
export const p5Finish = {
  /** Sign it and print it. */
  close: 0,
  /** Print the rest of a signed one. */
  goOn: 1,
  /** As 0; lines of the host and the end (`PE1`) follow. */
  closeBeforeText: 4,
  /** A non-fiscal one with its end. */
  closeWithFooter: 8,
} as const;

/** Kinds of `d1`. */
export const p5Registration = { first: 0, fnReplaced: 1, changed: 2 } as const;

/**
 * What stands after `00` once a document is closed: shift, number of the document, fiscal sign. A device may say nothing, or something
 * else: it is signed all the same, and what counts is read from the FN.
 */
const closed = record(
  { shiftNumber: optional(likely, 0), documentNumber: optional(likely, 0), fiscalSign: optional(text, '') },
  'ignored',
);
const finish = record({ how: int });
const begin = record({ flags: int });

const SECOND = 1000;
const REPORT = 30 * SECOND;
const RECEIPT = 45 * SECOND;
const LONG = 60 * SECOND;
/** The vendor's driver waits for these without end over TCP. */
const ENDLESS = 180 * SECOND;

export const documentCommands = {
  login: defineP5({
    name: 'login',
    code: 'B1',
    title: 'Кассир',
    request: record({ name: text, inn: text }),
  }),
  beginShift: defineP5({ name: 'beginShift', code: 'c1', title: 'Начать открытие смены', request: begin }),
  openShift: defineP5({
    name: 'openShift',
    code: 'c2',
    title: 'Открыть смену',
    request: finish,
    answer: closed,
    timeoutMs: RECEIPT,
  }),
  beginShiftClosing: defineP5({
    name: 'beginShiftClosing',
    code: 'cA',
    title: 'Начать закрытие смены',
    request: begin,
    timeoutMs: REPORT,
  }),
  closeShift: defineP5({
    name: 'closeShift',
    code: 'cB',
    title: 'Закрыть смену',
    request: finish,
    answer: closed,
    timeoutMs: ENDLESS,
  }),
  openReceipt: defineP5({
    name: 'openReceipt',
    code: 'b1',
    title: 'Открыть чек',
    request: record({ type: int, flags: int, taxationSystems: int }),
    timeoutMs: RECEIPT,
  }),
  writeAttribute: defineP5({
    name: 'writeAttribute',
    code: 'aA',
    title: 'Реквизит',
    /** `flag` 1 goes with the discount for information (tag 2). */
    request: record({ attribute: raw, flag: omissible(text, '') }),
  }),
  beginPosition: defineP5({ name: 'beginPosition', code: 'bA', title: 'Начать позицию' }),
  endPosition: defineP5({
    name: 'endPosition',
    code: 'bB',
    title: 'Зарегистрировать позицию',
    request: record({
      name: text,
      price: money,
      quantity,
      sum: money,
      tax: int,
      taxSum: money,
      method: int,
      subject: int,
    }),
  }),
  markingCode: defineP5({
    name: 'markingCode',
    code: 'bE',
    title: 'Код маркировки',
    /** 1 for the open position, 0 only to take it apart. */
    request: record({ place: int, code: raw }),
    answer: record({ result: optional(raw, new Uint8Array()) }, 'ignored'),
  }),
  setTotal: defineP5({ name: 'setTotal', code: 'bC', title: 'Итог чека', request: record({ sum: money }) }),
  payment: defineP5({
    name: 'payment',
    code: 'bD',
    title: 'Оплата',
    /** 0 cash, 1 electronic, 2 prepaid, 3 credit, 4 other; `own` 1..5 is the shop's type 6..10, with type 1. */
    request: record({ type: int, sum: money, own: omissible(int, 0) }),
  }),
  closeReceipt: defineP5({
    name: 'closeReceipt',
    code: 'b2',
    title: 'Закрыть чек',
    request: finish,
    answer: closed,
    timeoutMs: RECEIPT,
  }),
  cancelReceipt: defineP5({ name: 'cancelReceipt', code: 'a1', title: 'Отменить документ' }),
  beginRegistration: defineP5({
    name: 'beginRegistration',
    code: 'd1',
    title: 'Начать регистрацию',
    request: record({ how: int, kind: int, ffd: int }),
  }),
  registerFn: defineP5({
    name: 'registerFn',
    code: 'd2',
    title: 'Зарегистрировать ККТ',
    request: finish,
    answer: closed,
    timeoutMs: RECEIPT,
  }),
  beginFnClosing: defineP5({
    name: 'beginFnClosing',
    code: 'dA',
    title: 'Начать закрытие архива ФН',
    request: begin,
  }),
  closeFn: defineP5({
    name: 'closeFn',
    code: 'dB',
    title: 'Закрыть архив ФН',
    request: finish,
    answer: closed,
    timeoutMs: RECEIPT,
  }),
  beginOfdReport: defineP5({
    name: 'beginOfdReport',
    code: 'e1',
    title: 'Начать отчёт о состоянии расчётов',
    request: begin,
  }),
  printOfdReport: defineP5({
    name: 'printOfdReport',
    code: 'e2',
    title: 'Отчёт о состоянии расчётов',
    request: finish,
    answer: closed,
    timeoutMs: LONG,
  }),
  printFnDocument: defineP5({
    name: 'printFnDocument',
    code: 'e3',
    title: 'Копия документа по номеру',
    request: record({ number: int }),
    timeoutMs: REPORT,
  }),
  repeatLastDocument: defineP5({
    name: 'repeatLastDocument',
    code: 'e4',
    title: 'Копия последнего документа',
    request: finish,
    timeoutMs: REPORT,
  }),
  printRegistrationReport: defineP5({
    name: 'printRegistrationReport',
    code: 'e6',
    title: 'Отчёт о регистрациях',
    request: finish,
    timeoutMs: REPORT,
  }),
  demoPrint: defineP5({ name: 'demoPrint', code: 'ra', title: 'Демонстрация', timeoutMs: LONG }),
  printInfo: defineP5({ name: 'printInfo', code: 'rb', title: 'Информация о ККТ', timeoutMs: LONG }),
  printOfdTest: defineP5({
    name: 'printOfdTest',
    code: 'rc',
    title: 'Диагностика связи с ОФД',
    request: finish,
    timeoutMs: ENDLESS,
  }),
} as const;
