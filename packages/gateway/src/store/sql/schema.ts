import { vatRateNames } from 'atol-kkt/fiscal';
import { StoreError } from '../errors.js';
import { waitBounds } from '../statistics.js';
import type { Dialect, Sql } from './database.js';

export const vatColumns = vatRateNames.map((name) => `vat_${name}`);
export const waitColumns = [...waitBounds, 'more'].map((_, index) => `wait_${index}`);
const counted = [...vatColumns, ...waitColumns].map((name) => `${name} bigint not null default 0`).join(', ');

/** Version n of the schema is made by the first n steps. A step that was published is never changed. */
const migrations: readonly ((dialect: Dialect) => readonly string[])[] = [
  ({ identity }) => [
    `create table jobs (
      seq ${identity},
      uuid text not null unique,
      group_id text not null,
      external_id text not null,
      state text not null,
      origin text not null,
      type text not null,
      total bigint not null,
      contact text,
      accepted_at bigint not null,
      expires_at bigint not null,
      register text,
      fence bigint,
      pinned_at bigint,
      unknown_since bigint,
      finished_at bigint,
      attempts integer not null default 0,
      callback_url text,
      related_to text,
      fn_number text,
      document_number bigint,
      result text,
      failure text,
      story text,
      unique (group_id, external_id)
    )`,
    // What never changes, apart: a database that copies whole rows need not copy it at every transition.
    'create table bodies (uuid text primary key, receipt text not null, vats text not null, meta text)',
    "create index jobs_waiting on jobs (group_id, seq) where state = 'wait'",
    "create index jobs_expiring on jobs (expires_at) where state = 'wait'",
    "create index jobs_pinned on jobs (register) where state = 'pinned'",
    "create index jobs_failed on jobs (accepted_at) where state = 'fail'",
    'create index jobs_accepted on jobs (accepted_at, seq)',
    'create index jobs_of_group on jobs (group_id, accepted_at, seq)',
    'create index jobs_of_register on jobs (register, accepted_at, seq)',
    'create index jobs_finished on jobs (finished_at) where finished_at is not null',
    'create index jobs_external on jobs (external_id)',
    'create index jobs_total on jobs (total, accepted_at)',
    'create index jobs_contact on jobs (contact, accepted_at) where contact is not null',
    'create index jobs_document on jobs (document_number) where document_number is not null',
    'create index jobs_related on jobs (related_to) where related_to is not null',
    `create table journal (
      key text not null,
      register text not null,
      state text not null,
      at bigint not null,
      data text not null,
      primary key (key, register)
    )`,
    "create index journal_open on journal (register) where state in ('intent', 'unknown')",
    'create table processes (id text primary key, until bigint not null)',
    `create table lanes (
      register text primary key,
      group_id text not null,
      owner text,
      fence bigint not null default 0,
      state text not null default 'unheld',
      health text,
      health_at bigint
    )`,
    'create index lanes_owner on lanes (owner)',
    'create table groups (name text primary key, origin text not null, data text not null)',
    'create table registers (name text primary key, group_id text not null, origin text not null, data text not null)',
    'create table settings (name text primary key, value text not null)',
    `create table outbox (
      id ${identity},
      uuid text not null unique,
      url text not null,
      state text not null,
      attempts integer not null default 0,
      created_at bigint not null,
      due_at bigint not null,
      sent_at bigint,
      error text
    )`,
    "create index outbox_due on outbox (due_at) where state = 'due'",
    `create table users (
      login text primary key,
      name text not null,
      role text not null,
      password_hash text not null,
      groups text,
      disabled integer not null,
      created_at bigint not null
    )`,
    `create table sessions (
      id text primary key,
      login text not null,
      kind text not null,
      created_at bigint not null,
      expires_at bigint not null,
      data text not null
    )`,
    'create index sessions_login on sessions (login)',
    'create index sessions_end on sessions (expires_at)',
    'create table guesses (name text not null, at bigint not null)',
    'create index guesses_name on guesses (name, at)',
    `create table audit (
      id ${identity},
      at bigint not null,
      login text not null,
      action text not null,
      target text not null,
      origin text not null,
      details text not null
    )`,
    'create index audit_at on audit (at)',
    'create index audit_target on audit (target, id)',
    `create table hourly (
      hour bigint not null,
      group_id text not null,
      register text not null,
      type text not null,
      done bigint not null,
      failed bigint not null,
      expired bigint not null,
      total bigint not null,
      ${counted},
      primary key (hour, group_id, register, type)
    )`,
  ],
  ({ identity }) => [
    `create table requests (
      seq ${identity},
      uuid text not null unique,
      register text not null,
      state text not null,
      tasks text not null,
      results text not null,
      created_at bigint not null,
      finished_at bigint
    )`,
    'create index requests_open on requests (register, seq) where finished_at is null',
    'create index requests_register on requests (register, state)',
  ],
  // Few of many registers are in trouble, and people look at those.
  () => ['create index lanes_states on lanes (state, group_id, register)'],
  // A key in doubt has one state.
  () => [
    "update journal set state = 'intent' where state = 'unknown'",
    'drop index journal_open',
    "create index journal_open on journal (register) where state = 'intent'",
  ],
];

export const schemaVersion = migrations.length;

/** Brings the tables up to date, in one transaction. @throws StoreError `STORE_VERSION` */
export async function migrate(sql: Sql, dialect: Dialect): Promise<void> {
  await sql.run('create table if not exists schema_version (version integer not null)');
  const [row] = await sql.rows('select max(version) as version from schema_version');
  const present = Number(row?.['version'] ?? 0);
  if (present > schemaVersion) {
    const message = `База данных версии ${present} сделана более новой программой, эта знает версию ${schemaVersion}`;
    throw new StoreError('STORE_VERSION', message);
  }
  for (const step of migrations.slice(present)) for (const text of step(dialect)) await sql.run(text);
  if (present < schemaVersion) {
    await sql.run('insert into schema_version (version) values ($1)', [schemaVersion]);
  }
}
