import { StoreError } from '../errors.js';
import type { JobPage, JobQuery } from '../job.js';
import { Params, type Sql } from './database.js';
import { jobColumns, jobOf, number } from './job-row.js';

const PAGE = 50;
const LARGEST_PAGE = 1000;

export async function findJobs(sql: Sql, query: JobQuery): Promise<JobPage> {
  const params = new Params();
  const where = conditions(query, params);
  const limit = Math.max(1, Math.min(LARGEST_PAGE, Math.trunc(query.limit ?? PAGE)));
  if (query.after !== undefined) {
    const [at, seq] = cursor(query.after);
    where.push(`(jobs.accepted_at, jobs.seq) < (${params.add(at)}, ${params.add(seq)})`);
  }
  const rows = await sql.rows(
    `select ${jobColumns} from jobs ${all(where)} order by jobs.accepted_at desc, jobs.seq desc limit ${limit + 1}`,
    params.values,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    jobs: page.map(jobOf),
    next: more ? `${number(last, 'accepted_at')}.${number(last, 'seq')}` : undefined,
  };
}

export async function countJobs(sql: Sql, query: JobQuery, limit: number): Promise<number> {
  const params = new Params();
  const where = conditions(query, params);
  const [row] = await sql.rows(
    `select count(*) as n from (select 1 from jobs ${all(where)} limit ${Math.trunc(limit)}) as few`,
    params.values,
  );
  return number(row ?? {}, 'n');
}

function all(where: readonly string[]): string {
  return where.length === 0 ? '' : `where ${where.join(' and ')}`;
}

function conditions(query: JobQuery, params: Params): string[] {
  const where: string[] = [];
  const equal = (column: string, value: string | number | undefined): void => {
    if (value !== undefined) where.push(`jobs.${column} = ${params.add(value)}`);
  };
  const { group, state } = query;
  if (typeof group === 'string') equal('group_id', group);
  else if (group !== undefined)
    where.push(group.length === 0 ? '1 = 0' : `jobs.group_id in (${params.list(group)})`);
  // Written out, so that indexes of these jobs only are of use.
  if (state === 'unknown') where.push("jobs.state = 'pinned' and jobs.unknown_since is not null");
  else if (state !== undefined) where.push(`jobs.state = '${known(state)}'`);
  equal('register', query.register);
  equal('external_id', query.externalId);
  equal('uuid', query.uuid);
  equal('contact', query.contact);
  equal('total', query.totalKopecks);
  equal('document_number', query.documentNumber);
  equal('fn_number', query.fnNumber);
  equal('type', query.type);
  equal('related_to', query.relatedTo);
  if (query.from !== undefined) where.push(`jobs.accepted_at >= ${params.add(query.from)}`);
  if (query.to !== undefined) where.push(`jobs.accepted_at < ${params.add(query.to)}`);
  return where;
}

const states = ['wait', 'pinned', 'done', 'fail'] as const;

function known(state: string): string {
  const found = states.find((one) => one === state);
  if (found === undefined) throw new StoreError('JOB_STATE', `Нет такого состояния: ${state}`);
  return found;
}

function cursor(after: string): readonly [number, number] {
  const [at, seq] = after.split('.').map(Number);
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(seq)) return [0, 0];
  return [at as number, seq as number];
}
