import { type Problem, ProtocolError, ValidationError } from '../errors.js';
import type { Clock } from '../util/clock.js';
import { hostTime, localToMs } from '../util/local-time.js';
import { Device } from './device/device.js';
import { registrationRequisites } from './device/requisites.js';
import { Settings } from './device/settings.js';
import { vatRateSets } from './device/taxes.js';
import { FiscalStorage } from './fn/storage.js';
import { readOfdWay } from './ofd/way.js';
import type { EmulatorOptions } from './options.js';
import { profileOf } from './profile.js';
import { completeRegistration, workModesOf } from './registration.js';
import { Tables } from './tables.js';

const LATENCY = 900;
const FN_NUMBER = '9999078902000001';
const FN_VERSION = 'fn_v_1_05_debug';
const CAPACITY = 250_000;
/** 36 months, as makers count them. */
const KEY_DAYS = 1110;
/** Years have two digits on the wire. */
const EARLIEST = localToMs('2000-01-01T00:00:00');

/** Puts a register together; with `registered` its registration report is signed at once. */
export function createDevice(
  options: EmulatorOptions,
  clock: Clock,
  onError: (error: unknown) => void,
): Device {
  const profile = profileOf(options.model ?? '42FS', options.firmware);
  const serialNumber = options.serialNumber ?? profile.serialNumber;
  const fnNumber = options.fnNumber ?? FN_NUMBER;
  const { latency = LATENCY, vatRates = 'ffd105', fnCapacity = CAPACITY, fnKeyDays = KEY_DAYS } = options;
  check(options, [
    ['serialNumber', /^\d{14}$/.test(serialNumber), '14 цифр', '14 digits'],
    ['fnNumber', /^\d{16}$/.test(fnNumber), '16 цифр', '16 digits'],
    ['dateTime', isMoment(options.dateTime), 'ГГГГ-ММ-ДДТчч:мм:сс', 'YYYY-MM-DDTHH:mm:ss'],
    ['latency', Number.isFinite(latency) && latency >= 0, 'миллисекунды от 0', 'milliseconds from 0'],
    ['vatRates', Object.hasOwn(vatRateSets, vatRates), 'ffd105 или 2026', 'ffd105 or 2026'],
    ['fnCapacity', Number.isInteger(fnCapacity) && fnCapacity > 0, 'целое больше 0', 'an integer above 0'],
    ['fnKeyDays', Number.isInteger(fnKeyDays) && fnKeyDays > 0, 'целое больше 0', 'an integer above 0'],
  ]);
  const registration = completeRegistration(options.registration ?? {}, serialNumber);
  const settings = new Settings(new Tables(profile.model.code));
  const device = new Device({
    profile,
    serialNumber,
    registration,
    fn: new FiscalStorage({
      number: fnNumber,
      version: FN_VERSION,
      capacity: fnCapacity,
      keyDays: fnKeyDays,
    }),
    settings,
    clock,
    dateTime: options.dateTime ?? hostTime(),
    latency,
    cashControl: options.cashControl ?? false,
    ofd: readOfdWay(options.ofd, settings),
    taxNumbers: vatRateSets[vatRates],
    onError,
  });
  if (options.registered ?? true) {
    device.begin(1, registrationRequisites(device.source));
    device.fn.commit({ registration: { ...registration, workModes: workModesOf(registration), reason: 0 } });
  }
  device.switchOn();
  return device;
}

function isMoment(dateTime: string | undefined): boolean {
  if (dateTime === undefined) return true;
  try {
    return localToMs(dateTime) >= EARLIEST;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

type Rule = readonly [option: keyof EmulatorOptions, holds: boolean, ru: string, en: string];

function check(options: EmulatorOptions, rules: readonly Rule[]): void {
  const problems: Problem[] = rules
    .filter(([, holds]) => !holds)
    .map(([option, , ru, en]) => ({ path: option, code: 'OPTION', ru, en, value: options[option] }));
  if (problems.length > 0) throw new ValidationError(problems, 'Неверные параметры эмулятора');
}
