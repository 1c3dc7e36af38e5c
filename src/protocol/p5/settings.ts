import { restated } from '../../errors/restated.js';
import { ProtocolError } from '../../errors.js';
import { type P5SettingPlace, type P5SettingType, p5SettingRows } from './data/settings.js';
import { int, text } from './fields.js';

export type { P5SettingPlace, P5SettingType } from './data/settings.js';

type Row = (typeof p5SettingRows)[number];

/** camelCase name of a setting; the classic protocol's where it has the same one. */
export type P5SettingName = Row[0];
export type P5SettingValue = boolean | number | string;

export interface P5Setting {
  readonly name: P5SettingName;
  /** Number in the vendor's driver (LIBFPTR_PARAM_SETTING_ID). */
  readonly id: number;
  /** Russian name. */
  readonly title: string;
  readonly type: P5SettingType;
  readonly place: P5SettingPlace;
  /** Value to what stands on the wire, where they differ. */
  readonly wire: Readonly<Record<number, number>>;
}

export const p5Settings: readonly P5Setting[] = p5SettingRows.map(([name, id, title, type, place, wire]) =>
  Object.freeze({ name, id, title, type, place, wire: wire ?? {} }),
);

const byName = new Map<string, P5Setting>(p5Settings.map((setting) => [setting.name, setting]));
const byId = new Map(p5Settings.map((setting) => [setting.id, setting]));

/** The setting with this name or with this number in the vendor's driver (a number, or its digits). */
export function findP5Setting(nameOrId: string | number): P5Setting | undefined {
  return byName.get(String(nameOrId)) ?? byId.get(Number(nameOrId));
}

/** Value of a setting in its field. Throws ProtocolError `MALFORMED`. */
export function decodeP5Setting({ name, type, place, wire }: P5Setting, field: Uint8Array): P5SettingValue {
  if (type === 'string') return text.decode(field);
  try {
    const whole = int.decode(field);
    const mask = 'mask' in place ? place.mask : undefined;
    const bits = mask === undefined ? whole : whole & mask;
    if (type === 'number')
      return Number(Object.keys(wire).find((value) => wire[Number(value)] === bits) ?? bits);
    return (bits !== 0) !== 'inverted' in place;
  } catch (error) {
    throw error instanceof ProtocolError ? restated(error, { field: name }) : error;
  }
}

/** The field with the setting changed; other bits stay as they are in `current`. Throws ProtocolError `RANGE`. */
export function encodeP5Setting(setting: P5Setting, value: P5SettingValue, current: Uint8Array): Uint8Array {
  const { name, type, place, wire } = setting;
  if (typeof value !== type)
    throw new ProtocolError('RANGE', `${name}: нужно значение типа ${type}`, {
      field: name,
      rule: type,
      value,
    });
  if (typeof value === 'string') return text.encode(value);
  const mask = 'mask' in place ? place.mask : undefined;
  const on = typeof value === 'boolean' && value !== 'inverted' in place;
  const bits = typeof value === 'boolean' ? (on ? (mask ?? 1) : 0) : (wire[value] ?? value);
  if (!Number.isSafeInteger(bits) || bits < 0 || (mask !== undefined && (bits & ~mask) !== 0))
    throw new ProtocolError('RANGE', `${name}: значение ${value} не помещается в поле`, {
      field: name,
      rule: mask === undefined ? 'integer' : `bits of ${mask}`,
      value,
    });
  return int.encode(mask === undefined ? bits : (int.decode(current) & ~mask) | bits);
}
