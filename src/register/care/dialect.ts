import type { Bitmap } from '../print/bitmap.js';
import type { CallOptions, LongCallOptions, ThroughOptions } from '../session/call-options.js';
import type { SettingName, SettingValue, UnitName } from '../vocabulary.js';

/** What a service engineer does to a register. See `Dialect` for what the methods throw. */
export interface ServiceDialect {
  /** The command alone. Its answer may not come any more. */
  restart(options: CallOptions): Promise<void>;
  /** Working time since the register was started, in units of its own; undefined when it keeps that to itself. */
  uptime(options: CallOptions): Promise<number | undefined>;
  powerOff(options?: CallOptions): Promise<void>;
  versions(options?: CallOptions): Promise<Partial<Record<UnitName, UnitVersion>>>;
  /** Whether security code `number` (1..30) was entered. */
  hasSecurityCode(number: number, options?: CallOptions): Promise<boolean>;
  initTables(options?: CallOptions): Promise<void>;
  technologicalReset(options?: CallOptions): Promise<void>;
  generalReset(options: LongCallOptions): Promise<void>;
  resetTestFn(options?: CallOptions): Promise<void>;
  /** Sets the clock: `YYYY-MM-DDTHH:mm:ss`. DeviceError in an open shift, or before the last document. */
  setClock(dateTime: string, options?: ThroughOptions): Promise<void>;
}

export interface UnitVersion {
  /** `major.minor.build`. */
  version: string;
  language: number;
}

export interface PictureDialect {
  count(options?: CallOptions): Promise<number>;
  /** Size in dots. */
  info(number: number, options?: CallOptions): Promise<{ width: number; height: number }>;
  /** Returns its number. */
  upload(picture: Bitmap, options?: CallOptions): Promise<number>;
  /** 0: all of them. */
  delete(number: number, options?: CallOptions): Promise<void>;
}

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

/** A field of the register's tables. */
export interface Cell {
  readonly table: number;
  readonly row: number;
  readonly field: number;
}

export interface SettingDialect {
  /** Asks nothing. ValidationError for a name that no setting has. */
  requireName(name: string): Promise<void>;
  /** Asks nothing. ValidationError as above, ProtocolError `RANGE` for a value that no register takes. */
  check(values: SettingValues): Promise<void>;
  get<N extends SettingName>(name: N, options?: CallOptions): Promise<SettingValue<N>>;
  /** Returns the names of those that were written. */
  update(values: SettingValues, options?: CallOptions): Promise<SettingName[]>;
  all(options?: CallOptions): Promise<SettingEntry[]>;
  readCell(cell: Cell, options?: CallOptions): Promise<Uint8Array>;
  writeCell(cell: Cell, value: Uint8Array, options?: CallOptions): Promise<void>;
}
