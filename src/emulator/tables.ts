import { ProtocolError } from '../errors.js';
import { deviceError, deviceStatus } from '../protocol/device-errors.js';
import {
  decodeSetting,
  encodeSetting,
  type Setting,
  type SettingName,
  type SettingValue,
  settingsOfModel,
} from '../protocol/settings.js';
import { tableTextAsAnswered } from '../protocol/table-text.js';
import { fromHex, toHex } from '../util/hex.js';
import { factoryValues, REGISTRATION_TABLE, widthOf } from './data/factory-settings.js';

/** Tables in the state file: fields that differ from the factory's, hex by `table.row.field`. */
export interface TablesSnapshot {
  readonly model: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** One field of a table, with the settings that share its bytes. */
interface Field {
  readonly table: number;
  readonly settings: readonly Setting[];
  readonly factory: Uint8Array;
  /** As written by command 50; texts are converted when they are read. */
  bytes: Uint8Array;
}

/** Row number, then field number. */
type Table = Map<number, Map<number, Field>>;

const address = (table: number, row: number, field: number): string => `${table}.${row}.${field}`;

/** The register's memory of settings: what commands 46 and 50 read and write, and what the register obeys. */
export class Tables {
  /** Code of the model (command A5). */
  readonly model: number;
  readonly #tables = new Map<number, Table>();
  readonly #byName = new Map<string, { readonly setting: Setting; readonly field: Field }>();
  #revision = 0;

  /** A register fresh from the factory, with the fields that this model has. */
  constructor(model: number) {
    this.model = model;
    for (const setting of settingsOfModel(model)) this.#add(setting);
    for (const [name, value] of factoryValues(model)) {
      const found = this.#byName.get(name);
      if (!found) continue;
      const { field, setting } = found;
      field.factory.set(encodeSetting(setting, value as SettingValue, answered(field, field.factory)));
    }
    for (const field of this.#fields()) field.bytes = field.factory.slice();
  }

  /**
   * The tables of a snapshot.
   * @throws ProtocolError `MALFORMED` when the snapshot names a field, or a width, that the model does not have
   */
  static from(snapshot: TablesSnapshot): Tables {
    const tables = new Tables(snapshot.model);
    tables.load(snapshot.fields);
    return tables;
  }

  /**
   * Takes the fields of a snapshot; all others are as from the factory.
   * @throws ProtocolError `MALFORMED` when the model does not have a field, or not of this width
   */
  load(fields: TablesSnapshot['fields']): void {
    for (const field of this.#fields()) field.bytes = field.factory.slice();
    for (const [place, hex] of Object.entries(fields)) {
      const [table = 0, row = 0, number = 0] = place.split('.').map(Number);
      const field = this.#tables.get(table)?.get(row)?.get(number);
      const bytes = fromHex(hex);
      if (field?.bytes.length !== bytes.length)
        throw new ProtocolError('MALFORMED', `В таблицах модели ${this.model} нет поля ${place} ${hex}`, {
          field: place,
          value: hex,
        });
      field.bytes = bytes;
    }
    this.#revision++;
  }

  /** Another number after every change. */
  get revision(): number {
    return this.#revision;
  }

  /** @throws DeviceError 91, 92 or 93 when there is no such table, row or field */
  read(table: number, row: number, field: number): Uint8Array {
    const found = this.#find(table, row, field);
    return answered(found, found.bytes);
  }

  /**
   * @throws DeviceError 91, 92 or 93 when there is no such table, row or field, 14 when the width is another one,
   * 13 when no setting of the field can have these bytes (which error a real register has for that is not known)
   */
  write(table: number, row: number, field: number, value: Uint8Array): void {
    const found = this.#find(table, row, field);
    if (value.length !== found.bytes.length) throw deviceError(deviceStatus.invalidCommandLength);
    if (!found.settings.every((setting) => isReadable(setting, answered(found, value))))
      throw deviceError(deviceStatus.invalidCommandFormat);
    found.bytes = value.slice();
    this.#revision++;
  }

  has(name: SettingName): boolean {
    return this.#byName.has(name);
  }

  /** @throws ProtocolError `RANGE` when the model does not have the setting: ask `has` first */
  get<N extends SettingName>(name: N): SettingValue<N> {
    const { setting, field } = this.#named(name);
    return decodeSetting(setting, answered(field, field.bytes)) as SettingValue<N>;
  }

  /** @throws ProtocolError `RANGE` when the value does not fit, or when the model does not have the setting */
  set<N extends SettingName>(name: N, value: SettingValue<N>): void {
    const { setting, field } = this.#named(name);
    field.bytes = encodeSetting(setting, value, answered(field, field.bytes));
    this.#revision++;
  }

  /** Initialisation of the tables (71) and technological reset (6B): all but what belongs to the registration. */
  reset(): void {
    for (const field of this.#fields())
      if (field.table !== REGISTRATION_TABLE) field.bytes = field.factory.slice();
    this.#revision++;
  }

  toJSON(): TablesSnapshot {
    const fields: Record<string, string> = {};
    for (const [table, rows] of this.#tables)
      for (const [row, columns] of rows)
        for (const [number, { bytes, factory }] of columns) {
          const hex = toHex(bytes, '');
          if (hex !== toHex(factory, '')) fields[address(table, row, number)] = hex;
        }
    return { model: this.model, fields };
  }

  #add(setting: Setting): void {
    const { table, row, field: number } = setting;
    const rows = this.#tables.get(table) ?? new Map<number, Map<number, Field>>();
    this.#tables.set(table, rows);
    const columns = rows.get(row) ?? new Map<number, Field>();
    rows.set(row, columns);
    const shared = columns.get(number);
    const factory = shared?.factory ?? new Uint8Array(widthOf(setting).bytes).fill(paddingOf(setting));
    const settings = [...(shared?.settings ?? []), setting];
    const field: Field = { table, settings, factory, bytes: factory };
    columns.set(number, field);
    for (const member of settings) this.#byName.set(member.name, { setting: member, field });
  }

  #find(table: number, row: number, field: number): Field {
    const rows = this.#tables.get(table);
    if (!rows) throw deviceError(deviceStatus.invalidTable);
    const columns = rows.get(row);
    if (!columns) throw deviceError(deviceStatus.invalidRow);
    const found = columns.get(field);
    if (!found) throw deviceError(deviceStatus.invalidField);
    return found;
  }

  #named(name: SettingName): { readonly setting: Setting; readonly field: Field } {
    const found = this.#byName.get(name);
    if (found) return found;
    throw new ProtocolError('RANGE', `У модели ${this.model} нет настройки ${name}`, { field: name });
  }

  *#fields(): Generator<Field> {
    for (const rows of this.#tables.values()) for (const columns of rows.values()) yield* columns.values();
  }
}

const BLANK = 0x20;

function paddingOf(setting: Setting): number {
  return setting.encoding.ownPage ? BLANK : 0;
}

function answered({ settings }: Field, bytes: Uint8Array): Uint8Array {
  return settings[0]?.encoding.ownPage ? tableTextAsAnswered(bytes) : bytes.slice();
}

function isReadable(setting: Setting, bytes: Uint8Array): boolean {
  try {
    decodeSetting(setting, bytes);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
