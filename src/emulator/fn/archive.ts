import type { FormCode } from '../../fiscal/tags.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import { MemoryLog } from '../store/memory-log.js';
import { type Place, type RecordLog, recordKind } from '../store/record-log.js';
import { type DocumentHead, DocumentIndex } from './document-index.js';
import type { StoredDocument, Ticket } from './state.js';

/** What A4 40 tells of a document. */
export type Found = Omit<StoredDocument, 'bytes'>;

/** Where the FN keeps its documents. Numbers run from 1 without a gap. */
export interface Archive {
  /** Number of the last one. */
  readonly size: number;
  /** Of the documents that are here; undefined: all from 1. */
  readonly numbers?: readonly number[];
  /** The document is kept when this returns; when it throws there is none. */
  append(document: StoredDocument): void;
  head(number: number): DocumentHead | undefined;
  /** What is left of a document when its requisites are gone. */
  found(number: number): Found | undefined;
  get(number: number): StoredDocument | undefined;
  putTicket(number: number, ticket: Ticket): void;
  ticket(number: number): Ticket | undefined;
  clear(): void;
  /** Where it knows a better way than reading document by document. */
  copy?(): Archive;
}

const MINUTE = 60_000;
/** Number, form, minutes, sign, length of the summary, length of the document. */
const HEAD = 4 + 1 + 4 + 4 + 1 + 4;
/** Number, minutes, length of the sign. */
const TICKET_HEAD = 4 + 4 + 1;

/** An archive of records in a log, with the places of the documents in the working memory. */
export class LogArchive implements Archive {
  readonly #log: RecordLog;
  readonly #index: DocumentIndex;

  constructor(log: RecordLog = new MemoryLog(), index = new DocumentIndex()) {
    this.#log = log;
    this.#index = index;
  }

  get size(): number {
    return this.#index.size;
  }

  append(document: StoredDocument): void {
    this.#index.add(document, this.#log.append(recordKind.document, encodeStored(document)));
  }

  head(number: number): DocumentHead | undefined {
    return this.#index.head(number);
  }

  found(number: number): Found | undefined {
    return this.get(number);
  }

  get(number: number): StoredDocument | undefined {
    const place = this.#index.place(number);
    return place && decodeStored(this.#log.read(place));
  }

  putTicket(number: number, ticket: Ticket): void {
    this.#index.addTicket(number, this.#log.append(recordKind.ticket, encodeTicket(number, ticket)));
  }

  ticket(number: number): Ticket | undefined {
    const place = this.#index.ticketPlace(number);
    return place && decodeTicket(this.#log.read(place));
  }

  clear(): void {
    this.#index.clear();
    this.#log.restart();
  }
}

/** The same documents and tickets in an archive of its own, in the memory. */
export function copyOf(archive: Archive): Archive {
  if (archive.copy) return archive.copy();
  const copy = new LogArchive();
  for (let number = 1; number <= archive.size; number++) copy.append(archive.get(number) as StoredDocument);
  for (let number = 1; number <= archive.size; number++) {
    const ticket = archive.ticket(number);
    if (ticket) copy.putTicket(number, ticket);
  }
  return copy;
}

function encodeStored({ number, form, dateTime, fiscalSign, summary, bytes }: StoredDocument): Uint8Array {
  const record = new Uint8Array(HEAD + summary.length + bytes.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, number, true);
  view.setUint8(4, form);
  view.setUint32(5, localToMs(dateTime) / MINUTE, true);
  view.setUint32(9, fiscalSign, true);
  view.setUint8(13, summary.length);
  view.setUint32(14, bytes.length, true);
  record.set(summary, HEAD);
  record.set(bytes, HEAD + summary.length);
  return record;
}

function decodeHead(record: Uint8Array): DocumentHead {
  const view = viewOf(record);
  return {
    number: view.getUint32(0, true),
    form: view.getUint8(4) as FormCode,
    dateTime: msToLocal(view.getUint32(5, true) * MINUTE, 'minutes'),
    fiscalSign: view.getUint32(9, true),
  };
}

function decodeStored(record: Uint8Array): StoredDocument {
  const view = viewOf(record);
  const summaryEnd = HEAD + view.getUint8(13);
  return {
    ...decodeHead(record),
    bytes: record.slice(summaryEnd, summaryEnd + view.getUint32(14, true)),
    summary: record.slice(HEAD, summaryEnd),
  };
}

function encodeTicket(number: number, { dateTime, sign }: Ticket): Uint8Array {
  const record = new Uint8Array(TICKET_HEAD + sign.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, number, true);
  view.setUint32(4, localToMs(dateTime) / MINUTE, true);
  view.setUint8(8, sign.length);
  record.set(sign, TICKET_HEAD);
  return record;
}

function decodeTicket(record: Uint8Array): Ticket {
  const view = viewOf(record);
  return {
    dateTime: msToLocal(view.getUint32(4, true) * MINUTE, 'minutes'),
    sign: record.slice(TICKET_HEAD, TICKET_HEAD + view.getUint8(8)),
  };
}

/** Enters a record of a log that is being read into the index. */
export function indexRecord(index: DocumentIndex, kind: number, record: Uint8Array, place: Place): void {
  if (kind === recordKind.document) index.add(decodeHead(record), place);
  else if (kind === recordKind.ticket) index.addTicket(viewOf(record).getUint32(0, true), place);
}

/** Length of a record without what its log has put behind it. */
export function recordLength(kind: number, record: Uint8Array): number {
  const view = viewOf(record);
  if (kind === recordKind.document) return HEAD + view.getUint8(13) + view.getUint32(14, true);
  return kind === recordKind.ticket ? TICKET_HEAD + view.getUint8(8) : 0;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
