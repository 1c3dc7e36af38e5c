import { type Problem, ValidationError } from '../../errors.js';
import type { RegisterDump } from '../../protocol/classic/dump.js';
import type { Clock } from '../../util/clock.js';
import { fromHex } from '../../util/hex.js';
import { localToMs } from '../../util/local-time.js';
import { type DeviceState, newDeviceState } from '../device/state.js';
import { fnPassport } from '../fn/passport.js';
import { type EmulatedFnState, newFnState } from '../fn/state.js';
import { newIdentity } from '../identity.js';
import type { EmulatorOptions } from '../options.js';
import type { Parts } from '../parts.js';
import { type ModelName, modelNames, profileOf } from '../profile.js';
import { Tables } from '../tables.js';
import { checkDump } from './check.js';
import { dumpedArchive } from './documents.js';
import { dumpedRegistration, type Numbers } from './registration.js';

const DAY = 24 * 60 * 60 * 1000;

/** Options that a dump has already answered. */
const answered = [
  'model',
  'firmware',
  'registered',
  'registration',
  'serialNumber',
  'fnNumber',
  'fnModel',
  'state',
] as const satisfies ReadonlyArray<keyof EmulatorOptions>;

/** The register of a dump. ValidationError when it is none, or none that can be emulated. */
export function dumpedParts(options: EmulatorOptions, given: RegisterDump, clock: Clock): Parts {
  const dump = checkDump(given);
  refuse(options);
  const model = modelNames.find((name) => profileOf(name).model.code === dump.model);
  if (model === undefined) throw notEmulated(dump);
  const profile = profileOf(model as ModelName, dump.firmware);
  const own = newIdentity(profile.model.code);
  const numbers: Numbers = options.testNumbers
    ? { serialNumber: own.serialNumber, fnNumber: own.fnNumber, unit: own.unit }
    : { serialNumber: dump.serialNumber, fnNumber: dump.fn.number, unit: undefined };
  const registered = dumpedRegistration(dump, numbers);
  const passport = fnPassport({
    number: numbers.fnNumber,
    keyDays: options.fnKeyDays ?? keyDays(dump),
    capacity: options.fnCapacity,
    bufferBytes: options.fnBufferBytes,
    maxPositions: options.fnMaxPositions,
  });
  const { last, unsent, shift } = dump.fn;
  const fn: EmulatedFnState = {
    ...newFnState({ ...passport, version: dump.fn.version }),
    debug: options.testNumbers ? true : dump.fn.debug,
    phase: dump.fn.phase,
    registrations: registered.reports,
    shift: {
      open: shift.open,
      number: shift.number,
      openedAt: shift.open ? shift.dateTime : '',
      closedAt: shift.open ? '' : shift.dateTime,
      receipts: shift.receipts,
      documents: shift.documents,
    },
    last: { ...last },
    sentUpTo: unsent.count > 0 ? unsent.first - 1 : last.number,
  };
  const moment = options.dateTime ?? dump.dateTime;
  return {
    profile,
    serialNumber: numbers.serialNumber,
    registration: registered.registration,
    tables: tablesOf(profile.model.code, dump),
    fn: { state: fn, archive: dumpedArchive(dump, registered) },
    fnPresent: true,
    state: stateOf(dump, numbers.fnNumber, localToMs(moment) - clock.now()),
  };
}

function stateOf(
  { counters, registrations }: RegisterDump,
  fnNumber: string,
  clockOffset: number,
): DeviceState {
  const { shift, cashIn, cashOut, totals, lastReceipt } = counters;
  const copy = structuredClone({ shift, cashIn, cashOut, totals });
  const fresh = newDeviceState(clockOffset);
  return {
    ...fresh,
    cash: counters.cash,
    shift: {
      byType: { ...fresh.shift.byType, ...copy.shift } as DeviceState['shift']['byType'],
      cashIn: copy.cashIn,
      cashOut: copy.cashOut,
      shortage: 0,
    },
    totals: {
      byType: { ...fresh.totals.byType, ...copy.totals } as DeviceState['totals']['byType'],
      receipts: counters.receipts,
    },
    lastShift: { ...counters.lastShift },
    lastReceipt: lastReceipt.documentNumber > 0 ? { ...lastReceipt } : undefined,
    shownSum: counters.shownSum,
    registeredFn: registrations.length > 0 ? fnNumber : '',
    cuts: counters.cuts,
  };
}

/** Fields that the emulated model has. A register may have others, or other widths: what is not known is as from the factory. */
function tablesOf(model: number, { tables: fields }: RegisterDump): Tables {
  const tables = new Tables(model);
  for (const [place, hex] of Object.entries(fields)) {
    const bytes = fromHex(hex);
    if (tables.fits(place, bytes)) tables.loadAnswered(place, bytes);
  }
  return tables;
}

function keyDays({ fn: { validUntil }, registrations: [first] }: RegisterDump): number | undefined {
  if (!first || validUntil === '') return undefined;
  const days = Math.floor(
    (localToMs(`${validUntil}T00:00`) - localToMs(`${first.dateTime.slice(0, 10)}T00:00`)) / DAY,
  );
  return days > 0 ? days : undefined;
}

function refuse(options: EmulatorOptions): void {
  const problems: Problem[] = answered
    .filter((name) => options[name] !== undefined && !(name === 'registered' && options.registered))
    .map((name) => ({
      path: name,
      code: 'OPTION',
      ru: 'уже сказано в from',
      en: 'from already says it',
      value: options[name],
    }));
  if (problems.length > 0) throw new ValidationError(problems, 'Неверные параметры эмулятора');
}

function notEmulated({ model, modelName }: RegisterDump): ValidationError {
  const known = modelNames.join(', ');
  const problem: Problem = {
    path: 'from.model',
    code: 'MODEL',
    ru: `такая модель не эмулируется, есть: ${known}`,
    en: `this model is not emulated, there are: ${known}`,
    value: `${model} ${modelName}`,
  };
  return new ValidationError([problem], 'Неверные параметры эмулятора');
}
