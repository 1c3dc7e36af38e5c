import { deviceSettingRows } from './device-settings.js';
import type { SettingRow, SettingRows } from './setting-rows.js';
import { tableSettingRows } from './table-settings.js';

export { cellsOf90F } from './device-settings.js';

type ValuesOf<Rows> = Rows extends SettingRows<infer Values> ? Values : never;

/** Type of value by name of setting. */
export type SettingTypes = ValuesOf<typeof deviceSettingRows> & ValuesOf<typeof tableSettingRows>;

/** Settings in order of table, row and field. */
export const settingRows: ReadonlyArray<SettingRow<keyof SettingTypes>> = [
  ...deviceSettingRows,
  ...tableSettingRows,
];
