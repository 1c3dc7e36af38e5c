/** A million jobs and ten thousand lanes on both stores; memory and start of a gateway over them. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { textTable } from '../../src/cli/table.js';
import { createGateway } from '../../src/fleet/index.js';
import { type LaneKey, type NewJob, openPostgres, openSqlite, type Store } from '../../src/store/index.js';
import { loadEngine } from '../../src/store/sqlite/engine.js';
import { noPostgres, startPostgres } from '../../test/support/postgres.js';
import { sale } from '../../test/support/receipts.js';

const JOBS = Number(process.env['JOBS'] ?? 1_000_000);
const LANES = 10_000;
const WAITING = 2000;
/** Of the claim's p99, and of opening a store and starting a gateway over it. */
const CLAIM_MS = 5;
const START_S = 3;
const T0 = 1_790_000_000_000;

export async function storesUnderLoad(): Promise<boolean> {
  const rows: string[][] = [];
  const folder = mkdtempSync(join(tmpdir(), 'gateway-million-'));
  const path = join(folder, 'gateway.db');
  rows.push(await measure('SQLite', path, () => openSqlite(path)));
  rmSync(folder, { recursive: true, force: true });
  if (noPostgres) console.log(`PostgreSQL: SKIPPED: ${noPostgres}`);
  else {
    const server = await startPostgres({ durable: true });
    rows.push(await measure('PostgreSQL', server.url, () => openPostgres(server.url)));
    await server.close();
  }
  const head = [
    'store',
    'accept, jobs/s',
    'claim p50 ms',
    'claim p95 ms',
    'claim p99 ms',
    'overview ms',
    'lanes ms',
    'page ms',
    'by contact ms',
    'open + start s',
    'memory MB',
  ];
  console.log(textTable(head, rows));
  return rows.every((row) => Number(row[4]) < CLAIM_MS && Number(row[9]) < START_S);
}

async function measure(name: string, where: string, open: () => Promise<Store>): Promise<string[]> {
  process.stderr.write(`${name}: ${JOBS} jobs, ${LANES} lanes…\n`);
  let store = await open();
  const registers = Array.from({ length: LANES }, (_, n) => ({
    name: `r${String(n).padStart(5, '0')}`,
    group: `g${n % 10}`,
    origin: 'hand' as const,
    // Without an address: nobody drives them here.
    data: {},
  }));
  for (let g = 0; g < 10; g++) await store.settings.saveGroup({ name: `g${g}`, origin: 'hand', data: {} });
  for (let from = 0; from < LANES; from += 500)
    await store.settings.saveRegisters(registers.slice(from, from + 500));
  const began = performance.now();
  await seed(where, JOBS - WAITING);
  process.stderr.write(`  filled in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  const accepting = performance.now();
  await fill(store, WAITING);
  const rate = WAITING / ((performance.now() - accepting) / 1000);
  await store.lanes.beat('bench', Date.now(), 3_600_000);
  const lanes = await store.lanes.take('bench', Date.now(), LANES);
  const claims: number[] = [];
  for (let n = 0; n < 1000; n++) {
    const lane = lanes[(n * 7919) % LANES] as LaneKey;
    claims.push(await timed(() => store.jobs.claim(lane, `g${n % 10}`, T0 + 1)));
  }
  claims.sort((a, b) => a - b);
  const overview = await timed(async () => {
    await store.lanes.totals();
    await store.lanes.inStates(['offline', 'unknown', 'blocked', 'unheld'], undefined, 20);
    await Promise.all(Array.from({ length: 10 }, (_, g) => store.jobs.queue(`g${g}`)));
  });
  const all = await timed(() => store.lanes.all());
  const page = await timed(() => store.jobs.find({ group: 'g3', limit: 50 }));
  const contact = await timed(() => store.jobs.find({ contact: 'buyer77@example.com' }));
  await store.lanes.leave('bench');
  await store.close();
  const started = performance.now();
  store = await open();
  // A process that accepts and shows, and drives the few registers that it can reach: none of these.
  const gateway = await createGateway({ store, groups: [], registers: [] });
  const seconds = (performance.now() - started) / 1000;
  const memory = process.memoryUsage.rss() / 1e6;
  await gateway.close({ graceMs: 0 });
  await store.close();
  const ms = (value: number): string => value.toFixed(2);
  return [
    name,
    rate.toFixed(0),
    ms(claims[500] ?? 0),
    ms(claims[950] ?? 0),
    ms(claims[990] ?? 0),
    ms(overview),
    ms(all),
    ms(page),
    ms(contact),
    seconds.toFixed(2),
    memory.toFixed(0),
  ];
}

/** Finished jobs, written by the database itself: a million of them in no time. */
export async function seed(where: string, jobs: number): Promise<void> {
  const text = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${jobs})
    insert into jobs (uuid, group_id, external_id, state, origin, type, total, contact, accepted_at, expires_at, register,
      fence, pinned_at, finished_at, fn_number, document_number, result)
    select 'old-' || i, 'g' || (i % 10), 'old-' || i, 'done', 'online', 'sell', i % 1000000, 'buyer' || (i % 5000) || '@example.com',
      ${T0} + i, ${T0} + i + 300000, 'r' || (i % 50), 1, ${T0} + i, ${T0} + i + 900, '9999078900000001', i, '{}' from n`;
  const bodies = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${jobs})
    insert into bodies (uuid, receipt, vats) select 'old-' || i, '${JSON.stringify(sale())}', '[]' from n`;
  if (where.includes('://')) {
    const client = new Client({ connectionString: where });
    await client.connect();
    // A million rows at once are no part of what is measured: neither is writing them to their places afterwards.
    const after = ['vacuum analyze jobs', 'vacuum analyze bodies', 'checkpoint'];
    for (const one of [text, bodies, ...after]) await client.query(one);
    await client.end();
    return;
  }
  const connection = (await loadEngine()).open(where, { readOnly: false });
  for (const one of [text, bodies, 'pragma wal_checkpoint(truncate)']) connection.exec(one);
  connection.close();
}

/** Jobs that wait. */
async function fill(store: Store, jobs: number): Promise<void> {
  await Promise.all(Array.from({ length: jobs }, (_, n) => store.jobs.accept(newJob(n))));
}

function newJob(n: number): NewJob {
  return {
    uuid: randomUUID(),
    group: `g${n % 10}`,
    externalId: `new-${n}`,
    origin: 'program',
    receipt: sale(),
    type: 'sell',
    totalKopecks: n % 1_000_000,
    vats: [],
    contact: `buyer${n % 5000}@example.com`,
    acceptedAt: T0 - 1000,
    expiresAt: T0 + 3_600_000_000,
    callbackUrl: undefined,
    meta: undefined,
    relatedTo: undefined,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
