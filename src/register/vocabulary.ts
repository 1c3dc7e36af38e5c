import type { unit } from '../protocol/index.js';

/** Words of tills that the protocol numbers: names of settings, counters, parts. Types only: nobody gets a command from here. */
export type { RegisterName, Registers, SettingName, SettingValue, ValueOf } from '../protocol/index.js';

export type UnitName = keyof typeof unit;
