import { choice } from '../../choice.js';
import { bcd, constant, money, quantity, struct, text, u8 } from '../../codec.js';
import { defineCommand } from '../definition.js';

/** Type of a receipt in 92 and in the registers. */
export const receiptType = {
  sell: 1,
  sellReturn: 2,
  buy: 4,
  buyReturn: 5,
  sellCorrection: 7,
  sellReturnCorrection: 8,
  buyCorrection: 9,
  buyReturnCorrection: 0x0a,
} as const;

/** Payment types 1..10 of 99 and of registers 3 and 38h; 6..10 are named by the user. */
export const paymentType = { cash: 1, electronic: 2, prepaid: 3, credit: 4, other: 5 } as const;

/** Flags common to most commands of mode 1. */
export const receiptFlag = {
  /** Check whether the command would be accepted, execute nothing. */
  checkOnly: 0x01,
  /** Do not check the cash in the drawer. */
  noCashCheck: 0x02,
  /** 92 only: electronic receipt, nothing is printed. */
  electronic: 0x04,
} as const;

/** Flags of EB. */
export const positionFlag = {
  checkOnly: 0x01,
  noCashCheck: 0x02,
  taxPerUnit: 0x04,
  /** Compute the tax sum from the rate, ignore the given one. */
  taxTypeOnly: 0x08,
  /** The quantity counts pieces and is printed as a whole number. */
  piece: 0x10,
} as const;

/** Numbers of tax rates in EB, B8, 3C and 3D on firmware of FFD 1.05 and later. */
export const taxNumber = {
  byDepartment: 0,
  vat20: 1,
  vat10: 2,
  vat120: 3,
  vat110: 4,
  vat0: 5,
  none: 6,
} as const;

export const openReceipt = defineCommand({
  name: 'openReceipt',
  code: 0x92,
  title: 'открыть чек',
  mode: 1,
  request: struct({ /** See `receiptFlag`. */ flags: u8, /** See `receiptType`. */ type: u8 }),
  timeoutMs: 20_000,
});

/** Begins a position; one that was begun and not ended is dropped. */
export const beginPosition = defineCommand({
  name: 'beginPosition',
  code: 0xea,
  title: 'начало позиции',
  mode: 1,
  request: struct({ fixed: constant(0x00, 0x01, 0x00) }),
  t5Ms: 50_000,
});

export const endPosition = defineCommand({
  name: 'endPosition',
  code: 0xeb,
  title: 'регистрация позиции',
  mode: 1,
  request: struct({
    /** See `positionFlag`. */
    flags: u8,
    price: money(7),
    quantity,
    /** Total of the position (tag 1043). */
    total: money(7),
    /** See `taxNumber`. */
    tax: u8,
    /** 0 when the register computes it. */
    taxSum: money(7),
    /** Section, row of table 7. */
    department: bcd(1),
    /** Tag 1212, 0 when not given. */
    subject: bcd(1),
    /** Tag 1214, 0 when not given. */
    method: bcd(1),
    /** For information only: 0 discount, 1 surcharge. */
    discountSign: u8,
    /** For information only. */
    discount: money(7),
    reserved: constant(0x00, 0x00),
    /** Not padded; a longer name goes as tag 1030 and this is empty. */
    name: text({ maxLength: 128 }),
  }),
  timeoutMs: 50_000,
  t5Ms: 50_000,
});

/** What 43 takes off or adds: part of the sum, or a sum. */
export const discountKind = { percent: 0, sum: 1 } as const;

const discount = {
  /** See `receiptFlag`. */
  flags: u8,
  /** 0 receipt, 1 last position. */
  area: u8,
  /** See `discountKind`. */
  kind: u8,
  /** 0 discount, 1 surcharge. */
  sign: u8,
};

/** On the receipt by a sum it may only round kopecks off. */
export const discountOrSurcharge = defineCommand({
  name: 'discountOrSurcharge',
  code: 0x43,
  title: 'скидка, надбавка',
  mode: 1,
  request: choice('kind', 2, {
    [discountKind.percent]: struct({ ...discount, value: bcd(3, 'hundredths of a percent') }),
    [discountKind.sum]: struct({ ...discount, value: money(5) }),
  }),
});

export const registerTax = defineCommand({
  name: 'registerTax',
  code: 0xb8,
  title: 'регистрация налога на чек',
  mode: 1,
  request: struct({
    /** See `receiptFlag`. */
    flags: u8,
    /** 0 receipt, 1 position. */
    area: u8,
    /** See `taxNumber`. */
    tax: u8,
    sum: money(5),
  }),
});

export const payment = defineCommand({
  name: 'payment',
  code: 0x99,
  title: 'расчёт по чеку',
  mode: 1,
  request: struct({
    /** See `receiptFlag`. */ flags: u8,
    /** See `paymentType`. */ type: bcd(1),
    sum: money(5),
  }),
  answer: struct({ /** Still to pay. */ remainder: money(5), change: money(5) }),
});

export const cancelPayment = defineCommand({
  name: 'cancelPayment',
  code: 0x9b,
  title: 'сторно расчёта',
  mode: 1,
  request: struct({
    /** See `receiptFlag`. */ flags: u8,
    /** See `paymentType`. */ type: bcd(1),
    sum: money(5),
  }),
  answer: struct({ /** Still to pay. */ remainder: money(5), change: money(5) }),
  evidence: 'single',
});

export const closeReceipt = defineCommand({
  name: 'closeReceipt',
  code: 0x4a,
  title: 'закрытие чека',
  mode: 1,
  request: struct({
    /** See `receiptFlag`. */
    flags: u8,
    /** See `paymentType`. */
    type: bcd(1),
    /** 0: already paid, or exactly the remainder. */ sum: money(5),
  }),
  timeoutMs: 45_000,
  t5Ms: 20_000,
});

export const cancelReceipt = defineCommand({
  name: 'cancelReceipt',
  code: 0x59,
  title: 'отмена чека',
  mode: 1,
});

export const cashIn = defineCommand({
  name: 'cashIn',
  code: 0x49,
  title: 'внесение денег',
  mode: 1,
  request: struct({ /** See `receiptFlag`. */ flags: u8, sum: money(5) }),
});

export const cashOut = defineCommand({
  name: 'cashOut',
  code: 0x4f,
  title: 'выплата денег',
  mode: 1,
  request: struct({ /** See `receiptFlag`. */ flags: u8, sum: money(5) }),
});
