import {
  commands,
  deviceStatus,
  mode,
  type Setting,
  type SettingName,
  type SettingValue,
} from '../../protocol/index.js';
import { toHex } from '../../util/hex.js';
import { late } from '../../util/late.js';
import type { Cell, SettingDialect, SettingEntry, SettingValues } from '../care/dialect.js';
import type { CallOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Ground } from './ground.js';

/** Tables of hundreds of rows, loaded when somebody asks for a setting. */
const catalog = () => late(() => import('./settings-catalog.js'));

/** Table 3: passwords of the users in field 1. */
const USERS = { table: 3, password: 1 } as const;

/** The register's tables (commands 46 and 50): by name of the setting, or by table, row and field. */
export class ClassicSettings implements SettingDialect {
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  async requireName(name: string): Promise<void> {
    (await catalog()).requireName(name);
  }

  async check(values: SettingValues): Promise<void> {
    const { checkSetting, requireName } = await catalog();
    for (const [name, value] of entriesOf(values)) {
      requireName(name);
      checkSetting(name, value, this.#ground.device.knownModel);
    }
  }

  async get<N extends SettingName>(name: N, options?: CallOptions): Promise<SettingValue<N>> {
    const { decodeSetting } = await catalog();
    const setting = await this.#setting(name, options);
    return decodeSetting(setting, await this.readCell(setting, options));
  }

  update(values: SettingValues, options?: CallOptions): Promise<SettingName[]> {
    return this.#programming(options, async () => {
      const written: SettingName[] = [];
      for (const [name, value] of entriesOf(values)) {
        if (await this.#change(await this.#setting(name, options), value, options)) written.push(name);
      }
      return written;
    });
  }

  async all(options?: CallOptions): Promise<SettingEntry[]> {
    const { meaningOf, settingsOfModel } = await catalog();
    const cells = new Map<string, Uint8Array | undefined>();
    const entries: SettingEntry[] = [];
    for (const setting of settingsOfModel(await this.#ground.device.model(options))) {
      const { name, title, table, row, field } = setting;
      const cell = `${table}.${row}.${field}`;
      if (!cells.has(cell)) cells.set(cell, await unlessRefused(this.readCell(setting, options), ...ABSENT));
      const bytes = cells.get(cell);
      if (!bytes) continue;
      const value = meaningOf(setting, bytes);
      entries.push({ name, title, table, row, field, value, bytes: toHex(bytes, '') });
    }
    return entries;
  }

  writeCell(cell: Cell, value: Uint8Array, options?: CallOptions): Promise<void> {
    return this.#programming(options, () => this.#write(cell, value, options));
  }

  async #setting<N extends SettingName>(name: N, options?: CallOptions): Promise<Setting<N>> {
    const { settingOfModel, wrongName } = await catalog();
    const model = await this.#ground.device.model(options);
    const setting = settingOfModel(name, model);
    if (setting) return setting;
    throw wrongName(
      name,
      `у модели ${model} нет этой настройки`,
      `model ${model} does not have this setting`,
    );
  }

  /** Mostly readable in any mode; where it is not, the register says so (66). */
  async readCell(cell: Cell, options?: CallOptions): Promise<Uint8Array> {
    const { caller, modes } = this.#ground;
    const { table, row, field } = cell;
    const read = () => caller.callThrough(commands.readTable, { table, row, field }, options);
    const answer = await unlessRefused(read(), deviceStatus.invalidMode);
    if (answer) return answer.value;
    await modes.enter(mode.programming, options);
    return (await read()).value;
  }

  async #change(setting: Setting, value: SettingValue, options?: CallOptions): Promise<boolean> {
    const { encodeSetting, meaningOf } = await catalog();
    const current = await this.readCell(setting, options);
    const before = meaningOf(setting, current);
    if (before === value) return false;
    await this.#write(setting, encodeSetting(setting, value, current), options);
    this.#follow(setting, before, value);
    return true;
  }

  #write({ table, row, field }: Cell, value: Uint8Array, options?: CallOptions): Promise<void> {
    this.#ground.device.forgetPaper();
    return this.#ground.modes.send(commands.writeTable, { table, row, field, value }, options);
  }

  /** A password that we use ourselves: the register takes the new one from the next command on. */
  #follow(setting: Setting, before: SettingValue | undefined, value: SettingValue): void {
    const { caller, modes } = this.#ground;
    if (setting.name === 'accessPassword') caller.accessPassword = Number(value);
    const ofUser = setting.table === USERS.table && setting.field === USERS.password;
    if (ofUser && Number(before) === modes.userPassword) modes.userPassword = Number(value);
  }

  #programming<T>(options: CallOptions | undefined, job: () => Promise<T>): Promise<T> {
    return this.#ground.modes.visit(mode.programming, job, options);
  }
}

const ABSENT = [deviceStatus.invalidTable, deviceStatus.invalidRow, deviceStatus.invalidField];

const entriesOf = (values: SettingValues): Array<[SettingName, SettingValue]> =>
  Object.entries(values) as Array<[SettingName, SettingValue]>;
