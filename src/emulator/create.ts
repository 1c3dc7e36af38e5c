import { type Problem, ProtocolError, ValidationError } from '../errors.js';
import type { Clock } from '../util/clock.js';
import { hostTime, localToMs } from '../util/local-time.js';
import { optionProblems } from '../util/options.js';
import { Device } from './device/device.js';
import { DeviceMemory, type MemoryTree, restoredFn, restoredState } from './device/memory.js';
import { type Pace, realisticPace, steadyPace } from './device/pace.js';
import { registerAtOnce } from './device/registering.js';
import { Settings } from './device/settings.js';
import { newDeviceState } from './device/state.js';
import { vatRateSets } from './device/taxes.js';
import { dumpedParts } from './dump/parts.js';
import { fnPassport } from './fn/passport.js';
import { newFnState } from './fn/state.js';
import { FiscalStorage } from './fn/storage.js';
import { newIdentity } from './identity.js';
import type { Network } from './ofd/exchange.js';
import { readOfdWay } from './ofd/way.js';
import { emulatorRules } from './option-rules.js';
import type { EmulatorOptions } from './options.js';
import type { Parts } from './parts.js';
import { firmwareOf, type Profile, profileOf } from './profile.js';
import { completeRegistration } from './registration.js';
import type { StateStore, StoredContent } from './store/state-store.js';
import { memoryStore, type Store } from './store/store.js';
import { Tables } from './tables.js';

const LATENCY = 900;
/** Years have two digits on the wire. */
const EARLIEST = localToMs('2000-01-01T00:00:00');

/** A directory that was opened, and the register in it, if there is one. */
export interface OpenedState {
  readonly store: StateStore;
  readonly content: StoredContent | undefined;
}

/** What there is only where there are files and sockets. */
export interface Outside {
  readonly opened?: OpenedState | undefined;
  /** How the register's own network reaches its operator. */
  readonly network?: Network | undefined;
}

/** Puts a register together; with `registered` the registration report of a new one is signed at once. */
export function createDevice(
  options: EmulatorOptions,
  clock: Clock,
  onError: (error: unknown) => void,
  { opened, network }: Outside = {},
): Device {
  checkOptions(options, opened !== undefined);
  const store = opened?.store ?? memoryStore;
  const parts = opened?.content
    ? restoredParts(options, clock, opened.content)
    : options.from
      ? dumpedParts(options, options.from, clock)
      : newParts(options, clock, store);
  const { tables, fn, fnPresent, ...rest } = parts;
  const settings = new Settings(tables);
  const storage = new FiscalStorage(fn);
  storage.present = fnPresent;
  const device = new Device({
    ...rest,
    fn: storage,
    settings,
    store,
    clock,
    latency: options.latency ?? LATENCY,
    pace: paceOf(options, parts.profile),
    cashControl: options.cashControl ?? false,
    rounding: options.rounding ?? 'total',
    network,
    ofd: readOfdWay(options.ofd, settings, options.ofdThrough),
    taxNumbers: vatRateSets[options.vatRates ?? '2026'],
    onError,
  });
  opened?.store.serve(new DeviceMemory(device));
  if (!opened?.content && !options.from && (options.registered ?? true)) registerAtOnce(device);
  store.save();
  device.switchOn();
  return device;
}

function newParts(options: EmulatorOptions, clock: Clock, store: Store): Parts {
  const profile = profileOf(options.model ?? '42FS', options.firmware ?? firmwareOf(options.link));
  const own = newIdentity(profile.model.code);
  const serialNumber = options.serialNumber ?? own.serialNumber;
  const passport = fnPassport(
    {
      number: options.fnNumber ?? own.fnNumber,
      model: options.fnModel,
      keyDays: options.fnKeyDays,
      capacity: options.fnCapacity,
      bufferBytes: options.fnBufferBytes,
      maxPositions: options.fnMaxPositions,
    },
    fnOptionNames,
  );
  return {
    profile,
    serialNumber,
    registration: completeRegistration(options.registration ?? {}, serialNumber, own.unit),
    tables: new Tables(profile.model.code),
    fn: { state: newFnState(passport), archive: store.newArchive() },
    fnPresent: true,
    state: newDeviceState(localToMs(options.dateTime ?? hostTime()) - clock.now()),
  };
}

const fnOptionNames = {
  number: 'fnNumber',
  model: 'fnModel',
  keyDays: 'fnKeyDays',
  capacity: 'fnCapacity',
  bufferBytes: 'fnBufferBytes',
  maxPositions: 'fnMaxPositions',
} as const;

function restoredParts(options: EmulatorOptions, clock: Clock, { tree, archive }: StoredContent): Parts {
  const stored = tree as unknown as MemoryTree;
  const { model, serialNumber } = stored;
  checkSame('model', options.model, model);
  checkSame('serialNumber', options.serialNumber, serialNumber);
  const profile = profileOf(model, options.firmware ?? firmwareOf(options.link));
  const fn = restoredFn(stored.fn);
  const state = restoredState(stored);
  if (options.dateTime !== undefined) state.clockOffset = localToMs(options.dateTime) - clock.now();
  // A virtual clock that begins anew must not throw the register back behind its last document.
  else if (fn.last.dateTime !== '')
    state.clockOffset = Math.max(state.clockOffset, localToMs(fn.last.dateTime) - clock.now());
  return {
    profile,
    serialNumber,
    registration: stored.registration,
    tables: Tables.from({ model: profile.model.code, fields: stored.tables }),
    fn: { state: fn, archive },
    fnPresent: stored.fnPresent,
    state,
  };
}

function checkSame(path: 'model' | 'serialNumber', given: string | undefined, stored: string): void {
  if (given === undefined || given === stored) return;
  const problem: Problem = {
    path,
    code: 'STATE',
    ru: `в папке состояния другая ККТ: ${stored}`,
    en: `the state directory holds another register: ${stored}`,
    value: given,
  };
  throw new ValidationError([problem], 'Неверные параметры эмулятора');
}

function paceOf(options: EmulatorOptions, { lineMs }: Profile): Pace {
  const { latency = LATENCY, pace = 'steady', seed = 1 } = options;
  return pace === 'realistic' ? realisticPace({ latency, lineMs, seed }) : steadyPace(latency);
}

type Rule = readonly [option: keyof EmulatorOptions, holds: boolean, ru: string, en: string];

function checkOptions(options: EmulatorOptions, isOpen: boolean): void {
  const { serialNumber, latency, vatRates = '2026', rounding = 'total' } = options;
  const rules: readonly Rule[] = [
    ['serialNumber', serialNumber === undefined || /^\d{14}$/.test(serialNumber), '14 цифр', '14 digits'],
    [
      'state',
      options.state === undefined || isOpen,
      'такой эмулятор создают Emulator.open() или Emulator.listen()',
      'such an emulator is made by Emulator.open() or Emulator.listen()',
    ],
    ['vatRates', Object.hasOwn(vatRateSets, vatRates), 'ffd105 или 2026', 'ffd105 or 2026'],
    ['rounding', rounding === 'total' || rounding === 'items', 'total или items', 'total or items'],
    ['dateTime', isMoment(options.dateTime), 'ГГГГ-ММ-ДДТчч:мм:сс', 'YYYY-MM-DDTHH:mm:ss'],
    [
      'latency',
      latency === undefined || (Number.isFinite(latency) && latency >= 0),
      'миллисекунды от 0',
      'milliseconds from 0',
    ],
  ];
  const problems: Problem[] = rules
    .filter(([, holds]) => !holds)
    .map(([option, , ru, en]) => ({ path: option, code: 'OPTION', ru, en, value: options[option] }));
  problems.push(...optionProblems(options, emulatorRules));
  if (problems.length > 0) throw new ValidationError(problems, 'Неверные параметры эмулятора');
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
