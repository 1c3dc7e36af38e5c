import type { RequestStore, TillRequest, TillRequestState } from '../requests.js';
import type { Database, Row } from './database.js';
import { count, json, number, text } from './job-row.js';

export class SqlRequests implements RequestStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  add({ uuid, register, tasks, results, createdAt }: Parameters<RequestStore['add']>[0]): Promise<boolean> {
    return this.#db.write(async (sql) => {
      const added = await sql.run(
        `insert into requests (uuid, register, state, tasks, results, created_at) values ($1, $2, 'wait', $3, $4, $5)
         on conflict (uuid) do nothing`,
        [uuid, register, JSON.stringify(tasks), JSON.stringify(results), createdAt],
      );
      return added > 0;
    });
  }

  get(uuid: string): Promise<TillRequest | undefined> {
    return this.#db.read(async (sql) => {
      const [row] = await sql.rows('select * from requests where uuid = $1', [uuid]);
      return row && requestOf(row);
    });
  }

  open(register: string): Promise<TillRequest[]> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows(
        'select * from requests where register = $1 and finished_at is null order by seq limit 100',
        [register],
      );
      return rows.map(requestOf);
    });
  }

  registers(): Promise<string[]> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows('select distinct register from requests where finished_at is null');
      return rows.map((row) => text(row, 'register'));
    });
  }

  save(uuid: string, state: TillRequestState, results: readonly unknown[], now: number): Promise<void> {
    const ended = state === 'ended' || state === 'canceled' ? now : null;
    return this.#db.write(async (sql) => {
      await sql.run('update requests set state = $1, results = $2, finished_at = $3 where uuid = $4', [
        state,
        JSON.stringify(results),
        ended,
        uuid,
      ]);
    });
  }

  cancel(uuid: string, results: readonly unknown[], now: number): Promise<boolean> {
    return this.#db.write(async (sql) => {
      const changed = await sql.run(
        "update requests set state = 'canceled', results = $1, finished_at = $2 where uuid = $3 and state = 'wait'",
        [JSON.stringify(results), now, uuid],
      );
      return changed > 0;
    });
  }

  begin(uuid: string): Promise<boolean> {
    return this.#db.write(async (sql) => {
      const changed = await sql.run(
        "update requests set state = 'inProgress' where uuid = $1 and state in ('wait', 'inProgress', 'blocked')",
        [uuid],
      );
      return changed > 0;
    });
  }

  count(register: string): Promise<Readonly<Record<string, number>>> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows(
        'select state, count(*) as n from requests where register = $1 group by state',
        [register],
      );
      return Object.fromEntries(rows.map((row) => [text(row, 'state'), number(row, 'n')]));
    });
  }

  prune(finishedBefore: number): Promise<number> {
    return this.#db.write(async (sql) =>
      sql.run('delete from requests where finished_at is not null and finished_at < $1', [finishedBefore]),
    );
  }
}

function requestOf(row: Row): TillRequest {
  return {
    uuid: text(row, 'uuid'),
    register: text(row, 'register'),
    state: text(row, 'state') as TillRequestState,
    tasks: json(row, 'tasks') as unknown[],
    results: json(row, 'results') as unknown[],
    createdAt: number(row, 'created_at'),
    finishedAt: count(row['finished_at']),
  };
}
