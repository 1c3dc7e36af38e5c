import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { OPEN_NO_LINK } from '../../journal/lock.js';

/** Receipts name buyers: nobody but the owner reads them. */
const FILE_MODE = 0o600;

/**
 * A file that grows. What was written survives the death of this process. A power cut of the computer may take the end of it: only
 * the begin is flushed to the disk, an emulated FN need not be safer than that.
 */
export class LogFile {
  #path: string;
  #descriptor: number;
  #size: number;

  private constructor(path: string, descriptor: number) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.#size = fstatSync(descriptor).size;
  }

  /** A new empty file; an old one of this name is lost. */
  static create(path: string): LogFile {
    const { O_RDWR, O_CREAT, O_TRUNC } = constants;
    return new LogFile(path, openSync(path, O_RDWR | O_CREAT | O_TRUNC | OPEN_NO_LINK, FILE_MODE));
  }

  static open(path: string): LogFile {
    return new LogFile(path, openSync(path, constants.O_RDWR | OPEN_NO_LINK));
  }

  get path(): string {
    return this.#path;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns where the bytes begin. When it throws, none of them is there. */
  append(bytes: Uint8Array): number {
    const offset = this.#size;
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, offset + done);
    } catch (error) {
      // A full disk may have taken a part.
      ftruncateSync(this.#descriptor, offset);
      throw error;
    }
    this.#size += bytes.length;
    return offset;
  }

  /** Fewer bytes where the file ends. */
  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#descriptor, bytes, done, length - done, offset + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  }

  cut(size: number): void {
    ftruncateSync(this.#descriptor, size);
    this.#size = size;
  }

  /** Under this name the file is found: what it has so far is made safe before. */
  rename(path: string): void {
    fsyncSync(this.#descriptor);
    // Windows renames no open files.
    closeSync(this.#descriptor);
    renameSync(this.#path, path);
    this.#path = path;
    this.#descriptor = openSync(path, constants.O_RDWR | OPEN_NO_LINK);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
