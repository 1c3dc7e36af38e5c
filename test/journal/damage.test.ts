import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordLine, seedOf } from '../../src/journal/format.js';
import type { JournalRecord } from '../../src/journal/index.js';
import { encodeRecord } from '../../src/journal/record.js';
import {
  type Contents,
  contentsOf,
  DAY,
  journalOn,
  keysOf,
  NOON,
  record,
  toldBy,
} from './support/scenario.js';
import { SimulatedDisk } from './support/simulated-disk.js';

const FIRST = 'journal-000001.log';

const corrupt = { name: 'JournalError', code: 'JOURNAL_CORRUPT' };

interface Written {
  /** As it was closed. */
  readonly file: Uint8Array;
  /** Where each batch ends. */
  readonly ends: number[];
  /** The file as a process leaves it that is killed when so many bytes were written. */
  killedAt(length: number): Uint8Array;
}

/** A journal of these batches. */
async function written(batches: readonly (readonly JournalRecord[])[]): Promise<Written> {
  const disk = new SimulatedDisk();
  const journal = journalOn(disk);
  await journal.pending();
  const states = [disk.bytes(FIRST).slice()];
  for (const batch of batches) {
    await Promise.all(batch.map((one) => journal.append([one])));
    states.push(disk.bytes(FIRST).slice());
  }
  await journal.close();
  const file = disk.bytes(FIRST);
  const killedAt = (length: number): Uint8Array => {
    const left = file.slice(0, length);
    const before = states.findLast((state) => state.length <= length);
    if (before !== undefined) left.set(before);
    return left;
  };
  return { file, ends: states.map((state) => state.length), killedAt };
}

function read(
  file: Uint8Array,
  { name = FIRST, records = RECORDS }: { name?: string; records?: readonly JournalRecord[] } = {},
): Promise<Contents> {
  const disk = new SimulatedDisk();
  disk.put(name, file);
  return contentsOf(journalOn(disk), keysOf(records));
}

function told(records: readonly JournalRecord[], of: readonly JournalRecord[] = RECORDS): Contents {
  return toldBy(records, keysOf(of));
}

const RECORDS = [
  record('a', 'intent', { receipt: ['Молоко', 'Хлеб'] }),
  record('b', 'intent', 1),
  record('a', 'done', { document: 17 }),
  record('b', 'intent'),
  record('c\n\u0000"', 'refused', 'нет бумаги'),
];

const anyRecord: fc.Arbitrary<JournalRecord> = fc
  .record({
    key: fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }),
    state: fc.constantFrom('intent', 'done', 'refused'),
    at: fc.integer({ min: NOON, max: NOON + DAY }),
    data: fc.jsonValue({ maxDepth: 2 }),
  })
  .map((one) => JSON.parse(JSON.stringify(one)) as JournalRecord);

describe('a write interrupted at any byte', () => {
  it('leaves the records that are whole', async () => {
    const { file, ends, killedAt } = await written(RECORDS.map((one) => [one]));
    for (let length = 0; length <= file.length; length++) {
      const whole = ends.filter((end) => end <= length).length - 1;
      if (whole < 0) await expect(read(killedAt(length))).rejects.toMatchObject(corrupt);
      else expect(await read(killedAt(length))).toEqual(told(RECORDS.slice(0, whole)));
    }
  });

  it('does so for any records', async () => {
    const many = fc.array(anyRecord, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(many, fc.double({ min: 0, max: 1, noNaN: true }), async (records, share) => {
        const { file, ends, killedAt } = await written(records.map((one) => [one]));
        const begin = ends[0] ?? 0;
        const length = begin + Math.floor(share * (file.length - begin));
        const whole = ends.filter((end) => end <= length).length - 1;
        expect(await read(killedAt(length), { records })).toEqual(told(records.slice(0, whole), records));
      }),
      { numRuns: 200 },
    );
  });

  it('is mended: what is appended then is read the next time', async () => {
    const { file, killedAt } = await written(RECORDS.map((one) => [one]));
    const disk = new SimulatedDisk();
    disk.put(FIRST, killedAt(file.length - 3));
    const journal = journalOn(disk);
    const all = [...RECORDS.slice(0, 4), record('d', 'intent')];
    await journal.append([record('d', 'intent')]);
    await journal.close();
    expect(await contentsOf(journal, keysOf(all))).toEqual(told(all, all));
  });
});

describe('a file that was closed, or whose process was killed after its last promise', () => {
  const batches = [RECORDS.slice(0, 2), RECORDS.slice(2, 4), RECORDS.slice(4)];

  it('is damaged when it ends too early, at whatever byte', async () => {
    const { file } = await written(batches);
    for (let length = 0; length < file.length; length++)
      await expect(read(file.slice(0, length)), `byte ${length}`).rejects.toMatchObject(corrupt);
  });

  it('is damaged when any block of it is zeros', async () => {
    const { file, ends } = await written(batches);
    for (let at = ends[0] ?? 0; at < file.length; at++) {
      const damaged = file.slice().fill(0, at, at + 16);
      await expect(read(damaged), `byte ${at}`).rejects.toMatchObject(corrupt);
    }
  });

  it('is damaged by any flipped bit but those of the mark, which only tells less then', async () => {
    const { file, ends } = await written(batches);
    const header = file.indexOf(0x0a);
    for (let bit = 0; bit < file.length * 8; bit++) {
      const damaged = file.slice();
      const at = bit >> 3;
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (bit & 7));
      const inMark = at > header && at < (ends[0] ?? 0);
      if (inMark) expect(await read(damaged)).toEqual(told(RECORDS));
      else
        await expect(read(damaged), `bit ${bit}`).rejects.toMatchObject({
          ...corrupt,
          path: expect.any(String),
        });
    }
  });

  it('gets its mark again when it is opened', async () => {
    const { file, ends } = await written(batches);
    const disk = new SimulatedDisk();
    disk.put(FIRST, file.slice().fill(0, (ends[0] ?? 0) - 20, ends[0]));
    await journalOn(disk).pending();
    expect(disk.bytes(FIRST)).toEqual(file);
  });

  it('has its mark even where nothing is flushed, once it is closed', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, { fsync: false });
    await journal.pending();
    for (const one of RECORDS) await journal.append([one]);
    await journal.close();
    const file = disk.bytes(FIRST);
    await expect(read(file.slice(0, -1))).rejects.toMatchObject(corrupt);
    expect(await read(file)).toEqual(told(RECORDS));
  });
});

describe('a file of version 1, which has no mark', () => {
  it('is read and goes on', async () => {
    const id = 'old';
    const seed = seedOf(id);
    const sealed = (text: string) => `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`;
    const lines = RECORDS.map((one, index) => recordLine(seed, index + 1, index, encodeRecord(one)));
    const disk = new SimulatedDisk();
    disk.put(FIRST, Buffer.from([sealed(JSON.stringify({ journal: 1, id, records: 0 })), ...lines].join('')));
    const journal = journalOn(disk);
    expect(await contentsOf(journal, keysOf(RECORDS))).toEqual(told(RECORDS));
    await journal.append([record('d', 'intent')]);
    await journal.close();
    const all = [...RECORDS, record('d', 'intent')];
    expect(await contentsOf(journal, keysOf(all))).toEqual(told(all, all));
  });
});

describe('a file that somebody edited', () => {
  const lines = async (): Promise<string[]> =>
    Buffer.from((await written(RECORDS.map((one) => [one]))).file)
      .toString()
      .split(/(?<=\n)/);

  const edits: Array<[string, (lines: string[]) => string[]]> = [
    ['a line removed', (all) => all.filter((_, index) => index !== 2)],
    ['a line twice', ([head = '', one = '', ...rest]) => [head, one, one, ...rest]],
    ['two lines swapped', ([head = '', one = '', two = '', ...rest]) => [head, two, one, ...rest]],
    ['an empty line', ([head = '', ...rest]) => [head, '\n', ...rest]],
    ['an empty line at the end', (all) => [...all, '\n']],
    ['the last line twice', (all) => [...all, all.at(-1) ?? '']],
    ['no header', (all) => all.slice(1)],
    ['Windows line ends', (all) => all.map((line) => line.replace('\n', '\r\n'))],
    ['a note in plain text', (all) => [...all, 'проверено\n']],
    ['nothing left', () => []],
  ];

  it.each(edits)('%s', async (_name, edit) => {
    const text = edit(await lines()).join('');
    await expect(read(Buffer.from(text))).rejects.toMatchObject(corrupt);
  });

  it('takes no records from another journal', async () => {
    const [own, other] = [await lines(), await lines()];
    await expect(read(Buffer.from([...own.slice(0, 3), ...other.slice(3)].join('')))).rejects.toMatchObject(
      corrupt,
    );
  });

  it('misses records that it began with', async () => {
    const disk = new SimulatedDisk();
    const journal = journalOn(disk, { compactBytes: 0 });
    await journal.pending();
    for (const one of RECORDS) await journal.append([one]);
    await journal.close();
    const [name = ''] = await disk.list();
    const text = Buffer.from(disk.bytes(name))
      .toString()
      .split(/(?<=\n)/);
    const begun = Number(/"records":(\d)/.exec(text[0] ?? '')?.[1]);
    expect(begun).toBeGreaterThan(1);
    for (let length = 0; length < text.slice(0, begun + 2).join('').length; length++) {
      await expect(read(disk.bytes(name).slice(0, length), { name })).rejects.toMatchObject(corrupt);
    }
  });

  it('says where the damage is and what to do', async () => {
    const { file, ends } = await written(RECORDS.map((one) => [one]));
    const offset = ends[1] ?? 0;
    file[offset + 20] = 0x21;
    await expect(read(file)).rejects.toMatchObject({ path: `/journal/${FIRST}`, offset });
    await expect(read(file)).rejects.toThrow(/байт \d+.*Сохраните копию/s);
  });
});
