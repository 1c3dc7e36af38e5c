import { describe, expect, it } from 'vitest';
import type { JournalFile } from '../../src/journal/files.js';
import type { JournalRecord } from '../../src/journal/index.js';
import { journalOn, lastOfEach, record } from './support/scenario.js';
import { SimulatedDisk } from './support/simulated-disk.js';

const io = { name: 'JournalError', code: 'JOURNAL_IO' };

describe('a full disk', () => {
  it('refuses the record and takes the next one when there is room again', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk);
    await journal.pending();
    await journal.append([record('a', 'intent')]);
    disk.room = 30;
    await expect(journal.append([record('b', 'intent')])).rejects.toMatchObject(io);
    await expect(journal.append([record('b', 'intent')])).rejects.toThrow(/Освободите место/);
    disk.room = 1000;
    await journal.append([record('c', 'intent')]);
    await journal.close();
    expect(await journal.pending()).toEqual([record('a', 'intent'), record('c', 'intent')]);
  });

  it('has no room for cleaning: the journal goes on, and is cleaned later', async () => {
    let tries = 0;
    const disk = new (class extends SimulatedDisk {
      override create(path: string): Promise<JournalFile> {
        tries++;
        return super.create(path);
      }
    })();
    const journal = journalOn(disk, { compactBytes: 2000 });
    await journal.pending();
    const kept = 'x'.repeat(300);
    const appended: JournalRecord[] = [];
    const append = async (index: number): Promise<void> => {
      const one = record(`key-${index % 4}`, 'intent', `${index} ${kept}`);
      appended.push(one);
      await journal.append([one]);
    };
    // Never enough for the short copy of four records.
    for (let index = 0; index < 20; index++) {
      disk.room = 1000;
      await append(index);
    }
    expect((await disk.list()).filter((name) => name.endsWith('.log'))).toEqual(['journal-000001.log']);
    // Once at the beginning, then not for every record.
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(8);
    disk.room = Number.POSITIVE_INFINITY;
    for (let index = 20; index < 40; index++) await append(index);
    await journal.close();
    const [name = '', ...others] = await disk.list();
    expect(others).toEqual([]);
    expect(name).not.toBe('journal-000001.log');
    expect(disk.bytes(name).length).toBeLessThan(4000);
    expect(await journal.pending()).toEqual(lastOfEach(appended));
  });
});

describe('a flush that fails', () => {
  it('ends the use of the file, as the system may have dropped the data', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk);
    await journal.pending();
    await journal.append([record('a', 'intent')]);
    disk.failSync = true;
    await expect(journal.append([record('b', 'intent')])).rejects.toMatchObject(io);
    await expect(journal.append([record('c', 'intent')])).rejects.toMatchObject(io);
    await journal.close();
    const [first, ...rest] = await journal.pending();
    expect(first).toEqual(record('a', 'intent'));
    expect(rest.map(({ key }) => key)).not.toContain('c');
    await journal.append([record('d', 'intent')]);
  });
});

describe('a file changed by somebody while it is open', () => {
  const corrupt = { name: 'JournalError', code: 'JOURNAL_CORRUPT' };

  it('takes no more records', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk);
    await journal.pending();
    const file = await disk.open('journal-000001.log');
    await file.truncate(10);
    await expect(journal.append([record('a', 'intent')])).rejects.toMatchObject(corrupt);
    await expect(journal.append([record('a', 'intent')])).rejects.toMatchObject(corrupt);
  });

  it('takes no records after it was deleted', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk);
    await journal.pending();
    await disk.remove('journal-000001.log');
    await expect(journal.append([record('a', 'intent')])).rejects.toMatchObject(corrupt);
  });

  it('is not copied when it is damaged', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, { compactBytes: 400 });
    await journal.pending();
    await journal.append([record('a', 'intent')]);
    const file = await disk.open('journal-000001.log');
    await file.write(Buffer.from('?'), 120);
    const append = (): Promise<void> => journal.append([record('b', 'done', 'x'.repeat(400))]);
    await append();
    await expect(append()).rejects.toMatchObject(corrupt);
    expect(await disk.list()).toEqual(['journal-000001.log']);
  });
});
