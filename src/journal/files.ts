import * as fs from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { makePrivateDirectory, OPEN_NO_LINK } from './private-directory.js';

/** The few things a journal asks of a file system; tests put a disk in its place that loses power. */
export interface JournalFiles {
  /** With its parents, durably. */
  makeDirectory(path: string): Promise<void>;
  list(directory: string): Promise<string[]>;
  /** Length in bytes; nothing when there is no such file. */
  size(path: string): Promise<number | undefined>;
  read(path: string): Promise<Uint8Array>;
  /** These bytes; fewer where the file ends before. */
  readPart(path: string, position: number, length: number): Promise<Uint8Array>;
  /** A new empty file; an old one of this name is lost. */
  create(path: string): Promise<JournalFile>;
  open(path: string): Promise<JournalFile>;
  /** To a name that nobody has. */
  rename(from: string, to: string): Promise<void>;
  /** Content when the file does not exist. */
  remove(path: string): Promise<void>;
  /** Makes the creations, renames and removals in the directory survive a power cut. */
  syncDirectory(path: string): Promise<void>;
}

export interface JournalFile {
  /** Resolves when all bytes are with the system. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  truncate(length: number): Promise<void>;
  /** Resolves when the content and the length are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Receipts name buyers: nobody but the owner reads them. */
const FILE_MODE = 0o600;

/*
 * Bare descriptors: a FileHandle that nobody refers to any more is closed with a warning, in later versions of Node
 * with an error, and a journal that somebody forgot to close is no reason to end the program.
 */
const open = promisify(fs.open);
const readInto = promisify(fs.read);
const write = promisify(fs.write);
const truncate = promisify(fs.ftruncate);
const close = promisify(fs.close);
/** The content and the length, but not the times of the file. */
const syncData = promisify(fs.fdatasync);
const syncAll = promisify(fs.fsync);

export const nodeFiles: JournalFiles = {
  async makeDirectory(path) {
    const first = await makePrivateDirectory(path);
    if (first === undefined) return;
    for (let made = path; made.length >= first.length; made = dirname(made)) {
      await this.syncDirectory(dirname(made));
    }
  },

  list: (directory) => readdir(directory),

  async size(path) {
    try {
      return (await stat(path)).size;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  },

  read: (path) => readFile(path),

  async readPart(path, position, length) {
    const bytes = Buffer.alloc(length);
    const descriptor = await open(path, fs.constants.O_RDONLY | OPEN_NO_LINK);
    try {
      for (let done = 0; done < length; ) {
        const { bytesRead } = await readInto(descriptor, bytes, done, length - done, position + done);
        if (bytesRead === 0) return bytes.subarray(0, done);
        done += bytesRead;
      }
      return bytes;
    } finally {
      await close(descriptor);
    }
  },

  async create(path) {
    const { O_WRONLY, O_CREAT, O_TRUNC } = fs.constants;
    return openedFile(await open(path, O_WRONLY | O_CREAT | O_TRUNC | OPEN_NO_LINK, FILE_MODE));
  },

  async open(path) {
    return openedFile(await open(path, fs.constants.O_RDWR | OPEN_NO_LINK));
  },

  rename: (from, to) => patiently(() => rename(from, to)),

  remove: (path) => patiently(() => rm(path, { force: true })),

  async syncDirectory(path) {
    // Windows has no such call; NTFS keeps the order of its directory changes by itself.
    if (process.platform === 'win32') return;
    const directory = await open(path, 'r');
    try {
      await syncAll(directory);
    } catch (error) {
      // Some file systems (FUSE) answer so and have nothing to flush.
      if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(errorCode(error) ?? '')) throw error;
    } finally {
      await close(directory);
    }
  },
};

function openedFile(descriptor: number): JournalFile {
  return {
    async write(bytes, position) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await write(descriptor, bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    },
    truncate: (length) => truncate(descriptor, length),
    sync: () => syncData(descriptor),
    close: () => close(descriptor),
  };
}

const WINDOWS_TRIES = 20;
const WINDOWS_PAUSE_MS = 50;

/** On Windows a virus scanner or an indexer may hold a fresh file for a moment. */
async function patiently(action: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await action();
    } catch (error) {
      const held = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (process.platform !== 'win32' || !held || tries === WINDOWS_TRIES) throw error;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, WINDOWS_PAUSE_MS);
    });
  }
}

export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
