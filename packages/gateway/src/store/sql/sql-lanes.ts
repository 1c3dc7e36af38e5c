import type { JournalStore } from 'atol-kkt';
import type { LaneKey } from '../jobs.js';
import type { Beat, LaneRow, LaneStore, LaneTotals } from '../lanes.js';
import { type Database, Params, type Row } from './database.js';
import { count, json, number, optional, text } from './job-row.js';
import { refusal } from './lane-check.js';
import { SqlJournal } from './sql-journal.js';

export class SqlLanes implements LaneStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  beat(process: string, now: number, leaseMs: number): Promise<Beat> {
    const { dialect } = this.#db;
    return this.#db.write(async (sql) => {
      const until = `${dialect.now('$2')} + $3`;
      await sql.run(
        `insert into processes (id, until) values ($1, ${until}) on conflict (id) do update set until = ${until}`,
        [process, now, leaseMs],
      );
      const [row] = await sql.rows(
        `select (select count(*) from processes where until > ${dialect.now('$1')}) as alive,
           (select count(*) from lanes where owner = $2) as lanes`,
        [now, process],
      );
      return { alive: number(row ?? {}, 'alive'), lanes: number(row ?? {}, 'lanes') };
    });
  }

  take(process: string, now: number, limit: number, registers?: readonly string[]): Promise<LaneKey[]> {
    const { dialect } = this.#db;
    return this.#db.write(async (sql) => {
      const params = new Params();
      const owner = params.add(process);
      const at = dialect.now(params.add(now));
      const named = registers && `and l.register in (${params.list(registers) || 'null'})`;
      const rows = await sql.rows(
        `update lanes set owner = ${owner}, fence = fence + 1, state = 'starting' where register in (
           select l.register from lanes l left join processes p on p.id = l.owner
           where (l.owner is null or p.id is null or p.until <= ${at}) ${named ?? ''}
           order by l.register limit ${params.add(limit)} ${lockLanes(dialect.skipLocked)})
         returning register, fence`,
        params.values,
      );
      return rows.map(keyOf);
    });
  }

  drop(lane: LaneKey): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run(
        `update lanes set owner = null, fence = fence + 1, state = 'unheld' where register = $1 and fence = $2`,
        [lane.register, lane.fence],
      );
    });
  }

  leave(process: string): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run(`update lanes set owner = null, fence = fence + 1, state = 'unheld' where owner = $1`, [
        process,
      ]);
      await sql.run('delete from processes where id = $1', [process]);
    });
  }

  held(process: string): Promise<LaneKey[]> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows('select register, fence from lanes where owner = $1', [process]);
      return rows.map(keyOf);
    });
  }

  saveHealth(lane: LaneKey, state: string, health: unknown, now: number): Promise<void> {
    return this.#db.write(async (sql) => {
      const changed = await sql.run(
        `update lanes set state = $1, health = $2, health_at = $3 where register = $4 and fence = $5
           and owner is not null`,
        [state, JSON.stringify(health), now, lane.register, lane.fence],
      );
      if (changed === 0) throw await refusal(sql, lane, '');
    });
  }

  async get(register: string): Promise<LaneRow | undefined> {
    const [row] = await this.#db.read((sql) =>
      Promise.resolve(sql.rows('select * from lanes where register = $1', [register])),
    );
    return row && laneOf(row);
  }

  all(group?: string): Promise<LaneRow[]> {
    return this.#db.read(async (sql) => {
      const where = group === undefined ? '' : 'where group_id = $1';
      const rows = await sql.rows(
        `select * from lanes ${where} order by register`,
        group === undefined ? [] : [group],
      );
      return rows.map(laneOf);
    });
  }

  inStates(
    states: readonly string[],
    groups: readonly string[] | undefined,
    limit: number,
  ): Promise<LaneRow[]> {
    return this.#db.read(async (sql) => {
      const params = new Params();
      const where = [`state in (${params.list(states) || 'null'})`];
      if (groups) where.push(`group_id in (${params.list(groups) || 'null'})`);
      const rows = await sql.rows(
        `select * from lanes where ${where.join(' and ')} order by group_id, register limit ${params.add(limit)}`,
        params.values,
      );
      return rows.map(laneOf);
    });
  }

  totals(): Promise<LaneTotals[]> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows(
        'select group_id, state, count(*) as n from lanes group by group_id, state order by group_id, state',
      );
      return rows.map((row) => ({
        group: text(row, 'group_id'),
        state: text(row, 'state'),
        count: number(row, 'n'),
      }));
    });
  }

  journal(lane: LaneKey): JournalStore {
    return new SqlJournal(this.#db, lane);
  }
}

/** Only the lanes are locked, not the processes beside them. */
function lockLanes(skipLocked: string): string {
  return skipLocked.replace('for update', 'for update of l');
}

function keyOf(row: Row): LaneKey {
  return { register: text(row, 'register'), fence: number(row, 'fence') };
}

function laneOf(row: Row): LaneRow {
  return {
    register: text(row, 'register'),
    group: text(row, 'group_id'),
    owner: optional(row['owner'] ?? null),
    fence: number(row, 'fence'),
    health: json(row, 'health'),
    healthAt: count(row['health_at'] ?? null),
  };
}
