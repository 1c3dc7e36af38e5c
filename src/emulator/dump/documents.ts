import { isFormCode } from '../../fiscal/tags.js';
import { type Tlv, writeTlv } from '../../fiscal/tlv.js';
import type { DumpedDocument, RegisterDump } from '../../protocol/classic/dump.js';
import { fromHex } from '../../util/hex.js';
import { ascii, join } from '../fn/bytes.js';
import { type KnownDocument, PartialArchive } from '../fn/partial-archive.js';
import type { FnRegistration } from '../fn/state.js';
import type { Registered } from './registration.js';

/** The FN of a dump: reports of registration and the documents that it tells; of others their heads, of most nothing. */
export function dumpedArchive(dump: RegisterDump, registered: Registered): PartialArchive {
  const known = new Map<number, KnownDocument>();
  for (const document of dump.documents) {
    const { number, form, dateTime, fiscalSign, summary = '', requisites } = document;
    if (!isFormCode(form)) continue;
    const bytes =
      requisites === undefined ? undefined : writeTlv([{ tag: form, value: fromHex(requisites) }]);
    known.set(number, { number, form, dateTime, fiscalSign, summary: fromHex(summary), bytes });
  }
  for (const report of registered.reports) {
    const tlvs = registered.requisites.get(report.documentNumber) ?? [];
    known.set(report.documentNumber, reportDocument(report, tlvs));
  }
  const archive = new PartialArchive(dump.fn.last.number, known.values());
  for (const { number, ticket } of dump.documents.filter(hasTicket))
    archive.putTicket(number, { dateTime: ticket.dateTime, sign: fromHex(ticket.sign) });
  return archive;
}

function reportDocument(report: FnRegistration, tlvs: readonly Tlv[]): KnownDocument {
  const { documentNumber: number, dateTime, fiscalSign, inn, registrationNumber, reason } = report;
  const form = reason === 0 ? 1 : 11;
  const owner = join(ascii(inn, 12), ascii(registrationNumber, 20));
  const modes = Uint8Array.of(report.taxationSystems, report.workModes);
  const summary = join(owner, modes, reason === 0 ? new Uint8Array() : Uint8Array.of(reason));
  const bytes = writeTlv([{ tag: form, value: writeTlv(tlvs) }]);
  return { number, form, dateTime, fiscalSign, summary, bytes };
}

type WithTicket = DumpedDocument & { readonly ticket: NonNullable<DumpedDocument['ticket']> };

const hasTicket = (document: DumpedDocument): document is WithTicket => document.ticket !== undefined;
