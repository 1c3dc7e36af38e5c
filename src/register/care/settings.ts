import {
  commands,
  deviceStatus,
  mode,
  type Setting,
  type SettingName,
  type SettingValue,
} from '../../protocol/index.js';
import { toHex } from '../../util/hex.js';
import type { ClassicSession } from '../classic/session.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import { unlessRefused } from '../session/refusals.js';

const catalog = () => import('./settings-catalog.js');

export type SettingValues = { readonly [N in SettingName]?: SettingValue<N> };

/** A setting as the register has it. */
export interface SettingEntry {
  name: SettingName;
  /** Russian name. */
  title: string;
  table: number;
  row: number;
  field: number;
  /** Undefined when the bytes have no known meaning. */
  value: SettingValue | undefined;
  /** The whole field, hex; settings may share one. */
  bytes: string;
}

/** Table 3: passwords of the users in field 1. */
const USERS = { table: 3, password: 1 } as const;

/** The register's tables: by name of the setting, or by table, row and field. */
export class RegisterSettings {
  readonly #session: ClassicSession;
  readonly #exclusive: Exclusive;

  constructor(session: ClassicSession, exclusive: Exclusive) {
    this.#session = session;
    this.#exclusive = exclusive;
  }

  /**
   * Value of a setting, such as `get('ofdAddress')`.
   *
   * @throws ValidationError for a name that no setting has, or that this model does not have; DeviceError 91, 92, 93 when the
   * firmware does not know the field; ProtocolError `MALFORMED` when its bytes have no known meaning.
   */
  async get<N extends SettingName>(name: N, options?: CallOptions): Promise<SettingValue<N>> {
    const { decodeSetting, requireName } = await catalog();
    requireName(name);
    return this.#exclusive(options, async () => {
      const setting = await this.#setting(name, options);
      return decodeSetting(setting, await this.#read(setting, options));
    });
  }

  /**
   * Changes a setting and leaves its neighbours in the same bytes as they are. An equal value is not written.
   * Returns whether something was written.
   *
   * @throws ProtocolError `RANGE` before a byte is sent: `field`, `rule` and `value` say why; DeviceError.
   */
  async set<N extends SettingName>(name: N, value: SettingValue<N>, options?: CallOptions): Promise<boolean> {
    const written = await this.update({ [name]: value } as SettingValues, options);
    return written.length > 0;
  }

  /** Changes several settings in one visit to the programming mode. Returns the names of those that were written. */
  async update(values: SettingValues, options?: CallOptions): Promise<SettingName[]> {
    const wanted = Object.entries(values) as Array<[SettingName, SettingValue]>;
    const { checkSetting, requireName } = await catalog();
    for (const [name, value] of wanted) {
      requireName(name);
      checkSetting(name, value, this.#session.device.knownModel);
    }
    return this.#exclusive(options, () =>
      this.#programming(options, async () => {
        const written: SettingName[] = [];
        for (const [name, value] of wanted) {
          if (await this.#change(await this.#setting(name, options), value, options)) written.push(name);
        }
        return written;
      }),
    );
  }

  /**
   * Every setting of this model, passwords included. Fields that the firmware does not have are left out.
   * Takes some 200 commands.
   */
  all(options?: CallOptions): Promise<SettingEntry[]> {
    return this.#exclusive(options, async () => {
      const { meaningOf, settingsOfModel } = await catalog();
      const cells = new Map<string, Uint8Array | undefined>();
      const entries: SettingEntry[] = [];
      for (const setting of settingsOfModel(await this.#session.device.model(options))) {
        const { name, title, table, row, field } = setting;
        const cell = `${table}.${row}.${field}`;
        if (!cells.has(cell)) cells.set(cell, await unlessRefused(this.#read(setting, options), ...ABSENT));
        const bytes = cells.get(cell);
        if (!bytes) continue;
        const value = meaningOf(setting, bytes);
        entries.push({ name, title, table, row, field, value, bytes: toHex(bytes, '') });
      }
      return entries;
    });
  }

  /** Bytes of a field (command 46). DeviceError 91, 92, 93 when there is no such table, row or field. */
  readTable(table: number, row: number, field: number, options?: CallOptions): Promise<Uint8Array> {
    return this.#exclusive(options, () => this.#read({ table, row, field }, options));
  }

  /** Writes a whole field as given (command 50); the width must be the one that `readTable` gives. */
  writeTable(
    table: number,
    row: number,
    field: number,
    value: Uint8Array,
    options?: CallOptions,
  ): Promise<void> {
    return this.#exclusive(options, () =>
      this.#programming(options, () => this.#write({ table, row, field }, value, options)),
    );
  }

  async #setting<N extends SettingName>(name: N, options?: CallOptions): Promise<Setting<N>> {
    const { settingOfModel, wrongName } = await catalog();
    const model = await this.#session.device.model(options);
    const setting = settingOfModel(name, model);
    if (setting) return setting;
    throw wrongName(
      name,
      `у модели ${model} нет этой настройки`,
      `model ${model} does not have this setting`,
    );
  }

  /** Mostly readable in any mode; where it is not, the register says so (66). */
  async #read(cell: Cell, options?: CallOptions): Promise<Uint8Array> {
    const { caller, modes } = this.#session;
    const { table, row, field } = cell;
    const read = () => caller.callThrough(commands.readTable, { table, row, field }, options);
    const answer = await unlessRefused(read(), deviceStatus.invalidMode);
    if (answer) return answer.value;
    await modes.enter(mode.programming, options);
    return (await read()).value;
  }

  async #change(setting: Setting, value: SettingValue, options?: CallOptions): Promise<boolean> {
    const { encodeSetting, meaningOf } = await catalog();
    const current = await this.#read(setting, options);
    const before = meaningOf(setting, current);
    if (before === value) return false;
    await this.#write(setting, encodeSetting(setting, value, current), options);
    this.#follow(setting, before, value);
    return true;
  }

  #write({ table, row, field }: Cell, value: Uint8Array, options?: CallOptions): Promise<void> {
    this.#session.device.forgetPaper();
    return this.#session.modes.run(commands.writeTable, { table, row, field, value }, options);
  }

  /** A password that we use ourselves: the register takes the new one from the next command on. */
  #follow(setting: Setting, before: SettingValue | undefined, value: SettingValue): void {
    const { caller, modes } = this.#session;
    if (setting.name === 'accessPassword') caller.accessPassword = Number(value);
    const ofUser = setting.table === USERS.table && setting.field === USERS.password;
    if (ofUser && Number(before) === modes.userPassword) modes.userPassword = Number(value);
  }

  #programming<T>(options: CallOptions | undefined, job: () => Promise<T>): Promise<T> {
    return this.#session.modes.visit(mode.programming, job, options);
  }
}

interface Cell {
  readonly table: number;
  readonly row: number;
  readonly field: number;
}

const ABSENT = [deviceStatus.invalidTable, deviceStatus.invalidRow, deviceStatus.invalidField];
