import { type Problem, ValidationError } from '../errors.js';
import { registrationNumber } from '../fiscal/registration-number.js';
import { needObject } from '../util/arguments.js';
import { readable } from '../util/options.js';
import { Emulator } from './emulator.js';
import type { EmulatorOptions } from './options.js';
import { profileOf } from './profile.js';
import { defaultInn } from './registration.js';

/** Numbers of one register of a fleet. */
export type FleetNumbers = Required<Pick<EmulatorOptions, 'serialNumber' | 'fnNumber' | 'registration'>>;

const MAX_UNITS = 999_999;

/**
 * Serial number, FN and registration number of the n-th register of a fleet, counted from 1; each is another one for another n, the
 * single emulator's own included.
 *
 * @throws ValidationError for a number outside of 1..999 999
 */
export function fleetNumbers(unit: number, options: EmulatorOptions = {}): FleetNumbers {
  if (!Number.isInteger(unit) || unit < 1 || unit > MAX_UNITS) throw wrongCount('unit', unit);
  needObject(options, 'options');
  const { model = '42FS', registration = {} } = readable('options', () => ({ ...options }));
  const { code } = profileOf(model).model;
  const serialNumber = `0010${code}9${String(unit).padStart(7, '0')}`;
  const owner = { inn: registration.inn ?? defaultInn, serial: serialNumber };
  return {
    serialNumber,
    fnNumber: `9999078903${String(unit).padStart(6, '0')}`,
    registration: { ...registration, registrationNumber: registrationNumber(1_000_000 + unit, owner) },
  };
}

/**
 * Registers that differ: `count` emulators with the same options and each with numbers of its own, for fleets and gateways. They
 * listen nowhere yet. One that cannot be made closes the others.
 *
 * @throws ValidationError for a count outside of 1..999 999, and what `Emulator.open` throws
 */
export async function emulateMany(count: number, options: EmulatorOptions = {}): Promise<Emulator[]> {
  if (!Number.isInteger(count) || count < 1 || count > MAX_UNITS) throw wrongCount('count', count);
  const made: Emulator[] = [];
  try {
    for (let unit = 1; unit <= count; unit++) {
      const state = options.state === undefined ? undefined : `${options.state}/${unit}`;
      made.push(await Emulator.open({ ...options, ...fleetNumbers(unit, options), state }));
    }
    return made;
  } catch (error) {
    await Promise.all(made.map((emulator) => emulator.close()));
    throw error;
  }
}

function wrongCount(path: string, value: number): ValidationError {
  const rule = { ru: `целое число 1..${MAX_UNITS}`, en: `an integer 1..${MAX_UNITS}` };
  const problem: Problem = { path, code: 'OPTION', ...rule, value };
  return new ValidationError([problem], 'Неверные параметры эмулятора');
}
