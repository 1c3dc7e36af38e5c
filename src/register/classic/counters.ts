import type { Capabilities, VatRate } from '../../fiscal/index.js';
import { taxNumbers } from '../../fiscal/plan/capabilities.js';
import {
  deviceStatus,
  paymentType,
  type Register,
  type RegisterName,
  type Registers,
  receiptType,
  registers,
  type ValueOf,
} from '../../protocol/index.js';
import {
  type CountedPayment,
  type CountedType,
  countedPayments,
  type ShiftCounters,
  type TotalCounters,
  type TypeCounters,
} from '../questions/counted.js';
import type { CounterDialect } from '../questions/dialect.js';
import type { CallOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Caller } from './caller.js';

/** `user6` is form 6 of table 12, and so on. */
const payments: ReadonlyArray<readonly [CountedPayment, number]> = countedPayments.map((name) => [
  name,
  name in paymentType ? paymentType[name as keyof typeof paymentType] : Number(name.replace('user', '')),
]);

/** Command 91. */
export class ClassicCounters implements CounterDialect {
  readonly #caller: Caller;
  readonly #rates: ReadonlyArray<readonly [VatRate, number]>;

  constructor(caller: Caller, capabilities: Capabilities) {
    this.#caller = caller;
    this.#rates = Object.entries(taxNumbers(capabilities)) as Array<[VatRate, number]>;
  }

  read<N extends RegisterName>(
    name: N,
    p1: number,
    p2: number,
    options?: CallOptions,
  ): Promise<ValueOf<Registers[N]>> {
    const register = registers[name] as Register<ValueOf<Registers[N]>>;
    return this.#caller.read(register, p1, p2, options);
  }

  async shift(types: readonly CountedType[], options?: CallOptions): Promise<ShiftCounters> {
    const byType = await byName(types, (type) => this.#typeCounters(type, options));
    const read = <T>(register: Register<T>) => this.#caller.read(register, 0, 0, options);
    const revenue = await read(registers.revenue);
    return {
      byType,
      cashIn: {
        count: (await read(registers.cashInCount)).count,
        kopecks: (await read(registers.cashInSum)).sum,
      },
      cashOut: {
        count: (await read(registers.cashOutCount)).count,
        kopecks: (await read(registers.cashOutSum)).sum,
      },
      cashKopecks: (await read(registers.cashSum)).sum,
      revenueKopecks: revenue.sign === 0 ? revenue.sum : -revenue.sum,
      documents: (await this.#known(registers.documentsCount, 0, 0, options))?.inShift,
    };
  }

  totals(types: readonly CountedType[], options?: CallOptions): Promise<TotalCounters> {
    return byName(types, async (type) => ({
      kopecks: (await this.#known(registers.nonResettableSum, type, 0, options))?.sum,
      payments: await this.#sums(payments, registers.nonResettableByPayment, type, options),
    }));
  }

  async #typeCounters(type: number, options?: CallOptions): Promise<TypeCounters> {
    const read = <T>(register: Register<T>) => this.#known(register, type, 0, options);
    const counts = await read(registers.receiptCounts);
    const discounts = await read(registers.discountsAndSurcharges);
    return {
      receipts: counts?.receipts,
      cancelled: counts?.cancelled,
      cancelledKopecks: (await read(registers.cancellationsSum))?.sum,
      positions: (await read(registers.registrationsCount))?.count,
      positionsKopecks: (await read(registers.registrationsSum))?.sum,
      reversals: (await read(registers.stornoCount))?.count,
      reversalsKopecks: (await read(registers.stornoSum))?.sum,
      discountsKopecks: discounts?.discounts,
      surchargesKopecks: discounts?.surcharges,
      payments: await this.#sums(payments, registers.paymentsSum, type, options),
      vat: await this.#sums(this.#rates, registers.shiftTaxSum, type, options),
    };
  }

  /** A register whose second parameter counts through a list. */
  async #sums<K extends string>(
    list: ReadonlyArray<readonly [K, number]>,
    register: Register<{ sum: number }>,
    type: number,
    options?: CallOptions,
  ): Promise<Partial<Record<K, number>>> {
    const sums: Partial<Record<K, number>> = {};
    for (const [name, number] of list) {
      const value = await this.#known(register, type, number, options);
      if (value) sums[name] = value.sum;
    }
    return sums;
  }

  /** Undefined for a register, or a parameter of it, that the firmware does not have. */
  #known<T>(register: Register<T>, p1: number, p2: number, options?: CallOptions): Promise<T | undefined> {
    return unlessRefused(
      this.#caller.read(register, p1, p2, options),
      deviceStatus.invalidRegister,
      deviceStatus.invalidCommandFormat,
    );
  }
}

async function byName<C>(
  types: readonly CountedType[],
  read: (type: number) => Promise<C>,
): Promise<Record<CountedType, C>> {
  const found: Partial<Record<CountedType, C>> = {};
  for (const name of types) found[name] = await read(receiptType[name]);
  return found as Record<CountedType, C>;
}
