import { ProtocolError } from '../../errors.js';
import type { SettingName } from '../../protocol/classic/settings.js';
import {
  decodeP5Setting,
  encodeP5Setting,
  type P5Setting,
  type P5SettingValue,
  p5Settings,
} from '../../protocol/p5/settings.js';
import { asciiBytes, asciiText } from '../../protocol/p5/text.js';
import { fromHex, toHex } from '../../util/hex.js';
import type { P5Kkt } from './kkt.js';

/** Fields of a table that was never written. */
const factory: Readonly<Record<string, readonly string[]>> = {
  '(A': ['0', '0', '0', '0'],
  '(C': ['', '0', '0', '0'],
  '(D': ['20', '1', '192.168.1.10', '255.255.255.0', '192.168.1.1', '5555', '8.8.8.8', '1'],
  '(H': ['0', '0', '0', '0'],
  ')A': ['0', '0', '0', '16', '0', '0'],
  ')B': ['0', '3', '0', '0', '0', '0'],
  ')C': ['', '0', '5', '0', '0'],
};

/** Where both protocols have a setting the device has it once. */
function settingsOf(table: string): Array<P5Setting & { readonly place: { readonly field: number } }> {
  return p5Settings.filter(
    (setting): setting is P5Setting & { place: { table: never; field: number } } =>
      'table' in setting.place && setting.place.table === table,
  );
}

/** All fields of a table. */
export function readTable({ memory, device: { settings } }: P5Kkt, table: string): Uint8Array[] {
  const stored = memory.tables[table]?.map((hex) => fromHex(hex));
  const fields = stored ?? (factory[table] ?? []).map(asciiBytes);
  for (const setting of settingsOf(table)) {
    const { tables } = settings;
    const name = setting.name as SettingName;
    if (!tables.has(name)) continue;
    const own = tables.get(name);
    const value = typeof own === 'string' ? own.trim() : own;
    const index = setting.place.field - 1;
    // A value that this protocol has no form for leaves the field as it is.
    if (typeof value === setting.type)
      fields[index] = encodeP5Setting(setting, value, fields[index] ?? asciiBytes('0'));
  }
  return fields;
}

/** Bits of a counter that holds settings of the device; undefined for a counter of another kind. */
export function readFlags({ memory, device: { settings } }: P5Kkt, tag: number): string | undefined {
  const flags = flagsOf(tag);
  if (flags.length === 0) return undefined;
  let field = asciiBytes(memory.written[tag] ?? '0');
  for (const setting of flags) {
    const name = setting.name as SettingName;
    if (!settings.tables.has(name)) continue;
    const value = settings.tables.get(name);
    if (typeof value === setting.type && representable(setting, value))
      field = encodeP5Setting(setting, value, field);
  }
  return asciiText(field);
}

/** Writes such a counter; what the device obeys is changed too. */
export function writeFlags({ memory, device: { settings } }: P5Kkt, tag: number, text: string): void {
  for (const setting of flagsOf(tag)) {
    const name = setting.name as SettingName;
    if (settings.tables.has(name))
      settings.tables.set(name, decodeP5Setting(setting, asciiBytes(text)) as never);
  }
  memory.written[tag] = text;
}

const flagsOf = (tag: number): P5Setting[] =>
  p5Settings.filter(({ place }) => 'counter' in place && place.counter === tag && place.mask !== undefined);

/** A number that this protocol has no bits for leaves them as they are. */
const representable = ({ wire }: P5Setting, value: P5SettingValue): boolean =>
  typeof value !== 'number' || Object.hasOwn(wire, value);

/** Writes a table; what the device obeys is changed too. Throws ProtocolError when a field has no meaning. */
export function writeTable(kkt: P5Kkt, table: string, given: readonly Uint8Array[]): void {
  const { tables } = kkt.device.settings;
  const before = readTable(kkt, table);
  const fields = before.map((field, index) => given[index] ?? field);
  const changes: Array<() => void> = [];
  for (const setting of settingsOf(table)) {
    const field = fields[setting.place.field - 1];
    if (field === undefined)
      throw new ProtocolError('TRUNCATED', `Нет поля ${setting.place.field} (${setting.name})`);
    const value = decodeP5Setting(setting, field);
    const name = setting.name as SettingName;
    if (tables.has(name)) changes.push(() => tables.set(name, value as never));
  }
  for (const change of changes) change();
  kkt.memory.tables[table] = fields.map((field) => toHex(field, ''));
}
