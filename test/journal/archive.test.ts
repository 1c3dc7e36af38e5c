import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { headerLine, markLine, recordLine, seedOf } from '../../src/journal/format.js';
import type { JournalRecord } from '../../src/journal/index.js';
import { encodeRecord } from '../../src/journal/record.js';
import { contentsOf, DAY, journalOn, keysOf, NOON, record, toldBy } from './support/scenario.js';
import { SimulatedDisk } from './support/simulated-disk.js';

const OPTIONS = { compactBytes: 6000, newest: 3 };

const corrupt = { name: 'JournalError', code: 'JOURNAL_CORRUPT' };

/** Keys that the hash of the index cannot tell apart: both are written as the same bytes. */
const TWINS = ['\ud800', '\ud801'];

const DOUBT = record('doubt', 'intent', { receipt: 1 });

function receipts(count: number): JournalRecord[] {
  const orders = Array.from({ length: count }, (_, index) => record(`order-${index}`, 'done', { index }));
  return [...TWINS.map((key) => record(key, 'done', key)), ...orders, record('order-1', 'refused', 'again')];
}

async function filled(records: readonly JournalRecord[], options = OPTIONS): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const journal = journalOn(disk, options);
  await journal.append([DOUBT]);
  for (const one of records) await journal.append([record(one.key, 'intent', 'x'.repeat(50)), one]);
  await journal.close();
  return disk;
}

async function named(disk: SimulatedDisk, part: string): Promise<string[]> {
  return (await disk.list()).filter((name) => name.includes(part)).sort();
}

describe('finished keys', () => {
  it('go into files of their own, and are found there by key', async () => {
    const records = receipts(600);
    const disk = await filled(records);
    expect((await named(disk, 'keys-')).length).toBeGreaterThan(10);
    expect(await named(disk, '.index')).toHaveLength(1);
    const [log = '', ...others] = await named(disk, 'journal-');
    expect(others).toEqual([]);
    expect(disk.bytes(log).length).toBeLessThan(2 * OPTIONS.compactBytes);
    const journal = journalOn(disk, OPTIONS);
    const keys = [...keysOf(records), 'order-600', 'order-', '\ud802', 'doubt'];
    expect(await contentsOf(journal, keys)).toEqual(toldBy([DOUBT, ...records], keys));
    // One of them is begun again.
    await journal.append([record('order-5', 'intent', 'again')]);
    expect(await journal.find('order-5')).toEqual(record('order-5', 'intent', 'again'));
  });

  it('cost nothing when the journal is opened, and two short readings when they are asked for', async () => {
    const reads: number[] = [];
    const opened = async (count: number) => {
      const disk = await filled(receipts(count));
      const { read, readPart } = disk;
      disk.read = async (path) => {
        const bytes = await read.call(disk, path);
        reads.push(bytes.length);
        return bytes;
      };
      disk.readPart = (path, position, length) => {
        reads.push(length);
        return readPart.call(disk, path, position, length);
      };
      reads.length = 0;
      const journal = journalOn(disk, OPTIONS);
      await journal.pending();
      return { journal, bytes: reads.reduce((sum, length) => sum + length, 0) };
    };
    const few = await opened(200);
    const { journal, bytes } = await opened(1000);
    // A first hash for 204 keys and a line for each file is all that grows.
    expect(bytes).toBeLessThan(few.bytes + 3 * OPTIONS.compactBytes);
    for (const key of ['order-7', 'order-499', 'nobody']) {
      reads.length = 0;
      await journal.find(key);
      expect(reads.length).toBeLessThanOrEqual(2);
      expect(Math.max(0, ...reads)).toBeLessThanOrEqual(4096);
    }
  });

  it('are found while the files are written anew', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, OPTIONS);
    const appended: JournalRecord[] = [];
    for (let index = 0; index < 200; index++) {
      const one = record(`order-${index}`, 'done', 'x'.repeat(80));
      const appending = journal.append([one]);
      const intent = appended[(index * 7) % (index || 1)];
      if (intent) expect(await journal.find(intent.key)).toEqual(intent);
      await appending;
      appended.push(one);
    }
  });

  it('are forgotten file by file, when the newest of a file is old enough', async () => {
    let time = NOON;
    const options = { ...OPTIONS, keepDays: 10 };
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, options, () => time);
    await journal.append([DOUBT]);
    const appended: JournalRecord[] = [];
    for (let index = 0; index < 400; index++) {
      time += DAY / 8;
      const one = record(`order-${index}`, 'done', 'x'.repeat(120), time);
      appended.push(one);
      await journal.append([one]);
    }
    await journal.close();
    const again = journalOn(disk, options, () => time);
    expect(await again.pending()).toEqual([DOUBT]);
    const ages: number[] = [];
    for (const one of appended) {
      const found = await again.find(one.key);
      expect([undefined, one]).toContainEqual(found);
      if (found) ages.push((time - found.at) / DAY);
      else expect((time - one.at) / DAY).toBeGreaterThanOrEqual(10);
    }
    expect(Math.max(...ages)).toBeLessThan(20);
    expect((await named(disk, 'keys-')).length).toBeLessThan(8);
  });

  it('are not forgotten early by a clock that was wrong for a while', async () => {
    let time = NOON;
    const disk = new SimulatedDisk();
    const options = { ...OPTIONS, keepDays: 10 };
    let journal = journalOn(disk, options, () => time);
    const appended: JournalRecord[] = [];
    for (let index = 0; index < 240; index++) {
      time = NOON + index * 60_000 + (index > 80 && index < 160 ? 30_000 * DAY : 0);
      const one = record(`order-${index}`, 'done', 'x'.repeat(60), time);
      appended.push(one);
      // The clock is wrong between two openings only, when nothing is cleaned.
      if (index === 81 || index === 160) {
        await journal.close();
        const now = time;
        journal = journalOn(disk, options, () => (now > NOON + DAY ? NOON : now));
        await journal.pending();
      }
      await journal.append([one]);
    }
    await journal.close();
    const keys = keysOf(appended);
    time = NOON + 9 * DAY;
    expect(
      await contentsOf(
        journalOn(disk, options, () => time),
        keys,
      ),
    ).toEqual(toldBy(appended, keys));
    // Then they go all the same.
    time = NOON + 12 * DAY;
    const late = journalOn(disk, options, () => time);
    await late.pending();
    expect(await late.find('order-1')).toBeUndefined();
    expect(await late.find('order-100')).toBeUndefined();
  });
});

describe('damage to the archive', () => {
  const records = receipts(70);

  it('by any flipped bit is told, or does no harm: no key is forgotten', async () => {
    const disk = await filled(records);
    const names = await named(disk, 'keys-');
    const keys = [...keysOf(records), 'nobody'];
    const told = new Map(keys.map((key, index) => [key, toldBy(records, keys).found[index]]));
    let refused = 0;
    for (const name of names) {
      const bytes = disk.bytes(name);
      for (let at = 3; at < bytes.length; at += 41) {
        const damaged = disk.afterKill();
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << (at & 7));
        damaged.put(name, changed);
        const journal = journalOn(damaged, OPTIONS);
        try {
          expect(await journal.pending()).toEqual([DOUBT]);
        } catch (error) {
          expect(error).toMatchObject(corrupt);
          refused++;
          continue;
        }
        for (const [key, expected] of told) {
          try {
            expect(await journal.find(key)).toEqual(expected);
          } catch (error) {
            expect(error).toMatchObject(corrupt);
            refused++;
          }
        }
      }
    }
    expect(refused).toBeGreaterThan(100);
  });

  it.each([
    ['missing', (disk: SimulatedDisk, name: string) => disk.remove(name)],
    ['too short', async (disk: SimulatedDisk, name: string) => disk.put(name, disk.bytes(name).slice(0, -1))],
    [
      'too long',
      async (disk: SimulatedDisk, name: string) =>
        disk.put(name, Buffer.concat([disk.bytes(name), Buffer.of(0)])),
    ],
    ['empty', async (disk: SimulatedDisk, name: string) => disk.put(name, new Uint8Array())],
  ])('is told at opening when a file is %s', async (_name, harm) => {
    const disk = await filled(records);
    for (const name of await named(disk, 'keys-')) {
      const harmed = disk.afterKill();
      await harm(harmed, name);
      await expect(journalOn(harmed, OPTIONS).pending()).rejects.toMatchObject({
        ...corrupt,
        path: `/journal/${name}`,
      });
    }
  });

  it('is told when the file in use is gone, and the archive is not', async () => {
    const disk = await filled(records);
    const [log = ''] = await named(disk, 'journal-');
    await disk.remove(log);
    await expect(journalOn(disk, OPTIONS).pending()).rejects.toMatchObject(corrupt);
  });

  it('is told when a file was taken from another journal, or from an older state', async () => {
    const [disk, other] = [await filled(records), await filled(records)];
    const [part = ''] = await named(disk, 'keys-');
    disk.put(part, other.bytes(part));
    const journal = journalOn(disk, OPTIONS);
    await journal.pending();
    await expect(journal.find(TWINS[0] ?? '')).rejects.toMatchObject(corrupt);
  });

  it('is told by the call that needs a file which was deleted meanwhile', async () => {
    const disk = await filled(records);
    const journal = journalOn(disk, OPTIONS);
    await journal.pending();
    for (const name of await named(disk, 'keys-')) await disk.remove(name);
    await expect(journal.find('order-3')).rejects.toMatchObject(corrupt);
    await expect(journal.find('nobody')).rejects.toMatchObject(corrupt);
  });
});

describe('a journal of an earlier version', () => {
  const old = (version: 1 | 2, records: readonly JournalRecord[]): Uint8Array =>
    written(version, records.map(encodeRecord));

  const written = (version: 1 | 2, records: readonly string[]): Uint8Array => {
    const id = 'old';
    const seed = seedOf(id);
    // The header of today names version 3; its checksum is that of the text.
    const [, header = ''] = / (.*)\n/.exec(headerLine(id, 0)) ?? [];
    const text = header.replace('"journal":3', `"journal":${version}`);
    const lines = records.map((one, index) => recordLine(seed, index + 1, index, one));
    const mark = version === 1 ? [] : [markLine(seed, records.length)];
    return Buffer.from([sealed(text), ...mark, ...lines].join(''));
  };

  it.each([1, 2] as const)(
    'version %i: is read, and goes on with its old keys in the archive',
    async (version) => {
      const records = receipts(500);
      const disk = new SimulatedDisk();
      disk.put('journal-000003.log', old(version, [DOUBT, ...records]));
      const journal = journalOn(disk, OPTIONS);
      const keys = [...keysOf(records), 'nobody'];
      expect(await contentsOf(journal, keys)).toEqual(toldBy([DOUBT, ...records], keys));
      await journal.append([record('new', 'intent')]);
      await journal.close();
      expect(await named(disk, 'journal-')).toEqual(['journal-000004.log']);
      expect(await named(disk, '.index')).toHaveLength(1);
      const all = [DOUBT, ...records, record('new', 'intent')];
      expect(await contentsOf(journal, keys)).toEqual(toldBy(all, keys));
    },
  );

  it('has keys in doubt under another name, which are still in doubt', async () => {
    const disk = new SimulatedDisk();
    const records = [{ ...record('doubt', 'intent', { n: 1 }), state: 'unknown' }, record('one', 'done')];
    disk.put(
      'journal-000001.log',
      written(
        2,
        records.map((one) => JSON.stringify(one)),
      ),
    );
    const journal = journalOn(disk);
    const expected = record('doubt', 'intent', { n: 1 });
    expect(await journal.pending()).toEqual([expected]);
    expect(await journal.find('doubt')).toEqual(expected);
  });

  it('tells of a receipt in doubt which later documents are others', async () => {
    const fnNumber = '9999078900001234';
    const intent = { fnNumber, baseline: 40, receipt: {} };
    const done = (key: string, documentNumber: number, fn = fnNumber) =>
      record(key, 'done', { receipt: {}, result: { fnNumber: fn, documentNumber } });
    const disk = new SimulatedDisk();
    const records = [
      done('before', 40),
      record('doubt', 'intent', intent),
      done('one', 42),
      done('two', 41),
      done('elsewhere', 43, '1'),
    ];
    disk.put('journal-000001.log', old(2, records));
    const journal = journalOn(disk);
    const others = [
      [41, 41],
      [42, 42],
    ];
    const expected = [record('doubt', 'intent', { ...intent, others })];
    expect(await journal.pending()).toEqual(expected);
    await journal.close();
    expect(await journal.pending()).toEqual(expected);
  });
});

function sealed(text: string): string {
  return `${crcOf(text)} ${text}\n`;
}

function crcOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
