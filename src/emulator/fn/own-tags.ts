import type { FormCode } from '../../fiscal/tags.js';
import type { Tlv } from '../../fiscal/tlv.js';
import { fnWarning } from '../../protocol/classic/commands/fn.js';
import { ascii, binaryDate, join, littleEndian } from './bytes.js';
import { FnError, fnCode } from './fn-error.js';
import { type EmulatedFnState, workMode } from './state.js';
import { flag, put } from './tlv.js';

/** What a registration gives to the FN beside its requisites. */
export interface RegistrationParameters {
  readonly inn: string;
  readonly registrationNumber: string;
  /** Bits of tag 1062. */
  readonly taxationSystems: number;
  /** See `workMode`. */
  readonly workModes: number;
  /** Tag 1101, for a re-registration. */
  readonly reason: number;
}

/** What the commit of a document needs beside its requisites. */
export interface CommitParameters {
  readonly registration?: RegistrationParameters;
  /** Receipts: settlement type (tag 1054) and total (tag 1020). */
  readonly settlement?: { readonly type: number; readonly total: number };
}

/** Facts of the moment that go into a document. */
export interface CommitFacts extends CommitParameters {
  readonly form: FormCode;
  readonly registration: RegistrationParameters;
  /** As it is after this document. */
  readonly shift: EmulatedFnState['shift'];
  readonly queue: { readonly count: number; readonly number: number; readonly dateTime: string };
  readonly warnings: number;
  readonly keyDaysLeft: number;
}

/** Requisites that the FN knows better than the register and writes in front of the register's. */
export function ownTags(facts: CommitFacts): Tlv[] {
  const { form, registration, shift } = facts;
  const has = (bit: number) => (registration.workModes & bit) !== 0;
  const shiftNumber = put('shiftNumber', shift.number);
  switch (form) {
    case 1:
    case 11:
      return [
        flag('encryption', has(workMode.encryption)),
        flag('offlineMode', has(workMode.offline)),
        flag('autoMode', has(workMode.automatic)),
        flag('servicesOnly', has(workMode.services)),
        flag('bsoSystem', has(workMode.bso)),
        flag('internetOnlyKkt', has(workMode.internetOnly)),
        put('taxationTypes', registration.taxationSystems),
        ...(form === 11 ? [put('reregistrationReason', registration.reason)] : []),
        put('fiscalKeyDays', Math.max(0, facts.keyDaysLeft)),
      ];
    case 2:
      return [shiftNumber, ...warningTags(facts.warnings)];
    case 5:
      return [
        shiftNumber,
        put('shiftReceiptCount', shift.receipts),
        put('shiftDocCount', shift.documents),
        ...(has(workMode.offline) ? [] : queueTags(facts, false)),
        ...warningTags(facts.warnings),
        put('fiscalKeyDays', Math.max(0, facts.keyDaysLeft)),
      ];
    case 6:
    case 7:
      return [shiftNumber];
    case 21:
      return [
        ...(shift.open ? [shiftNumber] : []),
        ...(has(workMode.offline) ? [flag('offlineMode', true)] : queueTags(facts, true)),
      ];
    case 3:
    case 4:
    case 31:
    case 41: {
      if (!facts.settlement) throw new FnError(fnCode.requisiteMissing);
      return [
        shiftNumber,
        put('receiptNumber', shift.receipts),
        put('settlementType', facts.settlement.type),
        put('totalSum', facts.settlement.total),
        ...(has(workMode.internetOnly) ? [flag('internetOnlyKkt', true)] : []),
      ];
    }
  }
}

/** Tags 1097, 1098, in the state report also 1116. */
function queueTags({ queue }: CommitFacts, withNumber: boolean): Tlv[] {
  const waits = queue.number > 0;
  return [
    ...(withNumber && waits ? [put('firstUnsentNumber', queue.number)] : []),
    put('unsentCount', queue.count),
    ...(waits ? [put('firstUnsentDate', `${queue.dateTime.slice(0, 10)}T00:00:00`)] : []),
  ];
}

/** Tags 1050..1053, only when the event holds. */
function warningTags(warnings: number): Tlv[] {
  return [
    ...(warnings & fnWarning.ofdTimeout ? [flag('ofdTimeout', true)] : []),
    ...(warnings & fnWarning.replaceUrgently ? [flag('fnReplaceUrgent', true)] : []),
    ...(warnings & fnWarning.memoryNearFull ? [flag('fnMemoryFull', true)] : []),
    ...(warnings & fnWarning.resourceNearEnd ? [flag('fnExhaustion', true)] : []),
  ];
}

/** What A4 40 tells of a document behind its sign. */
export function summaryOf({ form, registration, shift, queue, settlement }: CommitFacts): Uint8Array {
  if (form === 2 || form === 5) return littleEndian(shift.number, 2);
  if (settlement) return join(Uint8Array.of(settlement.type), littleEndian(settlement.total, 5));
  if (form === 21) return join(littleEndian(queue.count, 4), binaryDate(queue.dateTime));
  const owner = join(ascii(registration.inn, 12), ascii(registration.registrationNumber, 20));
  if (form === 6) return owner;
  const modes = Uint8Array.of(registration.taxationSystems, registration.workModes);
  return join(owner, modes, form === 11 ? Uint8Array.of(registration.reason) : new Uint8Array());
}
