import { type Problem, ValidationError } from '../errors.js';
import type { RegisterDump } from '../protocol/classic/dump.js';
import { callRules } from '../register/options.js';
import type { CashRegister } from '../register/register.js';
import { late } from '../util/late.js';
import {
  checkArgument,
  checkOptions,
  flag,
  integer,
  type OptionRules,
  unless,
  withMethods,
} from '../util/options.js';
import type { DumpOptions } from './dump-options.js';

const dumpRules: OptionRules<DumpOptions> = {
  ...callRules,
  personal: flag,
  secrets: flag,
  documents: unless((value) => value === 'all', integer(0, 1_000_000)),
};

const WRONG = 'Неверные параметры dumpRegister()';

/**
 * Reads what a register is: model, firmware, tables, registration, counters, FN. Nothing is printed, opened or changed; an emulator
 * becomes that register by `new Emulator({ from: dump })`. Takes some hundred commands; leave the register alone meanwhile.
 *
 * @throws ValidationError for wrong options; DeviceError C8 or D2 when there is no FN; what the line throws.
 */
export async function dumpRegister(kkt: CashRegister, options: DumpOptions = {}): Promise<RegisterDump> {
  checkArgument(kkt, 'kkt', withMethods('identify', 'read', 'call'), WRONG);
  checkOptions(options, dumpRules, WRONG);
  const { personal = false, documents = 0 } = options;
  if (documents !== 0 && !personal) throw customersInside(documents);
  const { readDump } = await late(() => import('./read-dump.js'));
  return readDump(kkt, options);
}

function customersInside(value: number | 'all'): ValidationError {
  const problem: Problem = {
    path: 'documents',
    code: 'PERSONAL',
    ru: 'в документах бывают покупатели: нужен и personal',
    en: 'customers may be named in documents: personal is needed as well',
    value,
  };
  return new ValidationError([problem], 'Неверные параметры dumpRegister()');
}
