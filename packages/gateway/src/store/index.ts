export { StoreError, type StoreErrorCode } from './errors.js';
export type {
  Accepted,
  Job,
  JobFailure,
  JobOrigin,
  JobPage,
  JobQuery,
  JobState,
  NewJob,
  QueueState,
} from './job.js';
export type { JobStore, LaneKey, ReleaseOptions } from './jobs.js';
export type { Beat, LaneRow, LaneStore, LaneTotals } from './lanes.js';
export { openStore } from './open-store.js';
export type { Callback, CallbackState, Outbox } from './outbox.js';
export type { AuditEntry, AuditQuery, PeopleStore, Role, Session, User } from './people.js';
export { openPostgres, type PostgresOptions } from './postgres/open-postgres.js';
export type { RequestStore, TillRequest, TillRequestState } from './requests.js';
export type { SettingsStore, Stored, StoredRegister } from './settings.js';
export { openSqlite } from './sqlite/open-sqlite.js';
export type { SqliteOptions } from './sqlite/sqlite-database.js';
export {
  type StatisticsKey,
  type StatisticsQuery,
  type StatisticsRow,
  type StatisticsStore,
  waitBounds,
} from './statistics.js';
export type { Store, Wake } from './store.js';
