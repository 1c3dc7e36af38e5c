import { JournalError, type JournalRecord, type JournalState, type JournalStore } from 'atol-kkt';
import type { LaneKey } from '../jobs.js';
import { type Database, Params, type Row, type Sql } from './database.js';
import { number, text } from './job-row.js';
import { heldLane } from './lane-check.js';

/**
 * The driver's journal of one register, as rows of the same database. Whoever lost the lane writes nothing more, so that a
 * process that wakes up late prints nothing. Records are forgotten together with their jobs.
 */
export class SqlJournal implements JournalStore {
  readonly #db: Database;
  readonly #lane: LaneKey;

  constructor(db: Database, lane: LaneKey) {
    this.#db = db;
    this.#lane = lane;
  }

  pending(): Promise<readonly JournalRecord[]> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows(
        `select * from journal where register = $1 and state = 'intent' order by at, key`,
        [this.#lane.register],
      );
      return rows.map(recordOf);
    });
  }

  find(key: string): Promise<JournalRecord | undefined> {
    return this.#db.read(async (sql) => {
      const [row] = await sql.rows('select * from journal where register = $1 and key = $2', [
        this.#lane.register,
        key,
      ]);
      return row && recordOf(row);
    });
  }

  /** All of them or none. */
  async append(records: readonly JournalRecord[]): Promise<void> {
    const held = await this.#db.write(async (sql) => {
      for (const record of records) if ((await this.#put(sql, record)) === 0) return false;
      return true;
    });
    if (!held) {
      throw new JournalError('JOURNAL_LOCKED', `Кассу ${this.#lane.register} ведёт уже другой процесс`);
    }
  }

  /** 0 when the lane is lost: then it is so for all of them. */
  #put(sql: Sql, record: JournalRecord): Promise<number> | number {
    const { key, state, at } = record;
    const data = JSON.stringify(record.data ?? null);
    const params = new Params();
    const held = heldLane(this.#db.dialect, params, this.#lane);
    const values = [key, this.#lane.register, state, at, data].map((value) => params.add(value));
    return sql.run(
      `${held} insert into journal (key, register, state, at, data)
       select ${values.map((value, index) => `cast(${value} as ${types[index]})`).join(', ')}
       where exists (select 1 from lane)
       on conflict (key, register) do update set state = excluded.state, at = excluded.at, data = excluded.data`,
      params.values,
    );
  }

  /** The lane is given back by the fleet. */
  async close(): Promise<void> {}
}

const types = ['text', 'text', 'text', 'bigint', 'text'];

function recordOf(row: Row): JournalRecord {
  return {
    key: text(row, 'key'),
    state: text(row, 'state') as JournalState,
    at: number(row, 'at'),
    data: JSON.parse(text(row, 'data')),
  };
}
