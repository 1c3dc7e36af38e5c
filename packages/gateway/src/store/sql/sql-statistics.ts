import { type ReceiptType, vatRateNames } from 'atol-kkt/fiscal';
import type { Job } from '../job.js';
import {
  type StatisticsKey,
  type StatisticsQuery,
  type StatisticsRow,
  type StatisticsStore,
  waitBounds,
} from '../statistics.js';
import { type Database, Params, type Row, type Sql } from './database.js';
import { number, text } from './job-row.js';
import { vatColumns, waitColumns } from './schema.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const sums = ['done', 'failed', 'expired', 'total', ...vatColumns, ...waitColumns];
const columns = ['hour', 'group_id', 'register', 'type', ...sums];
const upsert = `insert into hourly (${columns.join(', ')})
  values (${columns.map((_, index) => `$${index + 1}`).join(', ')})
  on conflict (hour, group_id, register, type) do update set
  ${sums.map((name) => `${name} = hourly.${name} + excluded.${name}`).join(', ')}`;

/** Counts a job that has ended. */
export async function recordEnd(
  sql: Sql,
  job: Job,
  now: number,
  outcome: 'done' | 'failed' | 'expired',
): Promise<void> {
  const done = outcome === 'done';
  const wait = Math.max(0, (job.pinnedAt ?? now) - job.acceptedAt);
  const found = waitBounds.findIndex((bound) => wait <= bound);
  const column = found < 0 ? waitBounds.length : found;
  const vat = (name: string): number => (done ? (job.vats.find((one) => one.vat === name)?.sum ?? 0) : 0);
  await sql.run(upsert, [
    Math.floor(now / HOUR) * HOUR,
    job.group,
    job.register ?? '',
    job.type,
    done ? 1 : 0,
    done ? 0 : 1,
    outcome === 'expired' ? 1 : 0,
    done ? job.totalKopecks : 0,
    ...vatRateNames.map(vat),
    ...waitColumns.map((_, index) => (index === column ? 1 : 0)),
  ]);
}

export class SqlStatistics implements StatisticsStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  rows(query: StatisticsQuery): Promise<StatisticsRow[]> {
    const { from, to, group, register, by, offsetMs = 0 } = query;
    const params = new Params();
    const keys = [...new Set(by)].map((key) => [key, expression(key, params, offsetMs)] as const);
    const where = [
      `hour >= ${params.add(Math.floor(from / HOUR) * HOUR)}`,
      `hour < ${params.add(Math.ceil(to / HOUR) * HOUR)}`,
    ];
    if (typeof group === 'string') where.push(`group_id = ${params.add(group)}`);
    else if (group) where.push(group.length === 0 ? '1 = 0' : `group_id in (${params.list(group)})`);
    if (register !== undefined) where.push(`register = ${params.add(register)}`);
    const selected = [
      ...keys.map(([key, value]) => `${value} as key_${key}`),
      ...sums.map((name) => `cast(sum(${name}) as bigint) as ${name}`),
    ];
    const order = keys.map((_, index) => index + 1).join(', ');
    const text = `select ${selected.join(', ')} from hourly where ${where.join(' and ')}
      ${order && `group by ${order} order by ${order}`}`;
    return this.#db.read(async (sql) => {
      const rows = await sql.rows(text, params.values);
      return rows
        .filter((row) => row['done'] !== null)
        .map((row) =>
          rowOf(
            row,
            keys.map(([key]) => key),
          ),
        );
    });
  }
}

function expression(key: StatisticsKey, params: Params, offsetMs: number): string {
  if (key === 'hour') return 'hour';
  if (key === 'group') return 'group_id';
  if (key !== 'day') return key;
  const offset = `cast(${params.add(offsetMs)} as bigint)`;
  return `(hour + ${offset}) / ${DAY} * ${DAY} - ${offset}`;
}

function rowOf(row: Row, keys: readonly StatisticsKey[]): StatisticsRow {
  const time = keys.includes('hour') ? 'hour' : keys.includes('day') ? 'day' : undefined;
  const vats = vatRateNames.flatMap((name) => {
    const sum = number(row, `vat_${name}`.toLowerCase());
    return sum === 0 ? [] : [[name, sum] as const];
  });
  return {
    ...(time && { at: number(row, `key_${time}`) }),
    ...(keys.includes('group') && { group: text(row, 'key_group') }),
    ...(keys.includes('register') && { register: text(row, 'key_register') }),
    ...(keys.includes('type') && { type: text(row, 'key_type') as ReceiptType }),
    done: number(row, 'done'),
    failed: number(row, 'failed'),
    expired: number(row, 'expired'),
    totalKopecks: number(row, 'total'),
    vats: Object.fromEntries(vats),
    waits: waitColumns.map((name) => number(row, name)),
  };
}
