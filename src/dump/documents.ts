import { DeviceError, ProtocolError } from '../errors.js';
import { type TagId, type Tlv, tagById, writeTlv } from '../fiscal/index.js';
import { readUnsigned } from '../fiscal/numbers.js';
import { type DumpedDocument, type DumpedRegistration, personalTags } from '../protocol/classic/dump.js';
import { type AnswerOf, type Command, commands, deviceStatus } from '../protocol/index.js';
import type { CashRegister } from '../register/register.js';
import type { CallOptions } from '../register/session/call-options.js';
import { toHex } from '../util/hex.js';
import { msToLocal } from '../util/local-time.js';

/** Heads of so many documents are told in any case. */
const HEADS = 20;
/** Forms of registration: what A4 40 tells of them names the owner. */
const OWNED_FORMS: readonly number[] = [1, 6, 11];
/** No document has more. */
const MOST_REQUISITES = 2000;

/** Bits of the mode byte of a registration, and the requisites that say the same. */
const modeBits: ReadonlyArray<readonly [TagId, number]> = [
  ['encryption', 0x01],
  ['offlineMode', 0x02],
  ['autoMode', 0x04],
  ['servicesOnly', 0x08],
  ['bsoSystem', 0x10],
  ['internetOnlyKkt', 0x20],
];

interface Wanted {
  /** Requisites of so many. */
  readonly newest: number | 'all';
  readonly last: number;
  /** Numbers of others whose heads are needed, 0 for none. */
  readonly also: readonly number[];
  readonly personal: boolean;
}

/** Reports of registration, by A4 44 with A4 47. */
export async function dumpRegistrations(
  kkt: CashRegister,
  count: number,
  personal: boolean,
  call: CallOptions,
): Promise<DumpedRegistration[]> {
  const reports: DumpedRegistration[] = [];
  for (let report = 1; report <= count; report++) {
    const whole = { first: report, second: 0xff, third: Uint8Array.of(0xff) };
    await kkt.call(commands.fnGetRegistrationTag, whole, call);
    const requisites = await readAll(kkt, commands.fnReadRegistrationTlv, call);
    const number = (id: TagId): number => {
      const found = requisites.find(({ tag }) => tag === tagById(id).tag);
      return found ? readUnsigned(found.value) : 0;
    };
    const modes = modeBits.filter(([id]) => number(id) === 1);
    reports.push({
      documentNumber: number('docNumber'),
      dateTime: msToLocal(number('dateTime') * 1000, 'minutes'),
      taxationSystems: number('taxationTypes'),
      workModes: modes.reduce((bits, [, bit]) => bits | bit, 0),
      tags: requisites.map(({ tag, value }) =>
        !personal && personalTags.includes(tag) ? { tag } : { tag, value: toHex(value, '') },
      ),
    });
  }
  return reports;
}

/** By A4 40, and A4 45 with A4 46 where the requisites are wanted. */
export async function dumpDocuments(
  kkt: CashRegister,
  { newest, last, also, personal }: Wanted,
  call: CallOptions,
): Promise<DumpedDocument[]> {
  const whole = !personal ? 0 : newest === 'all' ? last : Math.min(newest, last);
  const from = Math.max(1, last - Math.max(whole, HEADS) + 1);
  const numbers = new Set(also.filter((number) => number > 0 && number <= last));
  for (let number = from; number <= last; number++) numbers.add(number);
  const documents: DumpedDocument[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const found = await ifAny(kkt.call(commands.fnFindDocument, { documentNumber: number }, call));
    if (!found) continue;
    const { type: form, dateTime, fiscalSign, tail, ticket } = found;
    const requisites = number > last - whole ? await readDocument(kkt, number, call) : undefined;
    documents.push({
      number,
      form,
      dateTime,
      fiscalSign,
      ...(personal || !OWNED_FORMS.includes(form) ? { summary: toHex(tail, '') } : {}),
      ...(requisites ? { requisites: toHex(writeTlv(requisites), '') } : {}),
      ...(ticket === 1 ? await readTicket(kkt, number, call) : {}),
    });
  }
  return documents;
}

async function readDocument(
  kkt: CashRegister,
  number: number,
  call: CallOptions,
): Promise<Tlv[] | undefined> {
  const begun = await ifAny(kkt.call(commands.fnStartReadDocument, { documentNumber: number }, call));
  return begun && readAll(kkt, commands.fnReadDocumentTlv, call);
}

async function readTicket(
  kkt: CashRegister,
  number: number,
  call: CallOptions,
): Promise<Pick<DumpedDocument, 'ticket'>> {
  const found = await ifAny(kkt.call(commands.fnFindTicket, { documentNumber: number }, call));
  return found ? { ticket: { dateTime: found.dateTime, sign: toHex(found.ofdSign, '') } } : {};
}

async function readAll(
  kkt: CashRegister,
  next: Command<void, AnswerOf<typeof commands.fnReadDocumentTlv>>,
  call: CallOptions,
): Promise<Tlv[]> {
  const requisites: Tlv[] = [];
  for (let count = 0; count < MOST_REQUISITES; count++) {
    const tlv = await ifAny(kkt.call(next, undefined, call));
    if (!tlv) return requisites;
    requisites.push({ tag: tlv.tag, value: tlv.value });
  }
  throw new ProtocolError('UNEXPECTED_ANSWER', 'ФН отдаёт реквизиты без конца', { field: 'length' });
}

/** Undefined when the FN has no such thing (DA). */
async function ifAny<A>(answer: Promise<A>): Promise<A | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DeviceError && error.status === deviceStatus.fnNoMoreData) return undefined;
    throw error;
  }
}
