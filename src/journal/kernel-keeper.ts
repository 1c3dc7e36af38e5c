import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './files.js';
import type { Keeper } from './keeper.js';

/*
 * Where a file can be opened with a lock, the system itself ends the lock with the process, whatever happens to it:
 * share mode 0 on Windows, flock on macOS and the BSDs. Node passes these flags on (libuv: UV_FS_O_EXLOCK) but has no
 * names for them. Linux has no such flags.
 */

interface LockFlags {
  exclusive: number;
  /** Of somebody who only looks. */
  probe: number;
  /** What opening a locked file is answered with. */
  refusal: string;
}

const WINDOWS: LockFlags = { exclusive: 0x1000_0000, probe: 0, refusal: 'EBUSY' };
const BSD: LockFlags = {
  exclusive: 0x20 | constants.O_NONBLOCK,
  probe: 0x10 | constants.O_NONBLOCK,
  refusal: 'EAGAIN',
};

const FLAGS: Partial<Record<NodeJS.Platform, LockFlags>> = {
  win32: WINDOWS,
  darwin: BSD,
  freebsd: BSD,
  openbsd: BSD,
  netbsd: BSD,
};

const flags = FLAGS[process.platform];

export const hasKernelLocks = flags !== undefined;

/** pid and nonce; any other name is of another system that has the same directory. */
const NAME = /lock\.[1-9]\d*\.[0-9a-f]+$/;

export const kernelKeeper: Keeper = {
  async announce(directory, nonce, note) {
    const path = join(directory, `lock.${process.pid}.${nonce}`);
    const create = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
    // A bare descriptor: a FileHandle would be closed, and the lock with it, when nobody refers to it any more.
    const descriptor = openSync(path, create | (flags?.exclusive ?? 0), 0o600);
    try {
      writeSync(descriptor, note);
    } catch {
      // A full disk: the lock holds without the note.
    }
    return {
      path,
      async end() {
        closeSync(descriptor);
      },
    };
  },

  async isAlive(path) {
    if (!NAME.test(path)) return true;
    try {
      closeSync(openSync(path, constants.O_RDONLY | (flags?.probe ?? 0)));
      return false;
    } catch (error) {
      const code = errorCode(error);
      if (code === flags?.refusal) return true;
      if (code === 'ENOENT') return false;
      throw error;
    }
  },
};
