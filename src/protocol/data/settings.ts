import { deviceSettingRows } from './device-settings.js';
import { tableSettingRows } from './table-settings.js';

export { cellsOf90F } from './device-settings.js';

/**
 * Settings in order of table, row and field. Columns:
 * name, number in the vendor's driver (null: it has none), Russian title, table, row, field, encoding,
 * width in bytes (null: as wide as the register answers), models that have it (null: not known), evidence, more.
 */
export const settingRows = [...deviceSettingRows, ...tableSettingRows] as const;
