import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { JournalError, type JournalHolder } from '../errors.js';
import { errorCode } from './files.js';
import type { Keeper, Sign } from './keeper.js';
import { hasKernelLocks, kernelKeeper } from './kernel-keeper.js';
import { processKeeper } from './process-keeper.js';
import { parseObject } from './record.js';

export { makePrivateDirectory, OPEN_NO_LINK } from './private-directory.js';

/*
 * Whoever wants the directory puts a file of a unique name into it, and has the directory when after that no other
 * such file belongs to a living process. Of two who try at once at least one therefore sees the other and steps back.
 * Names are never used twice, so that a dead process's file can be removed by anybody at any time: there is no moment
 * at which a takeover could hit the wrong one.
 */

export interface DirectoryLock {
  /** False when somebody took the directory, believing that we are dead. */
  held(): Promise<boolean>;
  /** Never rejects. */
  release(): Promise<void>;
}

const NAME = /^lock\.([1-9]\d*)\./;
const TRIES = 8;
const LONGEST_PAUSE_MS = 60;

/** Files of this process. */
const ours = new Set<string>();

/** @throws JournalError `JOURNAL_LOCKED`, naming the holder. */
export async function lockDirectory(
  directory: string,
  keeper: Keeper = hasKernelLocks ? kernelKeeper : processKeeper(),
): Promise<DirectoryLock> {
  const note = JSON.stringify({ host: hostname(), since: new Date().toISOString() });
  for (let tries = 1; ; tries++) {
    const holder = await findHolder(directory, keeper);
    if (holder !== undefined) throw await locked(directory, holder);
    const sign = await keeper.announce(directory, randomBytes(6).toString('hex'), note);
    ours.add(sign.path);
    let rival: string | undefined;
    try {
      rival = await findHolder(directory, keeper, sign.path);
    } catch (error) {
      await withdraw(sign);
      throw error;
    }
    if (rival === undefined) return { held: () => exists(sign.path), release: () => withdraw(sign) };
    await withdraw(sign);
    if (tries === TRIES) throw await locked(directory, rival);
    await new Promise((resolve) => {
      setTimeout(resolve, Math.random() * LONGEST_PAUSE_MS);
    });
  }
}

/** A living process's file. Those of the dead are cleared away. */
async function findHolder(directory: string, keeper: Keeper, except?: string): Promise<string | undefined> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    if (!NAME.test(name) || path === except) continue;
    if (await keeper.isAlive(path)) return path;
    // It does no harm where it cannot be removed.
    await rm(path, { force: true }).catch(() => undefined);
  }
  return undefined;
}

async function withdraw(sign: Sign): Promise<void> {
  ours.delete(sign.path);
  await sign.end().catch(() => undefined);
  await rm(sign.path, { force: true }).catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function locked(directory: string, file: string): Promise<JournalError> {
  const holder = await readHolder(file);
  const isOurs = ours.has(file);
  const where = holder.host === undefined ? '' : ` на ${holder.host}`;
  const since = holder.since === undefined ? '' : ` с ${holder.since}`;
  const advice = isOurs ? '' : `. Если такого процесса точно нет, удалите файл ${file}`;
  return new JournalError(
    'JOURNAL_LOCKED',
    `Журнал ${directory} занят: ${isOurs ? 'этот же процесс' : 'процесс'} ${holder.pid}${where}${since}${advice}`,
    { path: directory, holder },
  );
}

async function readHolder(file: string): Promise<JournalHolder> {
  // Windows does not let anybody read a file that is locked.
  const { host, since } = parseObject(await readFile(file, 'utf8').catch(() => ''));
  return {
    pid: Number(NAME.exec(file.slice(file.lastIndexOf('lock.')))?.[1]),
    ...(typeof host === 'string' && { host }),
    ...(typeof since === 'string' && { since }),
    file,
  };
}
