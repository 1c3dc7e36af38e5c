import { defineP5 } from '../definition.js';
import { int, optional, raw, record, spare, text } from '../fields.js';

/** Tags of the counters that script 1002 reads; money is text in roubles. */
export const p5Counter = {
  /** 0 sell, 1 sell return, 2 buy, 3 buy return: sums of the register's life. */
  lifetime: 0x0000,
  /** + 10h × (type - 1) + own payment 0..4: sums of the shift. */
  ownPayments: 0x0100,
  /** + 0..4: names of the shop's own payment types, driver settings 244..248. */
  ownPaymentNames: 0x0300,
  cash: 0x8000,
  cashInCount: 0x8001,
  cashInSum: 0x8002,
  cashOutCount: 0x8003,
  cashOutSum: 0x8004,
  /** Taxation systems of the registration, a sum of bits. */
  taxationSystems: 0x8005,
} as const;

/** Tags of script 1003. */
export const p5Cash = { in: 1, out: 2 } as const;

const REPORT_MS = 30_000;

export const scriptCommands = {
  writeCounter: defineP5({
    name: 'writeCounter',
    code: 'Q2',
    sub: '1001',
    title: 'Записать счётчик',
    /** One TLV: tag and new value. */
    request: record({ attribute: raw }),
  }),
  readCounter: defineP5({
    name: 'readCounter',
    code: 'Q2',
    sub: '1002',
    title: 'Прочитать счётчик',
    /** One TLV without a value. */
    request: record({ attribute: raw }),
    answer: record({ value: text, more: optional(spare, undefined) }, 'ignored'),
    safe: true,
  }),
  cashInOut: defineP5({
    name: 'cashInOut',
    code: 'Q2',
    sub: '1003',
    title: 'Внесение или выплата',
    /** One TLV: tag 1 in, 2 out; the sum as text. */
    request: record({ attribute: raw }),
  }),
  printReport: defineP5({
    name: 'printReport',
    code: 'Q2',
    sub: '1004',
    title: 'X-отчёт',
    timeoutMs: REPORT_MS,
  }),
  printDepartments: defineP5({
    name: 'printDepartments',
    code: 'Q2',
    sub: '1005',
    title: 'Отчёт по секциям',
    timeoutMs: REPORT_MS,
  }),
  getScriptInfo: defineP5({
    name: 'getScriptInfo',
    code: 'Q1',
    title: 'Загруженный сценарий',
    answer: record({ name: text, hash: raw }, 'ignored'),
    safe: true,
  }),
  getUserMemory: defineP5({
    name: 'getUserMemory',
    code: 'QA',
    title: 'Размер пользовательской памяти',
    answer: record({ bytes: int }, 'ignored'),
    safe: true,
  }),
  readUserMemory: defineP5({
    name: 'readUserMemory',
    code: 'QB',
    title: 'Прочитать пользовательскую память',
    request: record({ address: int, bytes: int }),
    answer: record({ data: raw }, 'ignored'),
    openAnswer: true,
    safe: true,
  }),
  writeUserMemory: defineP5({
    name: 'writeUserMemory',
    code: 'QC',
    title: 'Записать пользовательскую память',
    request: record({ address: int, data: raw }),
  }),
  commitSettings: defineP5({ name: 'commitSettings', code: 'QD', title: 'Принять настройки' }),
} as const;
