import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { errorCode, type JournalFiles } from './files.js';
import { type ArchiveName, corrupt, readRecord } from './format.js';
import {
  type Candidate,
  candidateAt,
  compareHashes,
  ENTRY,
  entryOf,
  HASH,
  hashOf,
  openPage,
  openTail,
  PAGE,
  PageWriter,
} from './index-pages.js';
import type { JournalRecord } from './journal.js';
import { writeRecords, writeWhole } from './records-file.js';
import { DAY_MS } from './retention.js';

const NAME = /^keys-(\d{6,})\.(log|index|tmp)$/;

/** Pages that are read at a time when the index is written anew. */
const PAGES_AT_ONCE = 64;
/** Characters of one file of the archive; less than 4 GiB in bytes, as offsets are told in 32 bits. */
const FILE_CHARACTERS = 16 * 1024 * 1024;

export function isOfArchive(name: string): boolean {
  return NAME.test(name);
}

/** A file of finished records, which is never changed. */
interface ArchiveFile {
  readonly number: number;
  readonly id: string;
  readonly bytes: number;
  /** When the newest of its records was written, ms since 1970. */
  readonly newestAt: number;
}

/** A record that goes into the archive. */
export interface Archived {
  readonly key: string;
  readonly at: number;
  readonly json: string;
}

/**
 * The finished keys that are no longer in the segment in use: files of records in the order of appending, and one index over
 * all of them. Of the index only the first hash of every page is in memory: 40 KB for a million keys. All of it is written
 * before the segment that names it, and belongs to the journal only then.
 */
export class Archive {
  readonly name: ArchiveName | undefined;
  readonly #files: JournalFiles;
  readonly #directory: string;
  /** The oldest first. */
  readonly #parts: readonly ArchiveFile[];
  readonly #firsts: Buffer;

  private constructor(
    files: JournalFiles,
    directory: string,
    content: { name: ArchiveName | undefined; parts: readonly ArchiveFile[]; firsts: Buffer },
  ) {
    this.#files = files;
    this.#directory = directory;
    this.name = content.name;
    this.#parts = content.parts;
    this.#firsts = content.firsts;
  }

  static empty(files: JournalFiles, directory: string): Archive {
    return new Archive(files, directory, { name: undefined, parts: [], firsts: Buffer.alloc(0) });
  }

  /** @throws JournalError `JOURNAL_CORRUPT` when one of its files is missing, too short, or an index without its tail. */
  static async open(files: JournalFiles, directory: string, name: ArchiveName | undefined): Promise<Archive> {
    if (name === undefined) return Archive.empty(files, directory);
    const { number, id, pages, bytes } = name;
    const path = indexPath(directory, number);
    await checkSize(files, path, bytes);
    const length = bytes - pages * PAGE;
    const tail = openTail(await files.readPart(path, pages * PAGE, length), id, pages);
    if (tail === undefined) throw corrupt(path, pages * PAGE, 'запись испорчена');
    const parts = JSON.parse(tail.json) as ArchiveFile[];
    await Promise.all(parts.map((part) => checkSize(files, partPath(directory, part.number), part.bytes)));
    return new Archive(files, directory, { name, parts, firsts: tail.firsts });
  }

  /** Names of its files. */
  get names(): string[] {
    const index = this.name === undefined ? [] : [indexPath('', this.name.number)];
    return [...index, ...this.#parts.map(({ number }) => partPath('', number))];
  }

  /** How many files of records it has. */
  get parts(): number {
    return this.#parts.length;
  }

  /**
   * The last record of a key.
   *
   * @throws JournalError `JOURNAL_CORRUPT` when that cannot be said for sure.
   */
  async find(key: string): Promise<JournalRecord | undefined> {
    const hash = hashOf(key);
    for (let page = this.#firstPage(hash); page < this.#pages; page++) {
      if (compareHashes(this.#firsts, page * HASH, hash, 0) > 0) return undefined;
      const [entries] = (await this.#readPages(page, 1)) as [Buffer];
      for (let at = 0; at < entries.length; at += ENTRY) {
        if (compareHashes(entries, at, hash, 0) !== 0) continue;
        const record = await this.#read(candidateAt(entries, at));
        if (record.key === key) return record;
      }
    }
    return undefined;
  }

  /**
   * How many of its files, the oldest first, hold only what is older than this. A clock that was ahead for a while has left times to
   * come: such a file is as old as the next one.
   */
  countOld(keepDays: number, now: number): number {
    const limit = now - keepDays * DAY_MS;
    let age = Number.POSITIVE_INFINITY;
    let old = 0;
    for (const [index, { newestAt }] of [...this.#parts.entries()].reverse()) {
      if (newestAt <= now) age = newestAt;
      if (age >= limit) old = 0;
      else if (old === 0) old = index + 1;
    }
    return old;
  }

  /** The same without its oldest files and with these records, in new files that belong to nobody yet. */
  async extended(records: readonly Archived[], drop: number): Promise<Archive> {
    const files = this.#files;
    const directory = this.#directory;
    const kept = this.#parts.slice(drop);
    if (records.length === 0 && kept.length === 0) return Archive.empty(files, directory);
    const fresh: Buffer[] = [];
    const parts = [...kept];
    let number = this.#lastNumber;
    for (const some of portions(records)) {
      number++;
      const path = partPath(directory, number);
      const jsons = some.map(({ json }) => json);
      const { id, bytes, places } = await writeRecords(files, {
        path,
        temporary: `${path.slice(0, -3)}tmp`,
        jsons,
      });
      const newestAt = some.reduce((newest, { at }) => Math.max(newest, at), Number.NEGATIVE_INFINITY);
      parts.push({ number, id, bytes, newestAt });
      for (const [index, { key }] of some.entries()) {
        const place = places[index];
        if (place) fresh.push(entryOf(hashOf(key), { file: number, ...place }));
      }
    }
    fresh.sort((one, other) => compareHashes(one, 0, other, 0));
    number++;
    const id = randomUUID();
    const writer = new PageWriter(id);
    const path = indexPath(directory, number);
    const gone = new Set(this.#parts.slice(0, drop).map((part) => part.number));
    const pieces = this.#merged(fresh, gone, writer, parts);
    const bytes = await writeWhole(files, { path, temporary: `${path.slice(0, -5)}tmp` }, pieces);
    // Before the segment that names them has its own name.
    await files.syncDirectory(directory);
    const name = { number, id, pages: writer.pages, bytes };
    // What was written is read again before anything is built on it.
    return Archive.open(files, directory, name);
  }

  /** The pages of the new index, then its tail. */
  async *#merged(
    fresh: readonly Buffer[],
    gone: ReadonlySet<number>,
    writer: PageWriter,
    parts: readonly ArchiveFile[],
  ): AsyncGenerator<Uint8Array> {
    let next = 0;
    for (let first = 0; first < this.#pages; first += PAGES_AT_ONCE) {
      for (const entries of await this.#readPages(first, Math.min(PAGES_AT_ONCE, this.#pages - first))) {
        for (let at = 0; at < entries.length; at += ENTRY) {
          for (let one = fresh[next]; one && compareHashes(one, 0, entries, at) <= 0; one = fresh[next]) {
            writer.add(one, 0);
            next++;
          }
          if (!gone.has(entries.readUInt32BE(at + HASH))) writer.add(entries, at);
        }
      }
      yield Buffer.concat(writer.take());
    }
    for (let one = fresh[next]; one; one = fresh[++next]) writer.add(one, 0);
    yield Buffer.concat(writer.end());
    yield writer.tail(parts);
  }

  get #pages(): number {
    return this.name?.pages ?? 0;
  }

  get #lastNumber(): number {
    return Math.max(this.name?.number ?? 0, ...this.#parts.slice(-1).map(({ number }) => number));
  }

  /** The last page that begins before this hash: pages of one hash may follow. */
  #firstPage(hash: Buffer): number {
    let [low, high] = [0, this.#pages];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareHashes(this.#firsts, middle * HASH, hash, 0) < 0) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** The entries of these pages, page by page. */
  async #readPages(first: number, count: number): Promise<Buffer[]> {
    const { number, id } = this.name as ArchiveName;
    const path = indexPath(this.#directory, number);
    const bytes = await present(path, this.#files.readPart(path, first * PAGE, count * PAGE));
    return Array.from({ length: count }, (_, index) => {
      const page = first + index;
      const entries = openPage(bytes.subarray(index * PAGE, (index + 1) * PAGE), id, page);
      if (entries === undefined) throw corrupt(path, page * PAGE, 'запись испорчена');
      return entries;
    });
  }

  async #read({ file, offset, length }: Candidate): Promise<JournalRecord> {
    const path = partPath(this.#directory, file);
    const part = this.#parts.find(({ number }) => number === file);
    if (part === undefined) throw corrupt(path, 0, 'файл удалён во время работы');
    const line = await present(path, this.#files.readPart(path, offset, length));
    return readRecord(line, { id: part.id, path, offset, length }).record;
  }
}

/** A file that is gone is damage, not a failure of the disk that may pass. */
async function present<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw corrupt(path, 0, 'файл удалён во время работы');
    throw error;
  }
}

async function checkSize(files: JournalFiles, path: string, bytes: number): Promise<void> {
  const size = await files.size(path);
  if (size === undefined) throw corrupt(path, 0, 'файла нет');
  if (size !== bytes) throw corrupt(path, size, `длина ${size}, а должна быть ${bytes}`);
}

function* portions(records: readonly Archived[]): Generator<Archived[]> {
  let some: Archived[] = [];
  let characters = 0;
  for (const record of records) {
    some.push(record);
    characters += record.json.length;
    if (characters < FILE_CHARACTERS) continue;
    yield some;
    some = [];
    characters = 0;
  }
  if (some.length > 0) yield some;
}

function partPath(directory: string, number: number): string {
  return join(directory, `keys-${digits(number)}.log`);
}

function indexPath(directory: string, number: number): string {
  return join(directory, `keys-${digits(number)}.index`);
}

function digits(number: number): string {
  return String(number).padStart(6, '0');
}
