import { isPersonalSetting, isSecretSetting, type RegisterDump } from '../protocol/classic/dump.js';
import { commands, documentClosed, registers } from '../protocol/index.js';
import type { CashRegister } from '../register/register.js';
import type { CallOptions } from '../register/session/call-options.js';
import { localToMs, msToLocal } from '../util/local-time.js';
import { dumpCounters } from './counters.js';
import { dumpDocuments, dumpRegistrations } from './documents.js';
import type { DumpOptions } from './dump-options.js';
import { ifTold } from './told.js';

const DAY = 24 * 60 * 60 * 1000;

/** The dump itself, with options that were checked. */
export async function readDump(kkt: CashRegister, options: DumpOptions): Promise<RegisterDump> {
  const { personal = false, secrets = false, documents = 0, ...call } = options;
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
