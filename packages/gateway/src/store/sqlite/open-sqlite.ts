import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { migrate } from '../sql/schema.js';
import { SqlStore } from '../sql/sql-store.js';
import type { Store } from '../store.js';
import { loadEngine } from './engine.js';
import { SqliteDatabase, type SqliteOptions } from './sqlite-database.js';

/**
 * A store in one file, made when it is missing. Its process need not be the only one, but it is meant to be.
 *
 * @throws StoreError
 */
export async function openSqlite(path: string, options?: SqliteOptions): Promise<Store> {
  const engine = await loadEngine();
  mkdirSync(dirname(path), { recursive: true });
  const database = new SqliteDatabase(engine, path, options);
  try {
    await database.write((sql) => migrate(sql, database.dialect));
  } catch (error) {
    await database.close();
    throw error;
  }
  return new SqlStore(database);
}
