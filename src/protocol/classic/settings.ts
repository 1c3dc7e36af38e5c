import { restated } from '../../errors/restated.js';
import { ProtocolError } from '../../errors.js';
import { needBytes, needObject } from '../../util/arguments.js';
import { asReading } from '../../util/options.js';
import { outOfRange } from '../codec.js';
import type { SettingRow } from './data/setting-rows.js';
import { cellsOf90F, type SettingTypes, settingRows } from './data/settings.js';
import type { Evidence } from './definition.js';
import type { SettingEncoding } from './setting-encodings.js';

export type { SettingEncoding } from './setting-encodings.js';

/** Settings of the register: fields of the tables that commands 46 and 50 read and write. */

/** camelCase name of a setting, such as `ofdAddress`. */
export type SettingName = keyof SettingTypes;
/** What a setting holds: boolean, number or string. */
export type SettingValue<N extends SettingName = SettingName> = SettingTypes[N];

export interface Setting<N extends SettingName = SettingName> {
  readonly name: N;
  /** Number in the vendor's driver (LIBFPTR_PARAM_SETTING_ID); null when that driver has none. */
  readonly id: number | null;
  /** Russian name. */
  readonly title: string;
  readonly table: number;
  readonly row: number;
  readonly field: number;
  readonly encoding: SettingEncoding<SettingTypes[N]>;
  /** Width of the field in bytes; null when only the register knows. */
  readonly width: number | null;
  /** Codes of the models that have it; null when nobody says. */
  readonly models: readonly number[] | null;
  readonly evidence: Evidence;
  readonly note: string | undefined;
  /** Meanings of values, where known. */
  readonly values: Readonly<Record<number, string>> | undefined;
}

function settingOf(row: SettingRow<SettingName>): Setting {
  const [name, id, title, table, tableRow, field, encoding, width, models, evidence, more = {}] = row;
  const { note, values } = more;
  return Object.freeze({
    name,
    id,
    title,
    table,
    row: tableRow,
    field,
    encoding,
    width,
    models,
    evidence,
    note,
    values,
  });
}

const all: readonly Setting[] = settingRows.map(settingOf);

/** Every known setting by name, where the usual layout has it; for one model see `settingsOfModel`. */
export const settings = Object.freeze(Object.fromEntries(all.map((setting) => [setting.name, setting]))) as {
  readonly [N in SettingName]: Setting<N>;
};

const byId = new Map(all.map((setting) => [setting.id, setting]));

export function isSettingName(name: string): name is SettingName {
  return typeof name === 'string' && Object.hasOwn(settings, name);
}

/** The setting with this name or with this number in the vendor's driver (a number, or its digits). */
export function findSetting(nameOrId: string | number): Setting | undefined {
  if (typeof nameOrId === 'string' && isSettingName(nameOrId)) return settings[nameOrId];
  if (typeof nameOrId !== 'string' && typeof nameOrId !== 'number') return undefined;
  return /^\d+$/.test(String(nameOrId)) ? byId.get(Number(nameOrId)) : undefined;
}

/** The 90F keeps its settings in an order of its own. */
const MODEL_90F = 72;

const ofModels = new Map<number, readonly Setting[]>();
const listedModels = new Set(all.flatMap((setting) => setting.models ?? []));

/**
 * Settings of one model, where this model keeps them.
 * A model that no list names is taken to have everything that the usual layout has: the register decides.
 */
export function settingsOfModel(model: number): readonly Setting[] {
  const known = ofModels.get(model);
  if (known) return known;
  const found = listedModels.has(model)
    ? all.filter(({ models }) => (models ? models.includes(model) : model !== MODEL_90F))
    : all.filter(({ models }) => !models || models.some((code) => code !== MODEL_90F));
  const placed = model === MODEL_90F ? found.map(on90F) : found;
  ofModels.set(model, placed);
  return placed;
}

function on90F(setting: Setting): Setting {
  if (!Object.hasOwn(cellsOf90F, setting.name)) return setting;
  const [table, row, field, encoding] = cellsOf90F[setting.name as keyof typeof cellsOf90F];
  return Object.freeze({ ...setting, table, row, field, encoding: encoding ?? setting.encoding });
}

/** One setting as this model keeps it, or undefined when the model has none. */
export function settingOfModel<N extends SettingName>(name: N, model: number): Setting<N> | undefined {
  return settingsOfModel(model).find((setting) => setting.name === name) as Setting<N> | undefined;
}

/** Settings that share the bytes of a field, in the usual layout or in that of a model. */
export function settingsOfCell(
  table: number,
  row: number,
  field: number,
  model?: number,
): readonly Setting[] {
  const where = model === undefined ? all : settingsOfModel(model);
  return where.filter((setting) => setting.table === table && setting.row === row && setting.field === field);
}

/**
 * The value of a setting in the bytes that command 46 answered.
 * @throws ProtocolError `TRUNCATED` or `MALFORMED` with the name of the setting in `field`
 */
export function decodeSetting<N extends SettingName>(
  setting: Setting<N>,
  bytes: Uint8Array,
): SettingValue<N> {
  needObject(setting, 'setting');
  needBytes(bytes, 'bytes');
  return named(setting, () => setting.encoding.decode(bytes));
}

const typeRules = { boolean: 'true или false', number: 'число', string: 'строка' } as const;

/**
 * Bytes to write with command 50: `current`, as command 46 answered it, with this setting changed.
 * Width and neighbours in the same bytes stay as they are.
 *
 * Padded text goes out in another code page than it comes in, so equal bytes are no test of an equal value:
 * compare `decodeSetting(setting, current)`.
 * @throws ProtocolError `RANGE` with the name of the setting in `field`, the `rule` and the `value`
 */
export function encodeSetting<N extends SettingName>(
  setting: Setting<N>,
  value: SettingValue<N>,
  current: Uint8Array,
): Uint8Array {
  needObject(setting, 'setting');
  needBytes(current, 'current');
  return named(setting, () => {
    const { type } = setting.encoding;
    if (typeof value !== type) throw outOfRange(typeRules[type], value);
    return setting.encoding.encode(value, current);
  });
}

function named<T>(setting: Setting, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw asReading('setting', error);
    const message = `${setting.name} (${setting.title}): ${error.message}`;
    throw restated(error, { field: setting.name, message });
  }
}
