import { type Problem, ValidationError } from '../../errors.js';
import { isPersonalSetting, isSecretSetting, type RegisterDump } from '../../protocol/classic/dump.js';
import { commands, documentClosed, registers } from '../../protocol/index.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import {
  checkArgument,
  checkOptions,
  flag,
  integer,
  type OptionRules,
  unless,
  withMethods,
} from '../../util/options.js';
import { callRules } from '../options.js';
import type { CashRegister } from '../register.js';
import type { CallOptions } from '../session/call-options.js';
import { dumpCounters } from './counters.js';
import { dumpDocuments, dumpRegistrations } from './documents.js';
import { ifTold } from './told.js';

export interface DumpOptions extends CallOptions {
  /** With the owner, the cashiers and the cliché. Default: they are left out. */
  personal?: boolean | undefined;
  /** With the passwords. Default: they are left out. */
  secrets?: boolean | undefined;
  /**
   * The requisites of the newest so many documents, or of all; customers may be named in them, so it needs `personal`.
   * Default: none, but the heads of the newest 20.
   */
  documents?: number | 'all' | undefined;
}

const dumpRules: OptionRules<DumpOptions> = {
  ...callRules,
  personal: flag,
  secrets: flag,
  documents: unless((value) => value === 'all', integer(0, 1_000_000)),
};

const WRONG = 'Неверные параметры dumpRegister()';
const DAY = 24 * 60 * 60 * 1000;

/**
 * Reads what a register is: model, firmware, tables, registration, counters, FN. Nothing is printed, opened or changed; an emulator
 * becomes that register by `new Emulator({ from: dump })`. Takes some hundred commands; leave the register alone meanwhile.
 *
 * @throws ValidationError for wrong options; DeviceError C8 or D2 when there is no FN; what the line throws.
 */
export async function dumpRegister(kkt: CashRegister, options: DumpOptions = {}): Promise<RegisterDump> {
  checkArgument(kkt, 'kkt', withMethods('identify', 'read', 'call'), WRONG);
  checkOptions(options, dumpRules, WRONG);
  const { personal = false, secrets = false, documents = 0, ...call } = options;
  if (documents !== 0 && !personal) throw customersInside(documents);
  const identity = await kkt.identify(call);
  const dateTime = await kkt.clock.get(call);
  const last = await kkt.read(registers.lastDocument, 0, 0, call);
  const kept = { newest: documents, personal, last: documentClosed(last.documentNumber).number };
  const { registrationsDone, validUntil } = await kkt.fn.validity(call);
  const registrations = await dumpRegistrations(kkt, registrationsDone, personal, call);
  const state = await kkt.call(commands.fnGetStatus, undefined, call);
  const version = await kkt.call(commands.fnGetVersion, undefined, call);
  const unsent = await kkt.fn.ofdStatus(call);
  const counted = (await ifTold(kkt.read(registers.documentsCount, 0, 0, call))) ?? { total: 0, inShift: 0 };
  return {
    dump: 1,
    leftOut: [...(secrets ? [] : (['secrets'] as const)), ...(personal ? [] : (['personal'] as const))],
    link: kkt.linkVersion ?? 'v3',
    dateTime,
    model: identity.model,
    modelName: identity.modelName,
    firmware: identity.firmware,
    serialNumber: identity.serialNumber,
    ffd: identity.ffd,
    tables: await tables(kkt, { personal, secrets }, call),
    fn: {
      number: state.fnNumber,
      version: version.version,
      debug: version.type === 0,
      phase: state.phase,
      validUntil,
      shift: { ...(await shift(kkt, call)), documents: counted.inShift },
      last: { number: kept.last, dateTime: last.dateTime, fiscalSign: last.fiscalSign },
      unsent: { count: unsent.unsentCount, first: unsent.firstUnsent ?? 0 },
    },
    registrations,
    counters: await dumpCounters(kkt, counted.total, call),
    documents: await dumpDocuments(
      kkt,
      { ...kept, also: [...registrations.map((one) => one.documentNumber), unsent.firstUnsent ?? 0] },
      call,
    ),
  };
}

async function shift(kkt: CashRegister, call: CallOptions) {
  const { open, number, receipts } = await kkt.fn.shift(call);
  const { state, dateTime } = await kkt.read(registers.shiftState, 0, 0, call);
  const moment = state === 0 || dateTime === '' ? dateTime : msToLocal(localToMs(dateTime) - DAY);
  return { open, number, receipts, dateTime: moment.slice(0, 16) };
}

async function tables(
  kkt: CashRegister,
  { personal, secrets }: { personal: boolean; secrets: boolean },
  call: CallOptions,
): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  const left = new Set<string>();
  for (const { name, table, row, field, bytes } of await kkt.settings.all(call)) {
    const place = `${table}.${row}.${field}`;
    if ((!secrets && isSecretSetting(name)) || (!personal && isPersonalSetting(name))) left.add(place);
    fields[place] = bytes;
  }
  return Object.fromEntries(Object.entries(fields).filter(([place]) => !left.has(place)));
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
