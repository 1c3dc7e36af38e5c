import { resolve as resolvePath } from 'node:path';
import { AtolError, JournalError } from '../errors.js';
import type { FileJournalOptions } from './directory-journal.js';
import { type JournalFiles, nodeFiles } from './files.js';
import type { JournalRecord, JournalStore } from './journal.js';
import { type DirectoryLock, lockDirectory } from './lock.js';
import { encodeRecord } from './record.js';
import { checkNotNegative, DEFAULT_KEEP_DAYS } from './retention.js';
import { ioError } from './segment.js';
import { Segments } from './segments.js';

const DEFAULT_COMPACT_BYTES = 4 * 1024 * 1024;

/** What the journal stands on. */
export interface Ground {
  files: JournalFiles;
  lock(directory: string): Promise<DirectoryLock>;
  /** Ms since 1970. */
  now(): number;
}

const realGround: Ground = { files: nodeFiles, lock: lockDirectory, now: () => Date.now() };

interface Waiting {
  json: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Opened {
  lock: DirectoryLock;
  segments: Segments;
}

export class FileJournal implements JournalStore {
  readonly #directory: string;
  readonly #settings: { keepDays: number; compactBytes: number; fsync: boolean };
  readonly #ground: Ground;
  #opening: Promise<readonly JournalRecord[]> | undefined;
  #opened: Opened | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(directory: string, options: FileJournalOptions, ground: Ground = realGround) {
    const { keepDays = DEFAULT_KEEP_DAYS, compactBytes = DEFAULT_COMPACT_BYTES, fsync = true } = options;
    checkNotNegative('keepDays', keepDays);
    checkNotNegative('compactBytes', compactBytes);
    this.#directory = resolvePath(directory);
    this.#settings = { keepDays, compactBytes, fsync };
    this.#ground = ground;
  }

  async open(): Promise<readonly JournalRecord[]> {
    await this.#closing;
    if (this.#opening !== undefined) {
      throw new JournalError('JOURNAL_LOCKED', `Журнал ${this.#directory} уже открыт этим же объектом`);
    }
    this.#opening = this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw this.#typed(error);
    }
  }

  async #open(): Promise<readonly JournalRecord[]> {
    const { files, now, lock: lockIt } = this.#ground;
    const directory = this.#directory;
    await files.makeDirectory(directory);
    const lock = await lockIt(directory);
    try {
      const { segments, latest } = await Segments.open({ files, directory, now, ...this.#settings });
      this.#opened = { lock, segments };
      return [...latest.values()];
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async append(record: JournalRecord): Promise<void> {
    const opened = this.#opened;
    if (opened === undefined || this.#closing !== undefined) {
      throw new JournalError('JOURNAL_CLOSED', `Журнал ${this.#directory} не открыт`);
    }
    const json = encodeRecord(record);
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ json, resolve, reject });
      this.#writing ??= this.#writeAll(opened);
    });
  }

  /** Batch after batch: what arrives during one flush of the disk shares the next. */
  async #writeAll({ lock, segments }: Opened): Promise<void> {
    // What is appended in the same breath goes into the first batch.
    await undefined;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        if (!(await lock.held())) throw this.#takenAway();
        await segments.append(batch.map(({ json }) => json));
      } catch (error) {
        for (const { reject } of batch) reject(this.#typed(error));
        continue;
      }
      for (const { resolve } of batch) resolve();
      await segments.clean();
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
    this.#closing ??= this.#close().finally(() => {
      this.#closing = undefined;
    });
    return this.#closing;
  }

  async #close(): Promise<void> {
    // An opening that fails tells its own caller.
    await this.#opening?.catch(() => undefined);
    await this.#writing;
    const opened = this.#opened;
    this.#opened = undefined;
    // Every record that was promised is on the disk already.
    await opened?.segments.close().catch(() => undefined);
    await opened?.lock.release();
    this.#opening = undefined;
  }
}
