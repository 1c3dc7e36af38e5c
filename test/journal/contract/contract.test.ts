import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../../src/index.js';
import { fileJournal, type JournalStore, memoryJournal } from '../../../src/journal/index.js';
import { Stand } from '../../once/stand.js';
import { yardstick } from '../../support/receipts.js';
import { describesAJournal } from './contract.js';
import { SqliteJournal } from './sqlite-journal.js';

const root = mkdtempSync(join(tmpdir(), 'atol-contract-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
const places = new WeakMap<JournalStore, () => JournalStore>();

/** A store, and how to make one of the same place. */
function at(create: () => JournalStore): JournalStore {
  const store = create();
  places.set(store, () => at(create));
  return store;
}

function newDirectory(): string {
  return join(root, String(made++));
}

const reopen = (store: JournalStore): JournalStore => places.get(store)?.() ?? store;

function fileStore(options?: { keepDays?: number; compactBytes?: number }): JournalStore {
  const directory = newDirectory();
  return at(() => fileJournal(directory, options));
}

function sqliteStore(): JournalStore {
  const path = `${newDirectory()}.sqlite`;
  return at(() => new SqliteJournal(path));
}

describe('the memory journal', () => describesAJournal({ create: memoryJournal, forgets: true }));

describe('the file journal', () => describesAJournal({ create: fileStore, reopen, forgets: true }));

describe('the file journal, with all that can be in its archive', () =>
  describesAJournal({
    create: (options) => fileStore({ ...options, compactBytes: 0 }),
    reopen,
    forgets: true,
  }));

describe('a journal in SQLite', () => describesAJournal({ create: sqliteStore, reopen, forgets: false }));

describe.each<[string, () => JournalStore]>([
  ['memory', memoryJournal],
  ['file', fileStore],
  ['SQLite', sqliteStore],
])('%s: a register', (_name, create) => {
  it('issues once, and knows its keys again', async () => {
    await using stand = await Stand.make();
    const journal = create();
    let result: unknown;
    {
      await using kkt = await stand.selling({ journal });
      result = await kkt.issue(yardstick, { key: 'k' });
      // One object, one register.
      await expect(connect(stand.emulator.transport(), { journal })).rejects.toMatchObject({
        code: 'JOURNAL_LOCKED',
      });
      expect(await kkt.result('k')).toEqual(result);
    }
    await using kkt = await stand.connect({ journal });
    expect(kkt.pending).toEqual([]);
    expect(await kkt.result('k')).toEqual(JSON.parse(JSON.stringify(result)));
    expect(await kkt.issue(yardstick, { key: 'k' })).toEqual(JSON.parse(JSON.stringify(result)));
    expect(await kkt.result('another')).toBeUndefined();
    expect(stand.documents).toBe(1);
  });
});
