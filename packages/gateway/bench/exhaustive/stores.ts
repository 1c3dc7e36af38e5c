/** A million jobs and ten thousand lanes on both stores; memory and start of a gateway over them. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textTable } from '../../src/cli/table.js';
import { createGateway } from '../../src/fleet/index.js';
import { type LaneKey, type NewJob, openPostgres, openSqlite, type Store } from '../../src/store/index.js';
import { noPostgres, startPostgres } from '../../test/support/postgres.js';
import { sale } from '../../test/support/receipts.js';

const JOBS = Number(process.env['JOBS'] ?? 1_000_000);
const LANES = 10_000;
const WAITING = 2000;
const T0 = 1_790_000_000_000;

export async function storesUnderLoad(): Promise<boolean> {
  const rows: string[][] = [];
  const folder = mkdtempSync(join(tmpdir(), 'gateway-million-'));
  const path = join(folder, 'gateway.db');
  rows.push(await measure('SQLite', () => openSqlite(path)));
  rmSync(folder, { recursive: true, force: true });
  if (noPostgres) console.log(`PostgreSQL: SKIPPED: ${noPostgres}`);
  else {
    const server = await startPostgres({ durable: true });
    rows.push(await measure('PostgreSQL', () => openPostgres(server.url)));
    await server.close();
  }
  const head = [
    'store',
    'fill, jobs/s',
    'claim p50 ms',
    'claim p99 ms',
    'overview ms',
    'lanes ms',
    'page ms',
    'by contact ms',
    'open + start s',
    'memory MB',
  ];
  console.log(textTable(head, rows));
  return rows.every(([, , , p99]) => Number(p99) < 5);
}

async function measure(name: string, open: () => Promise<Store>): Promise<string[]> {
  process.stderr.write(`${name}: ${JOBS} jobs, ${LANES} lanes…\n`);
  let store = await open();
  const registers = Array.from({ length: LANES }, (_, n) => ({
    name: `r${String(n).padStart(5, '0')}`,
    group: `g${n % 10}`,
    origin: 'hand' as const,
    data: { address: `tcp://127.0.0.1:${1 + (n % 60_000)}` },
  }));
  for (let g = 0; g < 10; g++) await store.settings.saveGroup({ name: `g${g}`, origin: 'hand', data: {} });
  for (let from = 0; from < LANES; from += 500)
    await store.settings.saveRegisters(registers.slice(from, from + 500));
  const began = performance.now();
  await fill(store, JOBS - WAITING, true);
  const rate = JOBS / ((performance.now() - began) / 1000);
  await fill(store, WAITING, false);
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
    ms(claims[990] ?? 0),
    ms(overview),
    ms(all),
    ms(page),
    ms(contact),
    seconds.toFixed(2),
    memory.toFixed(0),
  ];
}

/** In large portions, through the operations that everybody uses. */
async function fill(store: Store, jobs: number, finished: boolean): Promise<void> {
  const PORTION = 2000;
  for (let from = 0; from < jobs; from += PORTION) {
    const portion = Array.from({ length: Math.min(PORTION, jobs - from) }, (_, n) =>
      newJob(from + n, finished),
    );
    await Promise.all(portion.map((job) => store.jobs.accept(job)));
    // Ended in the cheapest honest way: their time is over.
    if (finished) {
      let left = portion.length;
      while (left > 0) left -= (await store.jobs.expire(T0)).length;
    }
  }
}

function newJob(n: number, finished: boolean): NewJob {
  return {
    uuid: randomUUID(),
    group: `g${n % 10}`,
    externalId: `${finished ? 'old' : 'new'}-${n}`,
    origin: 'program',
    receipt: sale(),
    type: 'sell',
    totalKopecks: n % 1_000_000,
    vats: [],
    contact: `buyer${n % 5000}@example.com`,
    acceptedAt: T0 - 1000,
    expiresAt: finished ? T0 : T0 + 3_600_000_000,
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
