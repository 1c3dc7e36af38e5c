import type { SettingsStore, Stored, StoredRegister } from '../settings.js';
import type { Database, Row, Sql } from './database.js';
import { json, text } from './job-row.js';

export class SqlSettings implements SettingsStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  groups<T>(): Promise<Stored<T>[]> {
    return this.#db.read(async (sql) =>
      (await sql.rows('select * from groups order by name')).map((row) => storedOf<T>(row)),
    );
  }

  saveGroup<T>({ name, origin, data }: Stored<T>): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run(
        `insert into groups (name, origin, data) values ($1, $2, $3)
         on conflict (name) do update set origin = excluded.origin, data = excluded.data`,
        [name, origin, JSON.stringify(data)],
      );
      await changed(sql);
    });
  }

  removeGroup(name: string): Promise<boolean> {
    return this.#db.write(async (sql) => {
      const removed = await sql.run(
        `delete from groups where name = $1 and not exists (select 1 from registers where group_id = $1)
           and not exists (select 1 from jobs where group_id = $1)`,
        [name],
      );
      if (removed > 0) await changed(sql);
      return removed > 0;
    });
  }

  registers<T>(): Promise<StoredRegister<T>[]> {
    return this.#db.read(async (sql) =>
      (await sql.rows('select * from registers order by name')).map((row) => registerOf<T>(row)),
    );
  }

  register<T>(name: string): Promise<StoredRegister<T> | undefined> {
    return this.#db.read(async (sql) => {
      const [row] = await sql.rows('select * from registers where name = $1', [name]);
      return row && registerOf<T>(row);
    });
  }

  saveRegisters<T>(registers: readonly StoredRegister<T>[]): Promise<void> {
    return this.#db.write(async (sql) => {
      for (const { name, group, origin, data } of registers) {
        await sql.run(
          `insert into registers (name, group_id, origin, data) values ($1, $2, $3, $4)
           on conflict (name) do update set group_id = excluded.group_id, origin = excluded.origin, data = excluded.data`,
          [name, group, origin, JSON.stringify(data)],
        );
        await sql.run(
          `insert into lanes (register, group_id) values ($1, $2)
           on conflict (register) do update set group_id = excluded.group_id where lanes.group_id <> excluded.group_id`,
          [name, group],
        );
      }
      await changed(sql);
    });
  }

  removeRegister(name: string): Promise<boolean> {
    return this.#db.write(async (sql) => {
      const removed = await sql.run(
        `delete from registers where name = $1
           and not exists (select 1 from jobs where register = $1 and state = 'pinned')`,
        [name],
      );
      if (removed > 0) await sql.run('delete from lanes where register = $1', [name]);
      if (removed > 0) await changed(sql);
      return removed > 0;
    });
  }

  async revision(): Promise<number> {
    return (await this.value<number>(REVISION)) ?? 0;
  }

  value<T>(name: string): Promise<T | undefined> {
    return this.#db.read(async (sql) => {
      const [row] = await sql.rows('select value from settings where name = $1', [name]);
      return row && (JSON.parse(text(row, 'value')) as T);
    });
  }

  setValue(name: string, value: unknown): Promise<void> {
    return this.#db.write(async (sql) => {
      await sql.run(
        'insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
        [name, JSON.stringify(value)],
      );
    });
  }

  agree<T>(name: string, value: T): Promise<T> {
    return this.#db.write(async (sql) => {
      await sql.run('insert into settings (name, value) values ($1, $2) on conflict (name) do nothing', [
        name,
        JSON.stringify(value),
      ]);
      const [row] = await sql.rows('select value from settings where name = $1', [name]);
      return JSON.parse(text(row ?? {}, 'value')) as T;
    });
  }
}

const REVISION = '#revision';

async function changed(sql: Sql): Promise<void> {
  await sql.run(
    `insert into settings (name, value) values ($1, '1')
     on conflict (name) do update set value = cast(cast(settings.value as bigint) + 1 as text)`,
    [REVISION],
  );
}

function storedOf<T>(row: Row): Stored<T> {
  return {
    name: text(row, 'name'),
    origin: text(row, 'origin') as Stored<T>['origin'],
    data: json(row, 'data') as T,
  };
}

function registerOf<T>(row: Row): StoredRegister<T> {
  return { ...storedOf<T>(row), group: text(row, 'group_id') };
}
