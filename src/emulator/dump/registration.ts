import { fiscalSignNumber } from '../../fiscal/fiscal-sign.js';
import { registrationNumber } from '../../fiscal/registration-number.js';
import { type TagId, tagById } from '../../fiscal/tags.js';
import type { Tlv } from '../../fiscal/tlv.js';
import { decodeValue } from '../../fiscal/values.js';
import type { DumpedRegistration, DumpedTag, RegisterDump } from '../../protocol/classic/dump.js';
import { fromHex } from '../../util/hex.js';
import { DEFAULT_OPERATOR } from '../device/state.js';
import { type FnRegistration, workMode } from '../fn/state.js';
import { put } from '../fn/tlv.js';
import { completeRegistration, type EmulatedRegistration } from '../registration.js';

/** Numbers that the register has: those of the dump, or own ones; then `unit` goes into the registration number. */
export interface Numbers {
  readonly serialNumber: string;
  readonly fnNumber: string;
  readonly unit: number | undefined;
}

export interface Registered {
  /** The one in force. */
  readonly registration: EmulatedRegistration;
  readonly reports: FnRegistration[];
  /** Requisites of the reports, by the number of the document. */
  readonly requisites: ReadonlyMap<number, readonly Tlv[]>;
}

/** Registration reports as they were, or with a stranger in place of the owner where he was left out. */
export function dumpedRegistration(dump: RegisterDump, numbers: Numbers): Registered {
  const requisites = new Map<number, readonly Tlv[]>();
  const reports = dump.registrations.map((report) => {
    const own = ownersOf(dump, report, numbers);
    const tlvs = report.tags.flatMap((tag) => filled(tag, own));
    requisites.set(report.documentNumber, tlvs);
    return reportOf(report, tlvs);
  });
  const last = dump.registrations.at(-1);
  const tlvs = last && requisites.get(last.documentNumber);
  const registration =
    last && tlvs
      ? registrationOf(last, tlvs, numbers)
      : completeRegistration({}, numbers.serialNumber, numbers.unit);
  return { registration, reports, requisites };
}

/** Values that take the place of those that were left out, or that belong to other numbers. */
function ownersOf(dump: RegisterDump, { tags }: DumpedRegistration, numbers: Numbers): Map<number, Tlv[]> {
  const stranger = completeRegistration({}, numbers.serialNumber);
  const told = (id: TagId): string | undefined => {
    const value = tags.find(({ tag }) => tag === tagById(id).tag)?.value;
    return value === undefined ? undefined : String(decodeValue(tagById(id), fromHex(value))).trim();
  };
  const inn = told('userInn') ?? stranger.inn;
  const given = told('kktRegNumber') ?? '';
  const moved = numbers.unit !== undefined || told('userInn') === undefined;
  const unit = numbers.unit ?? (Number(given.slice(0, 10)) || 1);
  const number = moved ? registrationNumber(unit, { inn, serial: numbers.serialNumber }) : given;
  const values: ReadonlyArray<readonly [TagId, string | undefined]> = [
    ['userName', stranger.user],
    ['userInn', inn],
    ['settlementAddress', stranger.address],
    ['settlementPlace', stranger.place],
    ['senderEmail', stranger.senderEmail],
    ['cashier', DEFAULT_OPERATOR],
    ['cashierInn', undefined],
  ];
  const own = new Map(
    values.map(([id, value]) => [tagById(id).tag, value === undefined ? [] : [put(id, value)]]),
  );
  if (moved) own.set(tagById('kktRegNumber').tag, [put('kktRegNumber', number)]);
  if (numbers.serialNumber !== dump.serialNumber)
    own.set(tagById('kktSerial').tag, [put('kktSerial', numbers.serialNumber)]);
  if (numbers.fnNumber !== dump.fn.number)
    own.set(tagById('fnNumber').tag, [put('fnNumber', numbers.fnNumber)]);
  return own;
}

const renumbered: readonly number[] = (['kktRegNumber', 'kktSerial', 'fnNumber'] as const).map(
  (id) => tagById(id).tag,
);

/** A requisite with its value; a number that changed has the new one. */
function filled({ tag, value }: DumpedTag, own: ReadonlyMap<number, Tlv[]>): Tlv[] {
  const mine = own.get(tag);
  if (value === undefined || (mine && renumbered.includes(tag))) return mine ?? [];
  return [{ tag, value: fromHex(value) }];
}

function reportOf(report: DumpedRegistration, tlvs: readonly Tlv[]): FnRegistration {
  const { documentNumber, dateTime, taxationSystems, workModes } = report;
  const sign = tlvs.find(({ tag }) => tag === tagById('fiscalSign').tag);
  return {
    documentNumber,
    dateTime,
    taxationSystems,
    workModes,
    fiscalSign: sign ? fiscalSignNumber(sign.value) : 0,
    inn: text(tlvs, 'userInn'),
    registrationNumber: text(tlvs, 'kktRegNumber'),
    reason: number(tlvs, 'reregistrationReason'),
  };
}

function registrationOf(
  { taxationSystems, workModes }: DumpedRegistration,
  tlvs: readonly Tlv[],
  { serialNumber }: Numbers,
): EmulatedRegistration {
  const mode = (bit: number): boolean => (workModes & bit) !== 0;
  return {
    ...completeRegistration({}, serialNumber),
    user: text(tlvs, 'userName'),
    inn: text(tlvs, 'userInn'),
    registrationNumber: text(tlvs, 'kktRegNumber'),
    address: text(tlvs, 'settlementAddress'),
    place: text(tlvs, 'settlementPlace'),
    ofdName: text(tlvs, 'ofdName'),
    ofdInn: text(tlvs, 'ofdInn'),
    fnsSite: text(tlvs, 'fnsSite'),
    senderEmail: text(tlvs, 'senderEmail'),
    machineNumber: text(tlvs, 'machineNumber'),
    taxationSystems,
    agents: number(tlvs, 'agentType'),
    encryption: mode(workMode.encryption),
    offline: mode(workMode.offline),
    automatic: mode(workMode.automatic),
    services: mode(workMode.services),
    bso: mode(workMode.bso),
    internetOnly: mode(workMode.internetOnly),
    excise: number(tlvs, 'exciseGoods') === 1,
    gambling: number(tlvs, 'gambling') === 1,
    lottery: number(tlvs, 'lottery') === 1,
    printerInMachine: number(tlvs, 'printerInMachine') === 1,
  };
}

function decoded(tlvs: readonly Tlv[], id: TagId): unknown {
  const info = tagById(id);
  const found = tlvs.find(({ tag }) => tag === info.tag);
  return found && decodeValue(info, found.value);
}

const text = (tlvs: readonly Tlv[], id: TagId): string => String(decoded(tlvs, id) ?? '').trim();

const number = (tlvs: readonly Tlv[], id: TagId): number => Number(decoded(tlvs, id) ?? 0);
