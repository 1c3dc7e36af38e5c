import { receiptType } from '../../protocol/classic/commands/receipt.js';
import type { RegisterName } from '../../protocol/classic/registers.js';
import { bcd, encodeValue } from '../../protocol/codec.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { cashSign, countedTypes, type TypeCounters } from '../device/counters.js';
import type { Device } from '../device/device.js';
import { taxSums } from '../device/receipt.js';
import type { ReadRegister } from './types.js';

const PAYMENT_TYPES = 10;
/** Counts of two BCD bytes begin anew after 9999. */
const COUNT_LIMIT = 10_000;

/** Receipt types by the operation numbers of registers 0C and 0E. */
const operations: readonly number[] = [
  receiptType.sell,
  receiptType.buy,
  receiptType.sellReturn,
  receiptType.buyReturn,
  receiptType.sellCorrection,
  receiptType.buyCorrection,
];

function wrongParameter(): never {
  throw deviceError(deviceStatus.invalidCommandFormat);
}

function shiftCounters({ state }: Device, type: number): TypeCounters {
  return state.shift.byType[type] ?? wrongParameter();
}

function operation(index: number): number {
  return operations[index] ?? wrongParameter();
}

function payment(type: number): number {
  return type >= 1 && type <= PAYMENT_TYPES ? type : wrongParameter();
}

function tax({ taxNumbers }: Device, number: number): number {
  return number >= 1 && number <= taxNumbers ? number : wrongParameter();
}

/** Takings less payouts of the shift. */
function revenue({ state }: Device): number {
  return countedTypes.reduce((sum, type) => sum + cashSign(type) * (state.shift.byType[type]?.sum ?? 0), 0);
}

export const counterRegisters = {
  registrationsSum: (device, type) => ({ sum: shiftCounters(device, type).positionsSum }),
  stornoSum: (device, type) => ({ sum: shiftCounters(device, type) && 0 }),
  paymentsSum: (device, type, by) => ({ sum: shiftCounters(device, type).payments[payment(by)] ?? 0 }),
  cashInSum: ({ state }) => ({ sum: state.shift.cashIn.sum }),
  cashOutSum: ({ state }) => ({ sum: state.shift.cashOut.sum }),
  registrationsCount: (device, type) => ({ count: shiftCounters(device, type).positions % COUNT_LIMIT }),
  stornoCount: (device, type) => ({ count: shiftCounters(device, type) && 0 }),
  cashInCount: ({ state }) => ({ count: state.shift.cashIn.count % COUNT_LIMIT }),
  cashOutCount: ({ state }) => ({ count: state.shift.cashOut.count % COUNT_LIMIT }),
  cashSum: ({ state }) => ({ sum: state.cash }),

  revenue(device) {
    const sum = revenue(device);
    return { sign: sum < 0 ? 1 : 0, sum: Math.abs(sum) };
  },

  shiftTotal: (device, index) => ({ sum: shiftCounters(device, operation(index)).sum }),

  nonResettableSinceRegistration({ state }, index, dimension) {
    const size = dimension === 0 ? 7 : 9;
    const sum = state.totals.byType[operation(index)]?.sum ?? 0;
    // The wide form has more digits than a number may have; its head is zero.
    const head = new Uint8Array(size - 7);
    return { digits: Uint8Array.of(...head, ...encodeValue(bcd(7), sum)) };
  },

  registeredTaxes: (device, type, number) => ({
    sum: encodeValue(bcd(6), shiftCounters(device, type).taxes[tax(device, number)] ?? 0),
  }),

  discountsSum: ({ state }) => ({
    sum: encodeValue(
      bcd(6),
      countedTypes.reduce((sum, type) => sum + (state.shift.byType[type]?.discounts ?? 0), 0),
    ),
  }),

  nonResettableSum: ({ state }, type) => ({ sum: state.totals.byType[type]?.sum ?? wrongParameter() }),

  sectionSum: (device, type, section) => ({
    sum: encodeValue(bcd(6), shiftCounters(device, type).sections[section] ?? 0),
  }),

  discountsAndSurcharges: (device, type) => ({
    discounts: shiftCounters(device, type).discounts,
    surcharges: 0,
  }),

  cancellationsSum: (device, type) => ({ sum: shiftCounters(device, type).cancelledSum }),

  nonResettableByPayment: ({ state }, type, by) => ({
    sum: (state.totals.byType[type] ?? wrongParameter()).payments[payment(by)] ?? 0,
  }),

  shiftTaxSum: (device, type, number) => ({
    sum: shiftCounters(device, type).taxes[tax(device, number)] ?? 0,
  }),

  receiptTaxSum(device, number) {
    const { state } = device;
    const index = tax(device, number);
    return { sum: state.receipt ? (taxSums(state.receipt)[index] ?? 0) : 0 };
  },

  receiptCounts(device, type) {
    const { receipts, cancelled } = shiftCounters(device, type);
    return { receipts, cancelled };
  },
} satisfies { readonly [K in RegisterName]?: ReadRegister<K> };
