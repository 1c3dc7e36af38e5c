import { checkArgument, listOf, oneOf } from '../../util/options.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';
import type { RegisterName, Registers, ValueOf } from '../vocabulary.js';
import { type CountedType, countedTypes, type ShiftCounters, type TotalCounters } from './counted.js';
import type { CounterDialect } from './dialect.js';

const typesRule = listOf(oneOf(...countedTypes));

/** Reads the register's counters (command 91). Everything throws what the line throws, and DeviceError. */
export class CounterReader {
  readonly #dialect: Session['dialect'];
  readonly #exclusive: Exclusive;

  /** @internal */
  constructor({ dialect }: Pick<Session, 'dialect'>, exclusive: Exclusive) {
    this.#dialect = dialect;
    this.#exclusive = exclusive;
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
    checkArgument(name, 'name', oneOf(...this.#dialect.counterNames));
    return this.#exclusive(options, async () => (await this.#counters()).read(name, p1, p2, options));
  }

  /** Counters of the shift; those of all types take some 200 commands, so name the types that matter. */
  async shift<T extends CountedType = CountedType>(
    only?: readonly T[],
    options?: CallOptions,
  ): Promise<ShiftCounters<T>> {
    const types = wanted(only);
    return this.#exclusive(options, async () => {
      const counted = await (await this.#counters()).shift(types, options);
      return counted as ShiftCounters<T>;
    });
  }

  /** Sums since the register was made. */
  async totals<T extends CountedType = CountedType>(
    only?: readonly T[],
    options?: CallOptions,
  ): Promise<TotalCounters<T>> {
    const types = wanted(only);
    return this.#exclusive(options, async () => {
      const counted = await (await this.#counters()).totals(types, options);
      return counted as TotalCounters<T>;
    });
  }

  async #counters(): Promise<CounterDialect> {
    return (await this.#dialect.further()).counters;
  }
}

/** In the order of the register, whatever that of the caller. */
function wanted(only: readonly CountedType[] | undefined): readonly CountedType[] {
  if (only !== undefined) checkArgument(only, 'only', typesRule);
  return countedTypes.filter((type) => only === undefined || only.includes(type));
}
