import { vatRates } from '../fiscal/index.js';
import type { DumpedCounters, DumpedTypeCounters } from '../protocol/classic/dump.js';
import { commands, paymentType, type Register, receiptType, registers } from '../protocol/index.js';
import type { CountedPayment, CountedType, TypeCounters } from '../register/questions/counted.js';
import type { CashRegister } from '../register/register.js';
import type { CallOptions } from '../register/session/call-options.js';
import { toHex } from '../util/hex.js';

import { ifTold } from './told.js';

const PAYMENT_TYPES = 10;
const TAX_NUMBERS = 12;
/** Sections of a register. */
const SECTIONS = 99;

const noReceipt = { documentNumber: 0, type: 0, sum: 0, dateTime: '', fiscalSign: 0 } as const;

/** Types in the order of register 0C. */
const operations: readonly CountedType[] = [
  'sell',
  'buy',
  'sellReturn',
  'buyReturn',
  'sellCorrection',
  'buyCorrection',
];

/** The counters of shift and life, in the shape that an emulator keeps them in. */
export async function dumpCounters(
  kkt: CashRegister,
  receipts: number,
  call: CallOptions,
): Promise<DumpedCounters> {
  const read = <T>(register: Register<T>, p1 = 0, p2 = 0) => kkt.read(register, p1, p2, call);
  const { byType, cashIn, cashOut, cashKopecks } = await kkt.counters.shift(undefined, call);
  const totals = await kkt.counters.totals(undefined, call);
  const flow = await ifTold(kkt.call(commands.getLastShiftTotal, undefined, call));
  const shown = await ifTold(read(registers.receiptTotals));
  const last = (await ifTold(read(registers.lastReceipt))) ?? noReceipt;
  const bytes = await ifTold(read(registers.receiptBytes));
  const cuts = await ifTold(read(registers.cutterResource, 1));
  const shift: Record<string, DumpedTypeCounters> = {};
  const ever: Record<string, { sum: number; payments: number[] }> = {};
  for (const [name, type] of types) {
    const counters = byType[name];
    const index = operations.indexOf(name);
    const sum = index < 0 ? undefined : await ifTold(read(registers.shiftTotal, index));
    const positionsSum = counters.positionsKopecks ?? 0;
    shift[type] = {
      receipts: counters.receipts ?? 0,
      sum: sum?.sum ?? positionsSum,
      positions: counters.positions ?? 0,
      positionsSum,
      payments: byPayment(counters.payments),
      taxes: byTax(counters),
      sections: positionsSum === 0 ? {} : await sections(kkt, type, positionsSum, call),
      discounts: counters.discountsKopecks ?? 0,
      cancelled: counters.cancelled ?? 0,
      cancelledSum: counters.cancelledKopecks ?? 0,
    };
    ever[type] = { sum: totals[name].kopecks ?? 0, payments: byPayment(totals[name].payments) };
  }
  return {
    cash: cashKopecks,
    cashIn: { sum: cashIn.kopecks, count: cashIn.count },
    cashOut: { sum: cashOut.kopecks, count: cashOut.count },
    shift,
    totals: ever,
    receipts,
    lastShift: { income: flow?.income ?? 0, outcome: flow?.outcome ?? 0 },
    shownSum: shown?.sum ?? 0,
    lastReceipt: { ...last, bytes: bytes?.bytes ?? 0 },
    cuts: cuts?.count ?? 0,
  };
}

const types = Object.entries(receiptType) as Array<[CountedType, number]>;

function byPayment(sums: Partial<Record<CountedPayment, number>>): number[] {
  const list = new Array<number>(PAYMENT_TYPES + 1).fill(0);
  for (const [name, sum] of Object.entries(sums)) {
    const index = name.startsWith('user')
      ? Number(name.slice('user'.length))
      : paymentType[name as keyof typeof paymentType];
    list[index] = sum;
  }
  return list;
}

function byTax({ vat }: TypeCounters): number[] {
  const list = new Array<number>(TAX_NUMBERS + 1).fill(0);
  for (const [name, sum] of Object.entries(vat)) list[vatRates[name as keyof typeof vatRates].code] = sum;
  return list;
}

/** Of those sections that have something, until all of it is found. */
async function sections(
  kkt: CashRegister,
  type: number,
  whole: number,
  call: CallOptions,
): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  let left = whole;
  for (let section = 0; section <= SECTIONS && left > 0; section++) {
    const answer = await ifTold(kkt.read(registers.sectionSum, type, section, call));
    const sum = answer ? Number(toHex(answer.sum, '')) : 0;
    if (sum > 0) found[section] = sum;
    left -= sum;
  }
  return found;
}
