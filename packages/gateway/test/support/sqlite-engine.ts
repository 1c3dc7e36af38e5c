import type { Store } from '../../src/store/index.js';
import { migrate } from '../../src/store/sql/schema.js';
import { SqlStore } from '../../src/store/sql/sql-store.js';
import type { Connection, Engine } from '../../src/store/sqlite/engine.js';
import { loadEngine } from '../../src/store/sqlite/engine.js';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database.js';

/** What is done instead of a statement of the connection that writes. */
export type Exec = (text: string, exec: (text: string) => void) => void;

/** The real store over the real engine, with somebody between them. */
export async function openSqliteWith(path: string, exec: Exec): Promise<Store> {
  const real = await loadEngine();
  const engine: Engine = {
    name: real.name,
    open: (file, options) => {
      const connection = real.open(file, options);
      return options.readOnly ? connection : watched(connection, exec);
    },
  };
  const database = new SqliteDatabase(engine, path, { gather: 'microtask' });
  await database.write((sql) => migrate(sql, database.dialect));
  return new SqlStore(database);
}

function watched(connection: Connection, exec: Exec): Connection {
  return {
    exec: (text) => exec(text, (what) => connection.exec(what)),
    prepare: (text) => connection.prepare(text),
    close: () => connection.close(),
  };
}

/** Does not wait for the disk: for tests that end no computer. */
export function openFastSqlite(path: string): Promise<Store> {
  return openSqliteWith(path, (text, exec) => exec(text.replace('synchronous = full', 'synchronous = off')));
}
