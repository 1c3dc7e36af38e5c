import { DatabaseSync } from '@photostructure/sqlite';
import { JournalError } from '../../../src/errors.js';
import type { JournalRecord, JournalState, JournalStore } from '../../../src/journal/index.js';
import { encodeRecord } from '../../../src/journal/record.js';

/** A journal as somebody may write it who has a database: one table, one row for each key. */
export class SqliteJournal implements JournalStore {
  readonly path: string;
  #database: Database | undefined;
  #closed = false;

  constructor(path: string) {
    this.path = path;
  }

  async pending(): Promise<readonly JournalRecord[]> {
    this.#closed = false;
    const rows = this.#open().prepare("select * from journal where state = 'intent' order by seq");
    return (rows.all() as Row[]).map(recordOf);
  }

  async find(key: string): Promise<JournalRecord | undefined> {
    const row = this.#open().prepare('select * from journal where key = ?').get(key);
    return row === undefined ? undefined : recordOf(row as Row);
  }

  async append(records: readonly JournalRecord[]): Promise<void> {
    // Refuses what is no record before anything is written.
    const rows = records.map((one) => [one.key, one.state, one.at, jsonOf(one)]);
    const database = this.#open();
    const put = database.prepare('insert or replace into journal (key, state, at, data) values (?, ?, ?, ?)');
    database.exec('begin immediate');
    try {
      for (const row of rows) put.run(...row);
      database.exec('commit');
    } catch (error) {
      database.exec('rollback');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#database?.close();
    this.#database = undefined;
  }

  #open(): Database {
    if (this.#closed) throw new JournalError('JOURNAL_CLOSED', 'Журнал закрыт');
    if (this.#database) return this.#database;
    const database = new DatabaseSync(this.path);
    // A commit waits for the disk.
    database.exec('pragma synchronous = full');
    database.exec(
      `create table if not exists journal (seq integer primary key autoincrement, key text unique not null,
         state text not null, at integer not null, data text not null)`,
    );
    this.#database = database;
    return database;
  }
}

type Database = InstanceType<typeof DatabaseSync>;

interface Row {
  key: string;
  state: JournalState;
  at: number;
  data: string;
}

function recordOf({ key, state, at, data }: Row): JournalRecord {
  return { key, state, at, data: JSON.parse(data) };
}

function jsonOf(record: JournalRecord): string {
  const { data = null } = JSON.parse(encodeRecord(record)) as JournalRecord;
  return JSON.stringify(data);
}
