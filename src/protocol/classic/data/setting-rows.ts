import type { Evidence } from '../definition.js';
import type { SettingEncoding } from '../setting-encodings.js';

type AnyEncoding = SettingEncoding<boolean> | SettingEncoding<number> | SettingEncoding<string>;

/**
 * Columns: name, number in the vendor's driver (null: it has none), Russian title, table, row, field, encoding,
 * width in bytes (null: as wide as the register answers), models that have it (null: not known), evidence, more.
 */
export type SettingRow<Name extends string = string> = readonly [
  name: Name,
  id: number | null,
  title: string,
  table: number,
  row: number,
  field: number,
  encoding: AnyEncoding,
  width: number | null,
  models: readonly number[] | null,
  evidence: Evidence,
  more?: { readonly note?: string; readonly values?: Readonly<Record<number, string>> },
];

/** Rows whose type tells no more than names and the types of values: declarations stay small. */
export interface SettingRows<Values> extends ReadonlyArray<SettingRow<keyof Values & string>> {
  /** Never there; it only carries the types. */
  readonly types?: Values;
}

type ValueOf<E> = E extends SettingEncoding<infer T> ? T : never;

export function settingRowsOf<const Rows extends readonly SettingRow[]>(
  rows: Rows,
): SettingRows<{ readonly [Row in Rows[number] as Row[0]]: ValueOf<Row[6]> }> {
  return rows as never;
}
