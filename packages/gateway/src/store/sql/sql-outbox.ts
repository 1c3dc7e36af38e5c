import type { Callback, CallbackState, Outbox } from '../outbox.js';
import type { Database, Row } from './database.js';
import { number, optional, text } from './job-row.js';

export class SqlOutbox implements Outbox {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  take(now: number, limit: number, leaseMs: number): Promise<Callback[]> {
    return this.#db.write(async (sql) => {
      const rows = await sql.rows(
        `update outbox set due_at = $1, attempts = attempts + 1 where id in (
           select id from outbox where state = 'due' and due_at <= $2 order by due_at limit $3
           ${this.#db.dialect.skipLocked})
         returning *`,
        [now + leaseMs, now, limit],
      );
      return rows.map((row) => ({ ...callbackOf(row), attempts: number(row, 'attempts') - 1 }));
    });
  }

  sent(id: number, now: number): Promise<void> {
    return this.#change("state = 'sent', sent_at = $1, error = null where id = $2", [now, id]);
  }

  retry(id: number, dueAt: number | undefined, error: string): Promise<void> {
    if (dueAt === undefined) return this.#change("state = 'dead', error = $1 where id = $2", [error, id]);
    return this.#change('due_at = $1, error = $2 where id = $3', [dueAt, error, id]);
  }

  #change(set: string, params: readonly (string | number)[]): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run(`update outbox set ${set}`, params);
    });
  }

  again(uuid: string, now: number): Promise<boolean> {
    return this.#db.write(async (sql) => {
      const changed = await sql.run("update outbox set state = 'due', due_at = $1 where uuid = $2", [
        now,
        uuid,
      ]);
      if (changed > 0) sql.wake({ kind: 'callbacks' });
      return changed > 0;
    });
  }

  of(uuid: string): Promise<CallbackState[]> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows('select * from outbox where uuid = $1', [uuid]);
      return rows.map((row) => ({
        ...callbackOf(row),
        state: text(row, 'state') as CallbackState['state'],
        dueAt: number(row, 'due_at'),
        error: optional(row['error']),
      }));
    });
  }
}

function callbackOf(row: Row): Callback {
  return {
    id: number(row, 'id'),
    uuid: text(row, 'uuid'),
    url: text(row, 'url'),
    attempts: number(row, 'attempts'),
    createdAt: number(row, 'created_at'),
  };
}
