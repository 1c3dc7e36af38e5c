import type { FiscalResult, HistoryEntry } from 'atol-kkt';
import type { Accepted, Job, JobFailure, JobPage, JobQuery, NewJob, QueueState } from '../job.js';
import type { JobStore, LaneKey, ReleaseOptions } from '../jobs.js';
import { type Database, Params, type Sql, type SqlValue } from './database.js';
import { jobColumns, jobOf, number, stored, text } from './job-row.js';
import { heldLane, refusal } from './lane-check.js';
import { countJobs, findJobs } from './search.js';
import { recordEnd } from './sql-statistics.js';

const EXPIRED_AT_ONCE = 500;
const PRUNED_AT_ONCE = 1000;
const COUNTED = 10_000;
/** A handler needs a moment to save the uuid of the job that it has just posted. */
const FIRST_CALLBACK_MS = 1000;

export class SqlJobs implements JobStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  accept(job: NewJob): Promise<Accepted> {
    return this.#db.write(async (sql) => {
      const added = await sql.run(
        `insert into jobs (uuid, group_id, external_id, state, origin, type, total, contact, accepted_at, expires_at,
           callback_url, related_to)
         values ($1, $2, $3, 'wait', $4, $5, $6, $7, $8, $9, $10, $11) on conflict (group_id, external_id) do nothing`,
        [
          job.uuid,
          job.group,
          job.externalId,
          job.origin,
          job.type,
          job.totalKopecks,
          job.contact ?? null,
          job.acceptedAt,
          job.expiresAt,
          job.callbackUrl ?? null,
          job.relatedTo ?? null,
        ],
      );
      if (added === 0) return taken(sql, job);
      await sql.run('insert into bodies (uuid, receipt, vats, meta) values ($1, $2, $3, $4)', [
        job.uuid,
        JSON.stringify(job.receipt),
        JSON.stringify(job.vats),
        stored(job.meta),
      ]);
      sql.wake({ kind: 'jobs', group: job.group });
      return { uuid: job.uuid, created: true, acceptedAt: job.acceptedAt };
    });
  }

  claim(lane: LaneKey, group: string, now: number): Promise<Job | undefined> {
    const { dialect } = this.#db;
    return this.#db.write(async (sql) => {
      const params = new Params();
      const held = heldLane(dialect, params, lane);
      const at = params.add(now);
      const rows = await sql.rows(
        `${held} update jobs set state = 'pinned', register = ${params.add(lane.register)},
           fence = ${params.add(lane.fence)}, pinned_at = ${at}
         where seq = (select seq from jobs where group_id = ${params.add(group)} and state = 'wait'
             and expires_at > ${at} order by seq limit 1 ${dialect.skipLocked})
           and exists (select 1 from lane)
         returning ${jobColumns}`,
        params.values,
      );
      const [row] = rows;
      if (row) return jobOf(row);
      const why = await refusal(sql, lane, '');
      if (why.code === 'LANE_LOST') throw why;
      return undefined;
    });
  }

  pinned(register: string): Promise<Job[]> {
    return this.#db.read(async (sql) => {
      const rows = await sql.rows(
        `select ${jobColumns} from jobs where register = $1 and state = 'pinned' order by seq`,
        [register],
      );
      return rows.map(jobOf);
    });
  }

  release(lane: LaneKey, job: Job, now: number, { refused = false }: ReleaseOptions = {}): Promise<void> {
    return this.#db.write(async (sql) => {
      await this.#transition(sql, lane, job, (params) => {
        const refusals = params.add(refused ? 1 : 0);
        return `state = 'wait', expires_at = expires_at + (${params.add(now)} - pinned_at), pinned_at = null,
          unknown_since = null, story = null, attempts = attempts + ${refusals}`;
      });
      sql.wake({ kind: 'jobs', group: job.group });
    });
  }

  finish(lane: LaneKey, job: Job, result: FiscalResult, now: number): Promise<void> {
    return this.#db.write(async (sql) => {
      await this.#transition(
        sql,
        lane,
        job,
        (params) => `state = 'done', finished_at = ${params.add(now)}, unknown_since = null,
          result = ${params.add(JSON.stringify(result))}, fn_number = ${params.add(result.fnNumber)},
          document_number = ${params.add(result.documentNumber)}`,
      );
      await ended(sql, job, now, 'done');
    });
  }

  fail(lane: LaneKey, job: Job, failure: JobFailure, now: number): Promise<void> {
    return this.#db.write(async (sql) => {
      await this.#transition(
        sql,
        lane,
        job,
        (params) => `state = 'fail', finished_at = ${params.add(now)}, unknown_since = null,
          failure = ${params.add(JSON.stringify(failure))}`,
      );
      await ended(sql, job, now, 'failed');
    });
  }

  leaveUnknown(lane: LaneKey, job: Job, story: readonly HistoryEntry[], now: number): Promise<void> {
    return this.#db.write(async (sql) => {
      await this.#transition(sql, lane, job, (params) => {
        const since = `coalesce(unknown_since, ${params.add(now)})`;
        return `unknown_since = ${since}, story = ${params.add(JSON.stringify(story))}`;
      });
    });
  }

  /** `pinned` on this lane → whatever `set` says. */
  async #transition(sql: Sql, lane: LaneKey, { uuid }: Job, set: (params: Params) => string): Promise<void> {
    const params = new Params();
    const held = heldLane(this.#db.dialect, params, lane);
    const changed = await sql.run(
      `${held} update jobs set ${set(params)}
       where uuid = ${params.add(uuid)} and state = 'pinned' and register = ${params.add(lane.register)}
         and exists (select 1 from lane)`,
      params.values,
    );
    if (changed === 0) throw await refusal(sql, lane, uuid);
  }

  expire(now: number): Promise<Job[]> {
    const failure = JSON.stringify(expired);
    return this.#db.write(async (sql) => {
      const rows = await sql.rows(
        `update jobs set state = 'fail', finished_at = $1, failure = $2
         where seq in (select seq from jobs where state = 'wait' and expires_at <= $1 order by expires_at
           limit ${EXPIRED_AT_ONCE} ${this.#db.dialect.skipLocked})
         returning ${jobColumns}`,
        [now, failure],
      );
      const jobs = rows.map(jobOf);
      for (const job of jobs) await ended(sql, job, now, 'expired');
      return jobs;
    });
  }

  cancel(uuid: string, failure: JobFailure, now: number): Promise<boolean> {
    return this.#db.write(async (sql) => {
      const [row] = await sql.rows(
        `update jobs set state = 'fail', finished_at = $1, failure = $2 where uuid = $3 and state = 'wait'
         returning ${jobColumns}`,
        [now, JSON.stringify(failure), uuid],
      );
      if (row) await ended(sql, jobOf(row), now, 'failed');
      return row !== undefined;
    });
  }

  get(uuid: string): Promise<Job | undefined> {
    return this.#one('uuid = $1', [uuid]);
  }

  byExternalId(group: string, externalId: string): Promise<Job | undefined> {
    return this.#one('group_id = $1 and external_id = $2', [group, externalId]);
  }

  #one(where: string, params: readonly SqlValue[]): Promise<Job | undefined> {
    return this.#db.read(async (sql) => {
      const [row] = await sql.rows(`select ${jobColumns} from jobs where ${where}`, params);
      return row && jobOf(row);
    });
  }

  find(query: JobQuery): Promise<JobPage> {
    return this.#db.read((sql) => findJobs(sql, query));
  }

  count(query: JobQuery, limit = COUNTED): Promise<number> {
    return this.#db.read((sql) => countJobs(sql, query, limit));
  }

  queue(group: string): Promise<QueueState> {
    return this.#db.read(async (sql) => {
      const [oldest] = await sql.rows(
        "select accepted_at from jobs where group_id = $1 and state = 'wait' order by seq limit 1",
        [group],
      );
      const [waiting] = await sql.rows(
        `select count(*) as n from (select 1 from jobs where group_id = $1 and state = 'wait' order by seq limit ${COUNTED}) as few`,
        [group],
      );
      const [pinned] = await sql.rows(
        // Not by an index of the group, which knows all jobs that ever were.
        `select count(*) as n, count(unknown_since) as unknown from jobs where state = 'pinned' and group_id || '' = $1`,
        [group],
      );
      return {
        group,
        waiting: number(waiting ?? {}, 'n'),
        oldestAt: oldest && number(oldest, 'accepted_at'),
        pinned: number(pinned ?? {}, 'n'),
        unknown: number(pinned ?? {}, 'unknown'),
      };
    });
  }

  prune(finishedBefore: number, limit = PRUNED_AT_ONCE): Promise<number> {
    return this.#db.write(async (sql) => {
      const rows = await sql.rows(
        `delete from jobs where seq in (select seq from jobs where finished_at < $1 order by finished_at limit $2)
         returning uuid`,
        [finishedBefore, limit],
      );
      const uuids = rows.map((row) => text(row, 'uuid'));
      if (uuids.length === 0) return 0;
      for (const [table, column] of [
        ['bodies', 'uuid'],
        ['outbox', 'uuid'],
        ['journal', 'key'],
      ] as const) {
        const params = new Params();
        await sql.run(`delete from ${table} where ${column} in (${params.list(uuids)})`, params.values);
      }
      return uuids.length;
    });
  }
}

async function taken(sql: Sql, { group, externalId }: NewJob): Promise<Accepted> {
  const [row] = await sql.rows(
    'select uuid, accepted_at from jobs where group_id = $1 and external_id = $2',
    [group, externalId],
  );
  return { uuid: text(row ?? {}, 'uuid'), created: false, acceptedAt: number(row ?? {}, 'accepted_at') };
}

/** What follows from the end of a job, in the same transaction. */
async function ended(sql: Sql, job: Job, now: number, outcome: 'done' | 'failed' | 'expired'): Promise<void> {
  await recordEnd(sql, job, now, outcome);
  if (job.callbackUrl === undefined) return;
  await sql.run(
    `insert into outbox (uuid, url, state, created_at, due_at) values ($1, $2, 'due', $3, $4)
     on conflict (uuid) do nothing`,
    [job.uuid, job.callbackUrl, now, now + FIRST_CALLBACK_MS],
  );
  sql.wake({ kind: 'callbacks' });
}

const expired: JobFailure = {
  kind: 'timeout',
  code: 1,
  name: 'EXPIRED',
  ru: 'Истёк срок ожидания в очереди: чек не оформлен. Отправьте его снова с новым external_id',
  en: 'The time in the queue is over: the receipt was not issued. Send it again with a new external_id',
};
