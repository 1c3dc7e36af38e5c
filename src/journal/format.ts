import { crc32 } from 'node:zlib';
import { JournalError } from '../errors.js';
import { isOpenState, type JournalRecord } from './journal.js';
import { decodeRecord, parseObject } from './record.js';
import { type Aged, remember } from './retention.js';

/*
 * A segment is a text file of lines that end with LF:
 *
 *   <crc> {"journal":3,"id":"<random>","records":<n>,"archive":{…}}
 *   <crc> durable <n>
 *   <crc> <number> <durable> <record as JSON>
 *
 * The CRC-32 covers the rest of the line; that of a record is seeded with the id, so that old blocks of another file
 * that a power cut may bring to light never pass for records of this one. Records are numbered 1, 2, 3 ...; `durable`
 * is the number of the last record known to be on the disk when this one was written: it tells damage from the torn
 * end of an interrupted write. The first n records were on the disk before the file got its name.
 *
 * The second line, the mark, tells the same of the last records, which no other follows yet. It has one length and is written
 * over, without a flush of its own, when a batch is on the disk: a file that ends before what it tells is damaged. A power cut may
 * leave an older mark or half of one, which then tells less, or nothing. Version 1 has no mark, versions 1 and 2 have no archive.
 */

const VERSION = 3;
/** Versions 1 and 2 are read, and go on as version 3. */
const OLDEST = 1;
const LF = 0x0a;
const CRC_DIGITS = 8;
/** Bytes read at a time, so that other work (the timers of a link) goes on meanwhile. */
const BATCH = 256 * 1024;

/** Where a record stands in its file. */
export interface Place {
  readonly offset: number;
  /** Bytes, without the LF. */
  readonly length: number;
}

/** The last record of a key, without its data, but for those in doubt. */
export interface Kept extends Aged, Place {
  /** The whole record, of a key in doubt only. */
  readonly json?: string;
}

/** The last record of every key in the order of appending; feed it with `remember`. */
export type Latest = Map<string, Kept>;

export function keptOf({ key, state, at }: JournalRecord, json: string, { offset, length }: Place): Kept {
  return { key, state, at, offset, length, ...(isOpenState(state) && { json }) };
}

/** The archive that belongs to a segment: the index that names its files. */
export interface ArchiveName {
  readonly number: number;
  readonly id: string;
  readonly pages: number;
  /** Length of the file. */
  readonly bytes: number;
}

export interface SegmentContent {
  readonly version: number;
  readonly id: string;
  readonly archive: ArchiveName | undefined;
  readonly latest: Latest;
  /** Number of the last record. */
  readonly last: number;
  /** Length of all whole lines. What follows is the torn end of an interrupted write. */
  readonly end: number;
  /** Length of the header and the first records: what the segment began with. */
  readonly compacted: number;
  /** Where the mark stands; undefined in a file of version 1. */
  readonly markAt: number | undefined;
}

const MARK_DIGITS = 12;

/** The mark of this many durable records. */
export function markLine(seed: number, durable: number): string {
  return sealLine(`durable ${String(durable).padStart(MARK_DIGITS, '0')}`, seed);
}

const MARK_LENGTH = markLine(0, 0).length;

export function headerLine(id: string, records: number, archive?: ArchiveName): string {
  return sealLine(JSON.stringify({ journal: VERSION, id, records, archive }), 0);
}

export function recordLine(seed: number, number: number, durable: number, json: string): string {
  return sealLine(`${number} ${durable} ${json}`, seed);
}

/** What the CRC of the records of a segment begins with. */
export function seedOf(id: string): number {
  return crc32(id);
}

function sealLine(text: string, seed: number): string {
  return `${digits(crc32(text, seed))} ${text}\n`;
}

/**
 * Reads a whole segment.
 *
 * @throws JournalError `JOURNAL_CORRUPT` for damage to what was safely on disk.
 */
export async function readSegment(bytes: Uint8Array, path: string): Promise<SegmentContent> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { version, id, records, archive, end: headerEnd } = readHeader(buffer, path);
  const marked = version > 1;
  const seed = seedOf(id);
  const begin = marked ? headerEnd + MARK_LENGTH : headerEnd;
  if (buffer.length < begin) throw corrupt(path, headerEnd, 'нет заголовка');
  const promised = Math.max(records, marked ? readMark(buffer.subarray(headerEnd, begin), seed) : 0);
  const latest: Latest = new Map();
  let last = 0;
  let end = begin;
  let compacted = begin;
  let pause = BATCH;
  while (end < buffer.length) {
    const lf = buffer.indexOf(LF, end);
    const line = lf < 0 ? undefined : readLine(buffer.subarray(end, lf), seed);
    if (line === undefined) {
      if (!isTorn(buffer, end, last + 1, seed)) throw corrupt(path, end, 'запись испорчена');
      break;
    }
    if (line.number !== last + 1) {
      throw corrupt(path, end, `вместо записи ${last + 1} стоит запись ${line.number}`);
    }
    const record = decodeRecord(line.json);
    if (record === undefined) throw corrupt(path, end, 'неизвестный вид записи');
    remember(latest, keptOf(record, line.json, { offset: end, length: lf - end }));
    last = line.number;
    end = lf + 1;
    if (last === records) compacted = end;
    if (end > pause) {
      pause = end + BATCH;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
  if (last < promised) throw corrupt(path, end, `записей ${last}, а было ${promised}`);
  return { version, id, archive, latest, last, end, compacted, markAt: marked ? headerEnd : undefined };
}

interface Header {
  readonly version: number;
  readonly id: string;
  readonly records: number;
  readonly archive: ArchiveName | undefined;
  readonly end: number;
}

function readHeader(buffer: Buffer, path: string): Header {
  const lf = buffer.indexOf(LF);
  const text = lf < 0 ? undefined : openLine(buffer.subarray(0, lf), 0);
  if (text === undefined) throw corrupt(path, 0, 'нет заголовка');
  const { journal: version, id, records, archive } = parseObject(text);
  const known = Number.isInteger(version) && Number(version) >= OLDEST && Number(version) <= VERSION;
  if (!known || typeof id !== 'string' || typeof records !== 'number') {
    throw corrupt(path, 0, `версия формата ${String(version)}, а нужна ${VERSION}`);
  }
  return {
    version: Number(version),
    id,
    records,
    archive: archive === undefined ? undefined : (archive as ArchiveName),
    end: lf + 1,
  };
}

/** 0 for half a mark: its writing was interrupted. */
function readMark(line: Buffer, seed: number): number {
  const text = line.at(-1) === LF ? openLine(line.subarray(0, -1), seed) : undefined;
  return Number(/^durable (\d+)$/.exec(text ?? '')?.[1] ?? 0);
}

/**
 * An interrupted write leaves its beginning, or holes of zeros where blocks did not make it to the disk. Then nothing
 * from `number` on was promised to anybody, and no later record says that it was durable.
 */
function isTorn(buffer: Buffer, begin: number, number: number, seed: number): boolean {
  const first = buffer.indexOf(LF, begin);
  if (first < 0) return true;
  if (!buffer.subarray(begin, first).includes(0)) return false;
  for (let start = first + 1; ; ) {
    const lf = buffer.indexOf(LF, start);
    if (lf < 0) return true;
    const line = readLine(buffer.subarray(start, lf), seed);
    if (line !== undefined && (line.durable >= number || line.number <= number)) return false;
    start = lf + 1;
  }
}

/** The record that was written at this place. Anything else there is damage. */
export function readRecord(
  line: Uint8Array,
  { id, path, offset, length }: Place & { id: string; path: string },
): { json: string; record: JournalRecord } {
  const buffer = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const read = buffer.length === length ? readLine(buffer, seedOf(id)) : undefined;
  const record = read && decodeRecord(read.json);
  if (!read || !record) throw corrupt(path, offset, 'запись испорчена');
  return { json: read.json, record };
}

interface Line {
  number: number;
  durable: number;
  json: string;
}

function readLine(line: Buffer, seed: number): Line | undefined {
  const text = openLine(line, seed);
  const [, number, durable, json] = /^(\d+) (\d+) (.*)$/s.exec(text ?? '') ?? [];
  if (json === undefined) return undefined;
  return { number: Number(number), durable: Number(durable), json };
}

/** The text of a line whose CRC is right. */
function openLine(line: Buffer, seed: number): string | undefined {
  const text = line.subarray(CRC_DIGITS + 1);
  if (line.toString('latin1', 0, CRC_DIGITS + 1) !== `${digits(crc32(text, seed))} `) return undefined;
  return text.toString('utf8');
}

function digits(crc: number): string {
  return crc.toString(16).padStart(CRC_DIGITS, '0');
}

export function corrupt(path: string, offset: number, what: string): JournalError {
  return new JournalError(
    'JOURNAL_CORRUPT',
    `Журнал повреждён: файл ${path}, байт ${offset}: ${what}. Журнал не изменён. Сохраните копию его папки, сверьте ` +
      'последние продажи с документами в ФН, затем переименуйте папку: будет начат новый журнал. Ключи старого ' +
      'журнала он не помнит, поэтому незавершённые операции нельзя просто повторять',
    { path, offset },
  );
}
