import { checkArgument, must, readable, text } from '../../util/options.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';
import type { SettingName, SettingValue } from '../vocabulary.js';
import type { SettingDialect, SettingEntry, SettingValues } from './dialect.js';

/** Whether a setting has this name is told by the catalog, with a proposal. */
const string = text(0);
const object = must(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  ['нужен объект с настройками, { имя: значение }', 'an object of settings is needed, { name: value }'],
  'OPTION_TYPE',
);

/** The register's tables: by name of the setting, or by table, row and field. */
export class RegisterSettings {
  readonly #dialect: Session['dialect'];
  readonly #exclusive: Exclusive;

  /** @internal */
  constructor({ dialect }: Pick<Session, 'dialect'>, exclusive: Exclusive) {
    this.#dialect = dialect;
    this.#exclusive = exclusive;
  }

  /**
   * Value of a setting, such as `get('ofdAddress')`.
   *
   * @throws ValidationError for a name that no setting has, or that this model does not have; DeviceError 91, 92, 93 when the
   * firmware does not know the field; ProtocolError `MALFORMED` when its bytes have no known meaning.
   */
  async get<N extends SettingName>(name: N, options?: CallOptions): Promise<SettingValue<N>> {
    checkArgument(name, 'name', string);
    await (await this.#settings()).requireName(name);
    return this.#exclusive(options, async () => (await this.#settings()).get(name, options));
  }

  /**
   * Changes a setting and leaves its neighbours in the same bytes as they are. An equal value is not written.
   * Returns whether something was written.
   *
   * @throws ProtocolError `RANGE` before a byte is sent: `field`, `rule` and `value` say why; DeviceError.
   */
  async set<N extends SettingName>(name: N, value: SettingValue<N>, options?: CallOptions): Promise<boolean> {
    checkArgument(name, 'name', string);
    const written = await this.update({ [name]: value } as SettingValues, options);
    return written.length > 0;
  }

  /** Changes several settings in one visit to the programming mode. Returns the names of those that were written. */
  async update(values: SettingValues, options?: CallOptions): Promise<SettingName[]> {
    checkArgument(values, 'values', object);
    // What is checked is what is written, whatever the caller does to his object meanwhile.
    const wanted = readable('values', () => ({ ...values }));
    await (await this.#settings()).check(wanted);
    return this.#exclusive(options, async () => (await this.#settings()).update(wanted, options));
  }

  /**
   * Every setting of this model, passwords included. Fields that the firmware does not have are left out.
   * Takes some 200 commands.
   */
  all(options?: CallOptions): Promise<SettingEntry[]> {
    return this.#exclusive(options, async () => (await this.#settings()).all(options));
  }

  /** Bytes of a field (command 46). DeviceError 91, 92, 93 when there is no such table, row or field. */
  readTable(table: number, row: number, field: number, options?: CallOptions): Promise<Uint8Array> {
    return this.#exclusive(options, async () =>
      (await this.#settings()).readCell({ table, row, field }, options),
    );
  }

  /** Writes a whole field as given (command 50); the width must be the one that `readTable` gives. */
  writeTable(
    table: number,
    row: number,
    field: number,
    value: Uint8Array,
    options?: CallOptions,
  ): Promise<void> {
    return this.#exclusive(options, async () =>
      (await this.#settings()).writeCell({ table, row, field }, value, options),
    );
  }
  async #settings(): Promise<SettingDialect> {
    return (await this.#dialect.further()).settings;
  }
}
