import { ProtocolError } from '../errors.js';
import {
  decodeSetting,
  encodeSetting,
  type Setting,
  type SettingName,
  type SettingValue,
  settingsOfModel,
} from '../protocol/classic/settings.js';
import { tableTextAsAnswered } from '../protocol/classic/table-text.js';
import { deviceError } from '../protocol/device-errors.js';
import { deviceStatus } from '../protocol/device-status.js';
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
}

/** Row number, then field number. */
type Table = Map<number, Map<number, Field>>;

interface Layout {
  readonly tables: ReadonlyMap<number, Table>;
  readonly byName: ReadonlyMap<string, { readonly setting: Setting; readonly field: Field }>;
}

const address = (table: number, row: number, field: number): string => `${table}.${row}.${field}`;

/** The register's memory of settings: what commands 46 and 50 read and write, and what the register obeys. */
export class Tables {
  /** Code of the model (command A5). */
  readonly model: number;
  readonly #layout: Layout;
  /** Fields that were written, as by command 50; texts are converted when they are read. */
  readonly #written = new Map<Field, Uint8Array>();
  #revision = 0;

  /** A register fresh from the factory, with the fields that this model has. */
  constructor(model: number) {
    this.model = model;
    this.#layout = layoutOf(model);
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
    this.#written.clear();
    for (const [place, hex] of Object.entries(fields)) {
      const [table = 0, row = 0, number = 0] = place.split('.').map(Number);
      const field = this.#layout.tables.get(table)?.get(row)?.get(number);
      const bytes = fromHex(hex);
      if (field?.factory.length !== bytes.length)
        throw new ProtocolError('MALFORMED', `В таблицах модели ${this.model} нет поля ${place} ${hex}`, {
          field: place,
          value: hex,
        });
      this.#written.set(field, bytes);
    }
    this.#revision++;
  }

  /** Whether there is such a field, `table.row.field`, of this width, and its settings can have these bytes. */
  fits(place: string, bytes: Uint8Array): boolean {
    const [table = 0, row = 0, number = 0] = place.split('.').map(Number);
    const field = this.#layout.tables.get(table)?.get(row)?.get(number);
    return (
      field?.factory.length === bytes.length && field.settings.every((setting) => isReadable(setting, bytes))
    );
  }

  /** Takes a field as command 46 answers it: texts come out in another page than they go in. */
  loadAnswered(place: string, bytes: Uint8Array): void {
    const [table = 0, row = 0, number = 0] = place.split('.').map(Number);
    const field = this.#find(table, row, number);
    const [first] = field.settings;
    const written =
      first?.encoding.ownPage === true
        ? encodeSetting(first, decodeSetting(first, bytes), answered(field, field.factory))
        : bytes.slice();
    this.#written.set(field, written);
    this.#revision++;
  }

  /** Another number after every change. */
  get revision(): number {
    return this.#revision;
  }

  /** @throws DeviceError 91, 92 or 93 when there is no such table, row or field */
  read(table: number, row: number, field: number): Uint8Array {
    const found = this.#find(table, row, field);
    return answered(found, this.#bytes(found));
  }

  /**
   * @throws DeviceError 91, 92 or 93 when there is no such table, row or field, 14 when the width is another one,
   * 13 when no setting of the field can have these bytes (which error a real register has for that is not known)
   */
  write(table: number, row: number, field: number, value: Uint8Array): void {
    const found = this.#find(table, row, field);
    if (value.length !== found.factory.length) throw deviceError(deviceStatus.invalidCommandLength);
    if (!found.settings.every((setting) => isReadable(setting, answered(found, value))))
      throw deviceError(deviceStatus.invalidCommandFormat);
    this.#written.set(found, value.slice());
    this.#revision++;
  }

  has(name: SettingName): boolean {
    return this.#layout.byName.has(name);
  }

  /** @throws ProtocolError `RANGE` when the model does not have the setting: ask `has` first */
  get<N extends SettingName>(name: N): SettingValue<N> {
    const { setting, field } = this.#named(name);
    return decodeSetting(setting, answered(field, this.#bytes(field))) as SettingValue<N>;
  }

  /** @throws ProtocolError `RANGE` when the value does not fit, or when the model does not have the setting */
  set<N extends SettingName>(name: N, value: SettingValue<N>): void {
    const { setting, field } = this.#named(name);
    this.#written.set(field, encodeSetting(setting, value, answered(field, this.#bytes(field))));
    this.#revision++;
  }

  /** Initialisation of the tables (71) and technological reset (6B): all but what belongs to the registration. */
  reset(): void {
    for (const field of this.#written.keys())
      if (field.table !== REGISTRATION_TABLE) this.#written.delete(field);
    this.#revision++;
  }

  toJSON(): TablesSnapshot {
    const fields: Record<string, string> = {};
    for (const [table, rows] of this.#layout.tables)
      for (const [row, columns] of rows)
        for (const [number, field] of columns) {
          const written = this.#written.get(field);
          const hex = written && toHex(written, '');
          if (hex !== undefined && hex !== toHex(field.factory, ''))
            fields[address(table, row, number)] = hex;
        }
    return { model: this.model, fields };
  }

  #bytes(field: Field): Uint8Array {
    return this.#written.get(field) ?? field.factory;
  }

  #find(table: number, row: number, field: number): Field {
    const rows = this.#layout.tables.get(table);
    if (!rows) throw deviceError(deviceStatus.invalidTable);
    const columns = rows.get(row);
    if (!columns) throw deviceError(deviceStatus.invalidRow);
    const found = columns.get(field);
    if (!found) throw deviceError(deviceStatus.invalidField);
    return found;
  }

  #named(name: SettingName): { readonly setting: Setting; readonly field: Field } {
    const found = this.#layout.byName.get(name);
    if (found) return found;
    throw new ProtocolError('RANGE', `У модели ${this.model} нет настройки ${name}`, { field: name });
  }
}

const layouts = new Map<number, Layout>();

/** What the tables of a model are from the factory: nothing changes it, so all registers of the model share it. */
function layoutOf(model: number): Layout {
  const known = layouts.get(model) ?? buildLayout(model);
  layouts.set(model, known);
  return known;
}

function buildLayout(model: number): Layout {
  const tables = new Map<number, Table>();
  const byName = new Map<string, { readonly setting: Setting; readonly field: Field }>();
  for (const setting of settingsOfModel(model)) {
    const { table, row, field: number } = setting;
    const rows = tables.get(table) ?? new Map<number, Map<number, Field>>();
    tables.set(table, rows);
    const columns = rows.get(row) ?? new Map<number, Field>();
    rows.set(row, columns);
    const shared = columns.get(number);
    const factory = shared?.factory ?? new Uint8Array(widthOf(setting).bytes).fill(paddingOf(setting));
    const field: Field = { table, settings: [...(shared?.settings ?? []), setting], factory };
    columns.set(number, field);
    for (const member of field.settings) byName.set(member.name, { setting: member, field });
  }
  for (const [name, value] of factoryValues(model)) {
    const found = byName.get(name);
    if (!found) continue;
    const { field, setting } = found;
    field.factory.set(encodeSetting(setting, value as SettingValue, answered(field, field.factory)));
  }
  return { tables, byName };
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
