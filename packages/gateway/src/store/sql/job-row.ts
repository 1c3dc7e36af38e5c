import type { Job, JobState } from '../job.js';
import type { Row, SqlValue } from './database.js';

/** Of the table `jobs`, with the body. */
export const jobColumns = `*,
  (select receipt from bodies where bodies.uuid = jobs.uuid) as receipt,
  (select vats from bodies where bodies.uuid = jobs.uuid) as vats,
  (select meta from bodies where bodies.uuid = jobs.uuid) as meta`;

export function jobOf(row: Row): Job {
  return {
    uuid: text(row, 'uuid'),
    group: text(row, 'group_id'),
    externalId: text(row, 'external_id'),
    state: text(row, 'state') as JobState,
    origin: text(row, 'origin') as Job['origin'],
    receipt: json(row, 'receipt') as Job['receipt'],
    type: text(row, 'type') as Job['type'],
    totalKopecks: number(row, 'total'),
    vats: json(row, 'vats') as Job['vats'],
    contact: optional(row['contact']),
    acceptedAt: number(row, 'accepted_at'),
    expiresAt: number(row, 'expires_at'),
    register: optional(row['register']),
    fence: count(row['fence']),
    pinnedAt: count(row['pinned_at']),
    unknownSince: count(row['unknown_since']),
    story: json(row, 'story') as Job['story'],
    finishedAt: count(row['finished_at']),
    attempts: number(row, 'attempts'),
    result: json(row, 'result') as Job['result'],
    failure: json(row, 'failure') as Job['failure'],
    callbackUrl: optional(row['callback_url']),
    meta: json(row, 'meta'),
    relatedTo: optional(row['related_to']),
  };
}

export function text(row: Row, name: string): string {
  return String(row[name]);
}

export function number(row: Row, name: string): number {
  return Number(row[name]);
}

export function json(row: Row, name: string): unknown {
  const value = row[name];
  return value === null || value === undefined ? undefined : JSON.parse(String(value));
}

export function optional(value: SqlValue | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

export function count(value: SqlValue | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** What JSON cannot say is null in the database. */
export function stored(value: unknown): SqlValue {
  return value === undefined ? null : JSON.stringify(value);
}
