import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FileJournal } from '../../src/journal/file-journal.js';
import { fileJournal, memoryJournal } from '../../src/journal/index.js';
import { contentsOf, DAY, journalOn, keysOf, NOON, onDisk, record, toldBy } from './support/scenario.js';
import { SimulatedDisk } from './support/simulated-disk.js';

const directories: string[] = [];

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'atol-journal-'));
  directories.push(directory);
  return directory;
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

describe('options of a journal', () => {
  it.each([{ keepDays: -1 }, { keepDays: Number.NaN }])('%o is refused', (options) => {
    expect(() => fileJournal('journal', options)).toThrow(/Неверные настройки журнала: keepDays/);
    expect(() => memoryJournal(options)).toThrow(/keepDays/);
  });
});

describe('fileJournal', () => {
  it('makes its directory, readable for its owner only', async () => {
    const directory = join(newDirectory(), 'till', 'journal');
    const journal = fileJournal(directory);
    await journal.pending();
    await journal.close();
    expect(await readdir(directory)).toEqual(['journal-000001.log']);
    if (process.platform === 'win32') return;
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, 'journal-000001.log'))).mode & 0o777).toBe(0o600);
  });

  it('says what is wrong with a directory that cannot be used', async () => {
    const journal = fileJournal(join(newDirectory(), 'file\0name'));
    await expect(journal.pending()).rejects.toMatchObject({ name: 'JournalError', code: 'JOURNAL_IO' });
    const file = join(newDirectory(), 'file');
    await writeFile(file, '');
    await expect(fileJournal(file).pending()).rejects.toMatchObject({ code: 'JOURNAL_IO', path: file });
  });

  it('shares one flush of the disk between appends that come together', async () => {
    let flushes = 0;
    const disk = new SimulatedDisk();
    const { files, ...rest } = onDisk(disk);
    const open = files.open.bind(files);
    files.open = async (path) => {
      const file = await open(path);
      return {
        ...file,
        sync: () => {
          flushes++;
          return file.sync();
        },
      };
    };
    const journal = new FileJournal('/journal', {}, { files, ...rest });
    await journal.pending();
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => journal.append([record(`${index}`, 'intent')])),
    );
    expect(flushes).toBe(1);
    const first = journal.append([record('first', 'intent')]);
    await new Promise(setImmediate);
    await Promise.all([first, journal.append([record('second', 'intent')])]);
    expect(flushes).toBe(3);
  });

  it('stays small: replaced records go when the file has doubled', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, { compactBytes: 4000 });
    await journal.pending();
    let largest = 0;
    for (let index = 0; index < 500; index++) {
      await journal.append([record(`order-${index % 10}`, 'intent', 'x'.repeat(100))]);
      for (const name of await disk.list()) largest = Math.max(largest, disk.bytes(name).length);
    }
    expect(largest).toBeLessThan(4400);
  });

  it('forgets old keys while it is open, a day late at most', async () => {
    let time = NOON;
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, { keepDays: 2 }, () => time);
    await journal.pending();
    for (let index = 0; index < 150; index++)
      await journal.append([record(`old-${index}`, 'done', '', time)]);
    const onlyFile = async (): Promise<string> => {
      const [name = '', ...others] = await disk.list();
      expect(others).toEqual([]);
      return Buffer.from(disk.bytes(name)).toString();
    };
    const appendAfter = async (days: number): Promise<void> => {
      time = NOON + days * DAY;
      // The second one waits for the cleaning that the first one sets off.
      for (const key of ['new', 'newer']) await journal.append([record(key, 'done', days, time)]);
    };
    for (const days of [0.9, 1.9, 2.9]) {
      await appendAfter(days);
      expect(await onlyFile()).toContain('"old-0"');
    }
    await appendAfter(4);
    // 152 keys, and the newest hundred stay.
    expect(await onlyFile()).not.toMatch(/"old-(0|51)"/);
    expect(await onlyFile()).toContain('"old-52"');
    await journal.close();
    expect(await journal.pending()).toEqual([]);
    expect(await journal.find('old-52')).toMatchObject({ key: 'old-52' });
    expect(await journal.find('old-51')).toBeUndefined();
  });

  it('does not lose its head when the clock jumps to another century and back', async () => {
    let time = NOON;
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, {}, () => time);
    await journal.pending();
    const receipts = Array.from({ length: 90 }, (_, index) => record(`order-${index}`, 'done', '', time));
    for (const receipt of receipts) await journal.append([receipt]);
    for (const jump of [40_000 * DAY, -20_000 * DAY, 0]) {
      time = NOON + jump;
      await journal.append([record('jump', 'done', jump, time)]);
    }
    await journal.close();
    const all = [...receipts, record('jump', 'done', 0, NOON)];
    await journal.pending();
    expect(await contentsOf(journal, keysOf(all))).toEqual(toldBy(all, keysOf(all)));
  });
});
