import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JournalError, StateError } from '../../errors.js';
import { type DirectoryLock, lockDirectory, makePrivateDirectory } from '../../journal/lock.js';

const LOG = /^fn-(\d{6})\.log$/;
const DIGITS = 6;

/**
 * The files of a register:
 *
 *   fn-000001.log    the register and the documents of its FN, from the moment that the FN was put in; the highest number counts,
 *                    lower ones are the storages before it
 *   fn-000001.index  a checkpoint of the log, may be missing
 *   fn-000002.tmp    a log that was not begun to its end
 *   lock.*           who has the directory
 */
export class StateDirectory {
  readonly path: string;
  readonly #lock: DirectoryLock;

  private constructor(path: string, lock: DirectoryLock) {
    this.path = path;
    this.#lock = lock;
  }

  /** Makes the directory when it is missing. @throws StateError `STATE_LOCKED`, `STATE_IO` */
  static async open(path: string): Promise<StateDirectory> {
    try {
      await makePrivateDirectory(path);
      return new StateDirectory(path, await lockDirectory(path));
    } catch (error) {
      if (error instanceof JournalError) throw locked(path, error);
      throw ioError(error, path);
    }
  }

  /** Number of the log that counts; 0 when there is none. */
  latest(): number {
    const numbers = readdirSync(this.path).map((name) => Number(LOG.exec(name)?.[1] ?? 0));
    return Math.max(0, ...numbers);
  }

  /** Path of a file of this log. */
  file(log: number, kind: 'log' | 'index' | 'tmp'): string {
    return join(this.path, `fn-${String(log).padStart(DIGITS, '0')}.${kind}`);
  }

  remove(log: number): void {
    for (const kind of ['log', 'index'] as const) rmSync(this.file(log, kind), { force: true });
  }

  /** False when somebody took the directory, believing that this process is dead. */
  held(): Promise<boolean> {
    return this.#lock.held();
  }

  release(): Promise<void> {
    return this.#lock.release();
  }
}

function locked(path: string, cause: JournalError): StateError {
  const holder = cause.holder === undefined ? '' : `: процесс ${cause.holder.pid}, файл ${cause.holder.file}`;
  return new StateError('STATE_LOCKED', `Папка состояния ${path} занята${holder}`, { path, cause });
}

export function ioError(error: unknown, path: string): StateError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StateError('STATE_IO', `Состояние эмулятора не записано или не прочитано (${path}): ${reason}`, {
    path,
    cause: error,
  });
}
