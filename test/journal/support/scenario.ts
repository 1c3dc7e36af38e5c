import { FileJournal, type Ground } from '../../../src/journal/file-journal.js';
import type { FileJournalOptions } from '../../../src/journal/index.js';
import type { JournalRecord, JournalState, JournalStore } from '../../../src/journal/journal.js';
import { PowerCut, type SimulatedDisk } from './simulated-disk.js';

export const NOON = Date.UTC(2026, 10, 5, 12);
export const DAY = 86_400_000;

export function record(key: string, state: JournalState, data: unknown = null, at = NOON): JournalRecord {
  return { key, state, at, data };
}

/** The lock has its own tests on real files: here one journal at a time is opened. */
export function onDisk(disk: SimulatedDisk, now: () => number = () => NOON, newest?: number): Ground {
  const lock = { held: async () => true, release: async () => undefined };
  return { files: disk, lock: async () => lock, now, ...(newest !== undefined && { newest }) };
}

/** With `newest` finished keys beside the doubtful ones in the file in use; the others go into the archive. */
export interface TestOptions extends FileJournalOptions {
  newest?: number;
}

export function journalOn(
  disk: SimulatedDisk,
  { newest, ...options }: TestOptions = {},
  now?: () => number,
): FileJournal {
  return new FileJournal('/journal', options, onDisk(disk, now, newest));
}

/** What a journal answers: those in doubt, and the last record of each of these keys. */
export interface Contents {
  pending: readonly JournalRecord[];
  found: Array<JournalRecord | undefined>;
}

export async function contentsOf(journal: JournalStore, keys: Iterable<string>): Promise<Contents> {
  const pending = await journal.pending();
  const found: Contents['found'] = [];
  for (const key of keys) found.push(await journal.find(key));
  return { pending, found };
}

/** What it must answer after these records. */
export function toldBy(records: readonly JournalRecord[], keys: Iterable<string>): Contents {
  const latest = lastOfEach(records);
  const byKey = new Map(latest.map((one) => [one.key, one]));
  const pending = latest.filter(({ state }) => state === 'intent');
  return { pending, found: [...keys].map((key) => byKey.get(key)) };
}

export function keysOf(records: readonly JournalRecord[]): Set<string> {
  return new Set(records.map(({ key }) => key));
}

/** What a journal must answer after these records: the last one of each key in the order of appending. */
export function lastOfEach(records: readonly JournalRecord[]): JournalRecord[] {
  const latest = new Map<string, JournalRecord>();
  for (const one of records) {
    latest.delete(one.key);
    latest.set(one.key, one);
  }
  return [...latest.values()];
}

export interface Story {
  /** In the order of asking. */
  asked: JournalRecord[];
  /** How many of them were promised. */
  promised: number;
  /** What was there has been read. */
  opened: boolean;
  /** The machine did not stop. */
  finished: boolean;
}

/** Appends batch after batch; reopens after every third one. */
export async function play(
  disk: SimulatedDisk,
  batches: readonly (readonly JournalRecord[])[],
  options: TestOptions,
  now?: () => number,
): Promise<Story> {
  const story: Story = { asked: [], promised: 0, opened: false, finished: false };
  try {
    let journal = journalOn(disk, options, now);
    await journal.pending();
    story.opened = true;
    for (const [index, batch] of batches.entries()) {
      story.asked.push(...batch);
      await Promise.all(batch.map((one) => journal.append([one])));
      story.promised = story.asked.length;
      if (index % 3 < 2) continue;
      await journal.close();
      journal = journalOn(disk, options, now);
      await journal.pending();
    }
    await journal.close();
    story.finished = true;
  } catch (error) {
    if (!isPowerCut(error)) throw error;
  }
  return story;
}

export function isPowerCut(error: unknown): boolean {
  return error instanceof PowerCut || (error instanceof Error && error.cause instanceof PowerCut);
}
