import { resolve as resolvePath } from 'node:path';
import { AtolError, JournalError } from '../errors.js';
import type { FileJournalOptions } from './file-options.js';
import { type JournalFiles, nodeFiles } from './files.js';
import type { JournalRecord, JournalStore } from './journal.js';
import { type DirectoryLock, lockDirectory } from './lock.js';
import { decodeRecord, encodeRecord } from './record.js';
import { ALWAYS_KEPT, checkNotNegative, DEFAULT_KEEP_DAYS } from './retention.js';
import { ioError } from './segment.js';
import { Segments, type SegmentsOptions, type Taken } from './segments.js';

const DEFAULT_COMPACT_BYTES = 4 * 1024 * 1024;

/** What the journal stands on. */
export interface Ground {
  files: JournalFiles;
  lock(directory: string): Promise<DirectoryLock>;
  /** Ms since 1970. */
  now(): number;
  /** Finished keys that stay in the segment in use; default a hundred. */
  newest?: number;
}

const realGround: Ground = { files: nodeFiles, lock: lockDirectory, now: () => Date.now() };

interface Waiting {
  batch: readonly Taken[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Opened {
  lock: DirectoryLock;
  segments: Segments;
}

export class FileJournal implements JournalStore {
  readonly #directory: string;
  readonly #settings: Pick<SegmentsOptions, 'keepDays' | 'compactBytes' | 'fsync' | 'newest'>;
  readonly #ground: Ground;
  #opening: Promise<Opened> | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #closed = false;

  constructor(directory: string, options: FileJournalOptions, ground: Ground = realGround) {
    const { keepDays = DEFAULT_KEEP_DAYS, compactBytes = DEFAULT_COMPACT_BYTES, fsync = true } = options;
    checkNotNegative('keepDays', keepDays);
    checkNotNegative('compactBytes', compactBytes);
    this.#directory = resolvePath(directory);
    this.#settings = { keepDays, compactBytes, fsync, newest: ground.newest ?? ALWAYS_KEPT };
    this.#ground = ground;
  }

  async pending(): Promise<readonly JournalRecord[]> {
    await this.#closing;
    this.#closed = false;
    const { segments } = await this.#taken();
    return segments.pending();
  }

  async find(key: string): Promise<JournalRecord | undefined> {
    this.#check();
    const { segments } = await this.#taken();
    return segments.find(key);
  }

  async append(records: readonly JournalRecord[]): Promise<void> {
    this.#check();
    // As they are now, whatever the caller does to them later.
    const batch = records.map((one): Taken => {
      const json = encodeRecord(one);
      return { json, record: decodeRecord(json) as JournalRecord };
    });
    if (batch.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  #check(): void {
    if (this.#closed) throw new JournalError('JOURNAL_CLOSED', `Журнал ${this.#directory} не открыт`);
  }

  /** The files, held by this process. The first call takes them; one that failed is tried again by the next. */
  #taken(): Promise<Opened> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw this.#typed(error);
    });
    return this.#opening;
  }

  async #open(): Promise<Opened> {
    const { files, now, lock: lockIt } = this.#ground;
    const directory = this.#directory;
    await files.makeDirectory(directory);
    const lock = await lockIt(directory);
    try {
      return { lock, segments: await Segments.open({ files, directory, now, ...this.#settings }) };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Batch after batch: what arrives during one flush of the disk shares the next. */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const opened = await this.#taken().catch((error: unknown) => ({ error }));
      const waiting = this.#waiting;
      this.#waiting = [];
      try {
        if ('error' in opened) throw opened.error;
        if (!(await opened.lock.held())) throw this.#takenAway();
        await opened.segments.append(waiting.flatMap(({ batch }) => batch));
      } catch (error) {
        for (const { reject } of waiting) reject(this.#typed(error));
        continue;
      }
      for (const { resolve } of waiting) resolve();
      await opened.segments.clean();
    }
    this.#writing = undefined;
  }

  #typed(error: unknown): AtolError {
    return error instanceof AtolError ? error : ioError(error, this.#directory);
  }

  #takenAway(): JournalError {
    const path = this.#directory;
    const message = `Журнал ${path} отнят: файл блокировки этого процесса удалён. Откройте журнал заново`;
    return new JournalError('JOURNAL_LOCKED', message, { path });
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#closing ??= this.#close().finally(() => {
      this.#closing = undefined;
    });
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#writing;
    // An opening that fails tells its own caller.
    const opened = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    // Every record that was promised is on the disk already.
    await opened?.segments.close().catch(() => undefined);
    await opened?.lock.release();
  }
}
