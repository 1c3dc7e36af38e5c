import { readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileJournal } from '../../src/journal/index.js';
import { hasKernelLocks } from '../../src/journal/kernel-keeper.js';
import { lockDirectory } from '../../src/journal/lock.js';
import { processKeeper } from '../../src/journal/process-keeper.js';
import { children, temporaryDirectory } from './support/children.js';
import { NOON, record } from './support/scenario.js';

const spawn = children();
const directory = temporaryDirectory();

const locked = { name: 'JournalError', code: 'JOURNAL_LOCKED' };

async function locks(): Promise<string[]> {
  return (await readdir(directory())).filter((name) => name.startsWith('lock.'));
}

describe('one journal', () => {
  it('is open once in a process', async () => {
    const [one, other] = [fileJournal(directory()), fileJournal(directory())];
    await one.pending();
    await expect(other.pending()).rejects.toMatchObject({ ...locked, holder: { pid: process.pid } });
    await expect(other.pending()).rejects.toThrow(/этот же процесс/);
    await expect(other.pending()).rejects.toMatchObject({
      english: expect.stringMatching(/in use: this very process, \d+ on \S+ since 20[\d:.TZ-]+$/),
    });
    await one.append([record('a', 'intent')]);
    await one.close();
    expect(await other.pending()).toEqual([record('a', 'intent')]);
    await other.close();
    expect(await locks()).toEqual([]);
  });

  it('is open in one process, and free at once when that is killed', async () => {
    const child = spawn('hold', directory());
    await child.hasSaid(1);
    const journal = fileJournal(directory());
    await expect(journal.pending()).rejects.toMatchObject({
      ...locked,
      holder: { pid: child.pid, since: expect.stringMatching(/^20\d\d-/) },
    });
    await expect(journal.pending()).rejects.toThrow(
      new RegExp(`занят: процесс ${child.pid} .* удалите файл`),
    );
    await child.kill();
    await journal.pending();
    expect(await locks()).toHaveLength(1);
    await journal.close();
  });

  it('never has two of many who want it, after a dead one', async () => {
    const dead = spawn('hold', directory());
    await dead.hasSaid(1);
    await dead.kill();
    const rounds = 12;
    const all = Array.from({ length: 4 }, () => spawn('contend', directory(), String(rounds)));
    expect(await Promise.all(all.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    const journal = fileJournal(directory());
    expect(await journal.pending()).toHaveLength(4 * rounds);
    await journal.close();
  });

  it('is not kept by an opening that fails', async () => {
    await writeFile(join(directory(), 'journal-000001.log'), 'rubbish\n');
    await expect(fileJournal(directory()).pending()).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
    expect(await locks()).toEqual([]);
  });

  it('notices that it was taken away', async () => {
    const journal = fileJournal(directory());
    await journal.pending();
    for (const name of await locks()) await rm(join(directory(), name));
    await expect(journal.append([record('a', 'intent')])).rejects.toMatchObject(locked);
    const other = fileJournal(directory());
    expect(await other.pending()).toEqual([]);
    await journal.close();
    expect(await locks()).toHaveLength(1);
    await other.close();
  });
});

describe.runIf(!hasKernelLocks)('the lock of a process that cannot be asked', () => {
  const ANOTHER_CONTAINER = '4026532999';
  const INITIAL = '4026531836';

  /** Our own lock file as another process would have written it. */
  async function leave(change: {
    pid?: string;
    start?: string;
    boot?: string;
    host?: string;
    namespace?: string;
  }): Promise<string> {
    const lock = await lockDirectory(directory());
    const [name = ''] = await locks();
    const [, pid = '', start = '', boot = '', host = '', namespace = '', nonce = ''] = name.split('.');
    const other = { pid, start, boot, host, namespace, ...change };
    const path = join(
      directory(),
      ['lock', other.pid, other.start, other.boot, other.host, other.namespace, nonce].join('.'),
    );
    await rename(join(directory(), name), path);
    await lock.release();
    return path;
  }

  const taken = async (): Promise<void> => {
    const lock = await lockDirectory(directory());
    expect(await locks()).toHaveLength(1);
    await lock.release();
  };

  it('is over when its number belongs to a process that started at another time', async () => {
    await leave({ start: '1' });
    await taken();
  });

  it('is over when no process has its number', async () => {
    // Above the highest number that Linux gives.
    await leave({ pid: '4999999' });
    await taken();
  });

  it('is over when this computer was started again', async () => {
    await leave({ boot: 'abc' });
    await taken();
  });

  it('holds when it is of another computer, until the file is removed', async () => {
    const path = await leave({ boot: 'abc', host: 'def', namespace: INITIAL });
    await expect(lockDirectory(directory())).rejects.toMatchObject({ ...locked, holder: { file: path } });
    await rm(path);
    await taken();
  });

  it('holds when another kind of system wrote it', async () => {
    await writeFile(join(directory(), 'lock.17.abcdef'), '');
    await expect(lockDirectory(directory())).rejects.toMatchObject({ ...locked, holder: { pid: 17 } });
  });

  it('holds as long as another container gives a sign of life', async () => {
    const path = await leave({ namespace: ANOTHER_CONTAINER });
    let beat = NOON;
    let last: Promise<void> | undefined;
    const heart = setInterval(() => {
      last = utimes(path, beat, ++beat);
    }, 100);
    // The first sign ends the wait: only on a machine that stands still it is long.
    await expect(lockDirectory(directory(), processKeeper({ silenceMs: 240_000 }))).rejects.toMatchObject(
      locked,
    );
    clearInterval(heart);
    await last;
    const lock = await lockDirectory(directory(), processKeeper({ silenceMs: 600 }));
    expect(await locks()).toHaveLength(1);
    await lock.release();
  });
});
