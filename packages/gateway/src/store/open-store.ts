import { openPostgres } from './postgres/open-postgres.js';
import { openSqlite } from './sqlite/open-sqlite.js';
import type { Store } from './store.js';

/**
 * `postgres://user:password@host/database`, or the path of an SQLite file (also `sqlite:PATH`).
 *
 * @throws StoreError when it cannot be opened
 */
export async function openStore(where: string): Promise<Store> {
  if (/^postgres(ql)?:\/\//.test(where)) return openPostgres(where);
  return openSqlite(where.replace(/^sqlite:(\/\/)?/, ''));
}
