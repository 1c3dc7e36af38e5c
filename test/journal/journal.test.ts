import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FileJournal } from '../../src/journal/file-journal.js';
import {
  fileJournal,
  type JournalRecord,
  type JournalStore,
  memoryJournal,
} from '../../src/journal/index.js';
import { DAY, journalOn, NOON, onDisk, record } from './support/scenario.js';
import { SimulatedDisk } from './support/simulated-disk.js';

const closed = { name: 'JournalError', code: 'JOURNAL_CLOSED' };
const locked = { name: 'JournalError', code: 'JOURNAL_LOCKED' };

const directories: string[] = [];

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'atol-journal-'));
  directories.push(directory);
  return directory;
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

const stores: Array<[string, (options?: { keepDays?: number }) => JournalStore]> = [
  ['memoryJournal', (options) => memoryJournal(options)],
  ['fileJournal', (options) => fileJournal(newDirectory(), options)],
];

describe.each(stores)('%s', (_name, create) => {
  it('gives back the last record of each key, in the order of appending', async () => {
    const store = create();
    expect(await store.open()).toEqual([]);
    const data = { text: 'Хлеб "Бородинский"\n\u2028\u0000\ud800', sum: 45.5, list: [null, true, {}] };
    await store.append(record('a', 'intent', data));
    await store.append(record('б/2 \n', 'unknown', data));
    await store.append(record('a', 'done', 1));
    await store.append(record('c', 'refused'));
    await store.close();
    const expected = [record('б/2 \n', 'unknown', data), record('a', 'done', 1), record('c', 'refused')];
    expect(await store.open()).toEqual(expected);
    await store.close();
    expect(await store.open()).toEqual(expected);
  });

  it('takes the record as it was at the call', async () => {
    const store = create();
    await store.open();
    const data = { sum: 1 };
    const appended = store.append(record('a', 'intent', data));
    data.sum = 2;
    await appended;
    data.sum = 3;
    await store.close();
    expect(await store.open()).toEqual([record('a', 'intent', { sum: 1 })]);
  });

  it('has one user at a time', async () => {
    const store = create();
    const [first, second] = await Promise.allSettled([store.open(), store.open()]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: locked });
    await store.append(record('a', 'intent'));
  });

  it('takes no records before it is opened and after it is closed', async () => {
    const store = create();
    await expect(store.append(record('a', 'intent'))).rejects.toMatchObject(closed);
    await store.close();
    await store.open();
    const last = store.append(record('b', 'intent'));
    const closing = store.close();
    await expect(store.append(record('c', 'intent'))).rejects.toMatchObject(closed);
    await Promise.all([last, closing, store.close()]);
    expect(await store.open()).toEqual([record('b', 'intent')]);
  });

  it('refuses what it could not give back', async () => {
    const store = create();
    await store.open();
    const circle: unknown[] = [];
    circle.push(circle);
    const wrong: Array<[unknown, string]> = [
      [record('', 'done'), 'key'],
      [{ ...record('a', 'done'), key: 5 }, 'key'],
      [{ ...record('a', 'done'), state: 'finished' }, 'state'],
      [record('a', 'done', null, Number.NaN), 'at'],
      [record('a', 'done', 10n), 'data'],
      [record('a', 'done', circle), 'data'],
    ];
    for (const [value, path] of wrong) {
      await expect(store.append(value as JournalRecord)).rejects.toMatchObject({
        code: 'INVALID',
        problems: [{ path }],
      });
    }
    await store.close();
    expect(await store.open()).toEqual([]);
  });

  it('forgets finished keys that are too old, but for a hundred', async () => {
    const store = create({ keepDays: 3 });
    await store.open();
    const now = Date.now();
    const old = Array.from({ length: 120 }, (_, index) =>
      record(`old-${index}`, index % 2 ? 'done' : 'refused', index, now - 5 * DAY),
    );
    const recent = [record('doubt', 'unknown', 0, now - 9 * DAY), record('new', 'done', 0, now - 2 * DAY)];
    await Promise.all([...recent, ...old].map((one) => store.append(one)));
    await store.close();
    expect(await store.open()).toEqual([...recent, ...old.slice(20)]);
  });
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
    await journal.open();
    await journal.close();
    expect(await readdir(directory)).toEqual(['journal-000001.log']);
    if (process.platform === 'win32') return;
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, 'journal-000001.log'))).mode & 0o777).toBe(0o600);
  });

  it('says what is wrong with a directory that cannot be used', async () => {
    const journal = fileJournal(join(newDirectory(), 'file\0name'));
    await expect(journal.open()).rejects.toMatchObject({ name: 'JournalError', code: 'JOURNAL_IO' });
    const file = join(newDirectory(), 'file');
    await writeFile(file, '');
    await expect(fileJournal(file).open()).rejects.toMatchObject({ code: 'JOURNAL_IO', path: file });
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
    await journal.open();
    await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append(record(`${index}`, 'intent'))));
    expect(flushes).toBe(1);
    const first = journal.append(record('first', 'intent'));
    await new Promise(setImmediate);
    await Promise.all([first, journal.append(record('second', 'intent'))]);
    expect(flushes).toBe(3);
  });

  it('stays small: replaced records go when the file has doubled', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, { compactBytes: 4000 });
    await journal.open();
    let largest = 0;
    for (let index = 0; index < 500; index++) {
      await journal.append(record(`order-${index % 10}`, 'unknown', 'x'.repeat(100)));
      for (const name of await disk.list()) largest = Math.max(largest, disk.bytes(name).length);
    }
    expect(largest).toBeLessThan(4400);
  });

  it('forgets old keys while it is open, a day late at most', async () => {
    let time = NOON;
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, { keepDays: 2 }, () => time);
    await journal.open();
    for (let index = 0; index < 150; index++) await journal.append(record(`old-${index}`, 'done', '', time));
    const onlyFile = async (): Promise<string> => {
      const [name = '', ...others] = await disk.list();
      expect(others).toEqual([]);
      return Buffer.from(disk.bytes(name)).toString();
    };
    const appendAfter = async (days: number): Promise<void> => {
      time = NOON + days * DAY;
      // The second one waits for the cleaning that the first one sets off.
      for (const key of ['new', 'newer']) await journal.append(record(key, 'done', days, time));
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
    expect(await journal.open()).toHaveLength(100);
  });

  it('does not lose its head when the clock jumps to another century and back', async () => {
    let time = NOON;
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, {}, () => time);
    await journal.open();
    const receipts = Array.from({ length: 90 }, (_, index) => record(`order-${index}`, 'done', '', time));
    for (const receipt of receipts) await journal.append(receipt);
    for (const jump of [40_000 * DAY, -20_000 * DAY, 0]) {
      time = NOON + jump;
      await journal.append(record('jump', 'done', jump, time));
    }
    await journal.close();
    expect(await journal.open()).toEqual([...receipts, record('jump', 'done', 0, NOON)]);
  });
});
