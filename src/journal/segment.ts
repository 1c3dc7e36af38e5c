import { dirname, join } from 'node:path';
import { JournalError } from '../errors.js';
import { layerLog } from '../util/debug.js';
import { errorCode, type JournalFile, type JournalFiles } from './files.js';
import {
  type ArchiveName,
  corrupt,
  markLine,
  type Place,
  readRecord,
  recordLine,
  type SegmentContent,
  seedOf,
} from './format.js';
import type { JournalRecord } from './journal.js';
import { writeRecords } from './records-file.js';

const log = layerLog('journal');

const NAME = /^journal-(\d{6,})\.log$/;
const TEMPORARY = /^journal-\d{6,}\.tmp$/;

/** Of all segments of a directory the highest one counts: it holds whatever is still wanted of the others. */
export function segmentNumber(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

export function segmentPath(directory: string, number: number, extension: 'log' | 'tmp' = 'log'): string {
  return join(directory, `journal-${String(number).padStart(6, '0')}.${extension}`);
}

interface SegmentState {
  file: JournalFile;
  id: string;
  last: number;
  end: number;
  markAt: number | undefined;
}

/** The file that records are appended to. After any error but that of a full disk it takes no more of them. */
export class Segment {
  readonly path: string;
  readonly #files: JournalFiles;
  readonly #file: JournalFile;
  readonly #id: string;
  readonly #seed: number;
  readonly #fsync: boolean;
  readonly #markAt: number | undefined;
  #last: number;
  #end: number;
  #broken: unknown;

  constructor(
    files: JournalFiles,
    path: string,
    { file, id, last, end, markAt }: SegmentState,
    fsync: boolean,
  ) {
    this.path = path;
    this.#files = files;
    this.#file = file;
    this.#id = id;
    this.#seed = seedOf(id);
    this.#fsync = fsync;
    this.#markAt = markAt;
    this.#last = last;
    this.#end = end;
  }

  /** Bytes. */
  get size(): number {
    return this.#end;
  }

  /** Writes the records of one batch; they share one flush of the disk. Returns where they stand. */
  async append(batch: readonly string[]): Promise<Place[]> {
    if (this.#broken !== undefined) throw this.#broken;
    await this.#whileNotBroken(() => this.#check());
    const durable = this.#last;
    const lines = batch.map((json, index) =>
      Buffer.from(recordLine(this.#seed, durable + index + 1, durable, json)),
    );
    const bytes = Buffer.concat(lines);
    try {
      await this.#file.write(bytes, this.#end);
    } catch (error) {
      // A full disk may have taken a part. What is cut off again was promised to nobody, and room may come back.
      await this.#whileNotBroken(() => this.#cut());
      throw error;
    }
    // After a failed flush the system may have dropped the data while it goes on showing them: no second try.
    if (this.#fsync) await this.#whileNotBroken(() => this.#file.sync());
    const places: Place[] = [];
    for (const { length } of lines) {
      places.push({ offset: this.#end, length: length - 1 });
      this.#end += length;
    }
    this.#last += batch.length;
    // Without flushes the mark might outlive what it tells of.
    if (this.#fsync) await this.#mark();
    return places;
  }

  /** @throws JournalError `JOURNAL_CORRUPT` when it is not there as it was written. */
  async read(place: Place): Promise<JournalRecord> {
    const line = await this.#files.readPart(this.path, place.offset, place.length);
    return readRecord(line, { id: this.#id, path: this.path, ...place }).record;
  }

  /** Tells the next opening what is on the disk. A mark that was not written tells less, and nothing that is wrong. */
  async #mark(): Promise<void> {
    if (this.#markAt === undefined) return;
    try {
      await this.#file.write(Buffer.from(markLine(this.#seed, this.#last)), this.#markAt);
    } catch (error) {
      log('%s: mark not written: %O', this.path, error);
    }
  }

  /** Removes the torn end of an interrupted write. */
  async #cut(): Promise<void> {
    await this.#file.truncate(this.#end);
    await this.#file.sync();
  }

  /** Writing into a file that was deleted or cut by somebody would go nowhere, without any error. */
  async #check(): Promise<void> {
    const size = await this.#files.size(this.path);
    if (size === undefined) throw corrupt(this.path, 0, 'файл удалён во время работы');
    if (size !== this.#end) throw corrupt(this.path, size, `длина ${size}, а должна быть ${this.#end}`);
  }

  async #whileNotBroken(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#broken = error;
      throw error;
    }
  }

  async close(): Promise<void> {
    try {
      if (this.#broken !== undefined) return;
      if (!this.#fsync) await this.#file.sync();
      await this.#mark();
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }

  /**
   * Opens a segment that was read, without its torn end. What is reported to the user must not vanish afterwards: a
   * process that was killed may have left it, and even the name of the file, in the cache only.
   */
  static async open(
    files: JournalFiles,
    path: string,
    {
      content: { id, last, end, markAt },
      size,
      fsync,
    }: { content: SegmentContent; size: number; fsync: boolean },
  ): Promise<Segment> {
    const file = await files.open(path);
    const segment = new Segment(files, path, { file, id, last, end, markAt }, fsync);
    try {
      if (end < size) await segment.#cut();
      else await file.sync();
      await segment.#mark();
      await files.syncDirectory(dirname(path));
    } catch (error) {
      await file.close();
      throw error;
    }
    return segment;
  }

  /** A new segment that begins with these records, and where they stand. It gets its name when all of it is on the disk. */
  static async create(
    files: JournalFiles,
    directory: string,
    { number, jsons, archive, fsync }: NewSegment,
  ): Promise<{ segment: Segment; places: readonly Place[] }> {
    const path = segmentPath(directory, number);
    const temporary = segmentPath(directory, number, 'tmp');
    const { id, bytes, places, markAt } = await writeRecords(files, { path, temporary, jsons, archive });
    await files.syncDirectory(directory);
    const file = await files.open(path);
    const state = { file, id, last: jsons.length, end: bytes, markAt };
    return { segment: new Segment(files, path, state, fsync), places };
  }
}

interface NewSegment {
  readonly number: number;
  readonly jsons: readonly string[];
  readonly archive: ArchiveName | undefined;
  readonly fsync: boolean;
}

/** An error of the system as an error of the journal. */
export function ioError(error: unknown, path: string): JournalError {
  const code = errorCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  const advice = code === undefined ? '' : (ADVICE[code] ?? '');
  return new JournalError('JOURNAL_IO', `Журнал не записан или не прочитан (${path}): ${reason}${advice}`, {
    cause: error,
    path,
  });
}

const ADVICE: { readonly [code: string]: string } = {
  ENOSPC: '. Освободите место на диске',
  EDQUOT: '. Освободите место на диске',
  EACCES: '. Дайте программе право записи в папку журнала',
  EPERM: '. Дайте программе право записи в папку журнала',
  EROFS: '. Диск доступен только для чтения',
};
