import type { Store, Wake } from '../store.js';
import type { Database } from './database.js';
import { SqlJobs } from './sql-jobs.js';
import { SqlLanes } from './sql-lanes.js';
import { SqlOutbox } from './sql-outbox.js';
import { SqlPeople } from './sql-people.js';
import { SqlRequests } from './sql-requests.js';
import { SqlSettings } from './sql-settings.js';
import { SqlStatistics } from './sql-statistics.js';

/** The store over any database that speaks the common subset of SQL. */
export class SqlStore implements Store {
  readonly #db: Database;
  readonly jobs: SqlJobs;
  readonly lanes: SqlLanes;
  readonly outbox: SqlOutbox;
  readonly people: SqlPeople;
  readonly requests: SqlRequests;
  readonly settings: SqlSettings;
  readonly statistics: SqlStatistics;

  constructor(db: Database) {
    this.#db = db;
    this.jobs = new SqlJobs(db);
    this.lanes = new SqlLanes(db);
    this.outbox = new SqlOutbox(db);
    this.people = new SqlPeople(db);
    this.requests = new SqlRequests(db);
    this.settings = new SqlSettings(db);
    this.statistics = new SqlStatistics(db);
  }

  get kind(): 'sqlite' | 'postgres' {
    return this.#db.dialect.name;
  }

  get name(): string {
    return this.#db.name;
  }

  get commits(): { readonly transactions: number; readonly changes: number } {
    return this.#db.commits;
  }

  onWake(listener: (wake: Wake) => void): () => void {
    return this.#db.onWake(listener);
  }

  async ping(): Promise<void> {
    await this.#db.read(async (sql) => sql.rows('select 1'));
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
