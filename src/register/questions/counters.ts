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
import { checkArgument } from '../../util/options.js';
import type { ClassicSession } from '../classic/session.js';
import { countedTypes, registerName } from '../options.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import { unlessRefused } from '../session/refusals.js';

export type CountedType = keyof typeof receiptType;
/** `user6`..`user10` are the forms of payment that table 12 names. */
export type CountedPayment = keyof typeof paymentType | 'user6' | 'user7' | 'user8' | 'user9' | 'user10';

/** Undefined where the firmware has no such counter. Sums are kopecks. */
export interface TypeCounters {
  /** Closed and cancelled receipts (register 41). */
  receipts: number | undefined;
  cancelled: number | undefined;
  /** Register 2E. */
  cancelledKopecks: number | undefined;
  /** Positions (registers 06 and 01); the count begins anew after 9999. */
  positions: number | undefined;
  positionsKopecks: number | undefined;
  /** Positions taken back (registers 07 and 02). */
  reversals: number | undefined;
  reversalsKopecks: number | undefined;
  /** Register 2A. */
  discountsKopecks: number | undefined;
  surchargesKopecks: number | undefined;
  /** Register 03. */
  payments: Partial<Record<CountedPayment, number>>;
  /** Sums of VAT (register 3C). */
  vat: Partial<Record<VatRate, number>>;
}

export interface ShiftCounters<T extends CountedType = CountedType> {
  byType: Record<T, TypeCounters>;
  cashIn: { count: number; kopecks: number };
  cashOut: { count: number; kopecks: number };
  /** In the drawer (register 0A). */
  cashKopecks: number;
  /** Takings less payouts; below zero when more went out (register 0B). */
  revenueKopecks: number;
  /** Fiscal documents of the shift (register 3A). */
  documents: number | undefined;
}

/** Counters that no report clears (registers 28 and 38). Sums are kopecks. */
export type TotalCounters<T extends CountedType = CountedType> = Record<
  T,
  { kopecks: number | undefined; payments: Partial<Record<CountedPayment, number>> }
>;

const payments: ReadonlyArray<readonly [CountedPayment, number]> = [
  ...(Object.entries(paymentType) as Array<[CountedPayment, number]>),
  ...([6, 7, 8, 9, 10] as const).map((type) => [`user${type}`, type] as const),
];

const types = Object.entries(receiptType) as Array<[CountedType, number]>;

/** Reads the register's counters (command 91). Everything throws what the line throws, and DeviceError. */
export class CounterReader {
  readonly #session: ClassicSession;
  readonly #exclusive: Exclusive;
  readonly #rates: ReadonlyArray<readonly [VatRate, number]>;

  constructor(session: ClassicSession, exclusive: Exclusive, capabilities: Capabilities) {
    this.#session = session;
    this.#exclusive = exclusive;
    this.#rates = Object.entries(taxNumbers(capabilities)) as Array<[VatRate, number]>;
  }

  /**
   * One register by name, such as `read('cashSum')`; the parameters stand in its declaration.
   *
   * @throws DeviceError 6C when the firmware does not have it.
   */
  async read<N extends RegisterName>(
    name: N,
    p1 = 0,
    p2 = 0,
    options?: CallOptions,
  ): Promise<ValueOf<Registers[N]>> {
    checkArgument(name, 'name', registerName);
    const register = registers[name] as Register<ValueOf<Registers[N]>>;
    return this.#exclusive(options, () => this.#session.caller.read(register, p1, p2, options));
  }

  /** Counters of the shift; those of all types take some 200 commands, so name the types that matter. */
  async shift<T extends CountedType = CountedType>(
    only?: readonly T[],
    options?: CallOptions,
  ): Promise<ShiftCounters<T>> {
    if (only !== undefined) checkArgument(only, 'only', countedTypes);
    return this.#exclusive(options, async () => {
      const byType = await this.#byType(only, (type) => this.#typeCounters(type, options));
      const read = <T>(register: Register<T>) => this.#session.caller.read(register, 0, 0, options);
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
    });
  }

  /** Sums since the register was made. */
  async totals<T extends CountedType = CountedType>(
    only?: readonly T[],
    options?: CallOptions,
  ): Promise<TotalCounters<T>> {
    if (only !== undefined) checkArgument(only, 'only', countedTypes);
    return this.#exclusive(options, () =>
      this.#byType(only, async (type) => ({
        kopecks: (await this.#known(registers.nonResettableSum, type, 0, options))?.sum,
        payments: await this.#sums(payments, registers.nonResettableByPayment, type, options),
      })),
    );
  }

  async #byType<T extends CountedType, C>(
    only: readonly T[] | undefined,
    read: (type: number) => Promise<C>,
  ): Promise<Record<T, C>> {
    const found: Partial<Record<CountedType, C>> = {};
    for (const [name, type] of types)
      if (!only || (only as readonly CountedType[]).includes(name)) found[name] = await read(type);
    return found as Record<T, C>;
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
      this.#session.caller.read(register, p1, p2, options),
      deviceStatus.invalidRegister,
      deviceStatus.invalidCommandFormat,
    );
  }
}
