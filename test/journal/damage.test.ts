import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../src/journal/index.js';
import { DAY, journalOn, lastOfEach, NOON, record } from './support/scenario.js';
import { SimulatedDisk } from './support/simulated-disk.js';

const FIRST = 'journal-000001.log';

const corrupt = { name: 'JournalError', code: 'JOURNAL_CORRUPT' };

/** A journal of these batches, and where each of them ends in the file. */
async function written(
  batches: readonly (readonly JournalRecord[])[],
): Promise<{ file: Uint8Array; ends: number[] }> {
  const disk = new SimulatedDisk();
  const journal = journalOn(disk);
  await journal.open();
  const ends = [disk.bytes(FIRST).length];
  for (const batch of batches) {
    await Promise.all(batch.map((one) => journal.append(one)));
    ends.push(disk.bytes(FIRST).length);
  }
  await journal.close();
  return { file: disk.bytes(FIRST), ends };
}

function read(file: Uint8Array, name = FIRST): Promise<readonly JournalRecord[]> {
  const disk = new SimulatedDisk();
  disk.put(name, file);
  return journalOn(disk).open();
}

const RECORDS = [
  record('a', 'intent', { receipt: ['Молоко', 'Хлеб'] }),
  record('b', 'intent', 1),
  record('a', 'done', { document: 17 }),
  record('b', 'unknown'),
  record('c\n\u0000"', 'refused', 'нет бумаги'),
];

const anyRecord: fc.Arbitrary<JournalRecord> = fc
  .record({
    key: fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }),
    state: fc.constantFrom('intent', 'done', 'refused', 'unknown'),
    at: fc.integer({ min: NOON, max: NOON + DAY }),
    data: fc.jsonValue({ maxDepth: 2 }),
  })
  .map((one) => JSON.parse(JSON.stringify(one)) as JournalRecord);

describe('a file cut off at any byte', () => {
  it('holds the records that are whole', async () => {
    const { file, ends } = await written(RECORDS.map((one) => [one]));
    for (let length = 0; length <= file.length; length++) {
      const whole = ends.filter((end) => end <= length).length - 1;
      if (whole < 0) await expect(read(file.slice(0, length))).rejects.toMatchObject(corrupt);
      else expect(await read(file.slice(0, length))).toEqual(lastOfEach(RECORDS.slice(0, whole)));
    }
  });

  it('does so for any records', async () => {
    const many = fc.array(anyRecord, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(many, fc.double({ min: 0, max: 1, noNaN: true }), async (records, share) => {
        const { file, ends } = await written(records.map((one) => [one]));
        const begin = ends[0] ?? 0;
        const length = begin + Math.floor(share * (file.length - begin));
        const whole = ends.filter((end) => end <= length).length - 1;
        expect(await read(file.slice(0, length))).toEqual(lastOfEach(records.slice(0, whole)));
      }),
      { numRuns: 200 },
    );
  });

  it('is mended: what is appended then is read the next time', async () => {
    const { file } = await written(RECORDS.map((one) => [one]));
    const disk = new SimulatedDisk();
    disk.put(FIRST, file.slice(0, -3));
    const journal = journalOn(disk);
    await journal.open();
    await journal.append(record('d', 'intent'));
    await journal.close();
    expect(await journal.open()).toEqual(lastOfEach([...RECORDS.slice(0, 4), record('d', 'intent')]));
  });
});

describe('a flipped bit', () => {
  it('is reported anywhere before the last batch, and never changes a record in it', async () => {
    const batches = [RECORDS.slice(0, 2), RECORDS.slice(2, 4), RECORDS.slice(4)];
    const { file, ends } = await written(batches);
    const lastBatch = ends.at(-2) ?? 0;
    const without = lastOfEach(RECORDS.slice(0, 4));
    let silent = 0;
    for (let bit = 0; bit < file.length * 8; bit++) {
      const damaged = file.slice();
      const at = bit >> 3;
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (bit & 7));
      const answer = await read(damaged).catch((error: unknown) => error);
      if (answer instanceof Error) expect(answer).toMatchObject({ ...corrupt, path: expect.any(String) });
      else {
        expect(at, `bit ${bit}`).toBeGreaterThanOrEqual(lastBatch);
        expect(answer).toEqual(without);
        silent++;
      }
    }
    // A lost LF, and a space that became the zero of a sector that was never written, look like an interrupted write.
    expect(silent).toBeLessThan(20);
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
    await journal.open();
    for (const one of RECORDS) await journal.append(one);
    await journal.close();
    const [name = ''] = await disk.list();
    const text = Buffer.from(disk.bytes(name))
      .toString()
      .split(/(?<=\n)/);
    const begun = Number(/"records":(\d)/.exec(text[0] ?? '')?.[1]);
    expect(begun).toBeGreaterThan(1);
    for (let length = 0; length < text.slice(0, begun + 1).join('').length; length++) {
      await expect(read(disk.bytes(name).slice(0, length), name)).rejects.toMatchObject(corrupt);
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
