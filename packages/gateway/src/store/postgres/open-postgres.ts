import { migrate } from '../sql/schema.js';
import { SqlStore } from '../sql/sql-store.js';
import type { Store } from '../store.js';
import type { PostgresOptions } from './postgres-database.js';

export type { PostgresOptions };

/** Two processes that start at the same time must not both make the tables: any number will do. */
const MIGRATION_LOCK = 7_130_954;

/**
 * A store that any number of processes share: `postgres://user:password@host/database`.
 *
 * @throws StoreError
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Store> {
  // Whoever has SQLite loads no client of PostgreSQL.
  const { PostgresDatabase } = await import('./postgres-database.js');
  const database = new PostgresDatabase(url, options);
  try {
    await database.write(async (sql) => {
      await sql.rows('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      const { schema = 'public' } = options;
      if (schema !== 'public') await sql.run(`create schema if not exists "${schema}"`);
      await migrate(sql, database.dialect);
    });
  } catch (error) {
    await database.close();
    throw error;
  }
  return new SqlStore(database);
}
