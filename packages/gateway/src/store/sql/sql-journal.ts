import { JournalError, type JournalRecord, type JournalState, type JournalStore } from 'atol-kkt';
import type { LaneKey } from '../jobs.js';
import { type Database, Params, type Row } from './database.js';
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

  /** What is open, and what belongs to jobs of this lane. */
  open(): Promise<readonly JournalRecord[]> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows(
        `select * from journal where register = $1 and (state in ('intent', 'unknown')
           or key in (select uuid from jobs where register = $1 and state = 'pinned')) order by at`,
        [this.#lane.register],
      );
      return rows.map(recordOf);
    });
  }

  async append(record: JournalRecord): Promise<void> {
    const { key, state, at } = record;
    const data = JSON.stringify(record.data ?? null);
    const params = new Params();
    const held = heldLane(this.#db.dialect, params, this.#lane);
    const values = [key, this.#lane.register, state, at, data].map((value) => params.add(value));
    const written = await this.#db.write(async (sql) =>
      sql.run(
        `${held} insert into journal (key, register, state, at, data)
         select ${values.map((value, index) => `cast(${value} as ${types[index]})`).join(', ')}
         where exists (select 1 from lane)
         on conflict (key, register) do update set state = excluded.state, at = excluded.at, data = excluded.data`,
        params.values,
      ),
    );
    if (written === 0) {
      throw new JournalError('JOURNAL_LOCKED', `Кассу ${this.#lane.register} ведёт уже другой процесс`);
    }
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
