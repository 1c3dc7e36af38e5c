import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres, openSqlite } from '../../src/store/index.js';
import { type PostgresServer, startPostgres } from '../../test/support/postgres.js';
import { type Audit, audit, pause, startRegisters, Worker } from './ground.js';

const REGISTERS = 6;
const LATENCY_MS = 80;
const RATE = 16;

export interface Round extends Audit {
  readonly name: string;
  readonly rounds: number;
  readonly seconds: number;
}

/** kill -9 at random instants, with SQLite: the next process has all of it. */
export async function killsOnSqlite(kills: number): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-kills-'));
  const emulators = await startRegisters(REGISTERS, LATENCY_MS);
  const registers = emulators.map(({ url }, index) => ({ name: `r${index}`, address: url }));
  const path = join(folder, 'gateway.db');
  const accepted = new Set<string>();
  const began = performance.now();
  for (let kill = 0; kill < kills; kill++) {
    const worker = new Worker(
      { store: path, registers, prefix: `k${kill}`, rate: RATE, leaseMs: 5000 },
      accepted,
    );
    await worker.ready;
    await pause(Math.random() * 1400);
    await worker.kill();
    if (kill % 20 === 19) process.stderr.write(`  ${kill + 1} kills\n`);
  }
  const last = new Worker({ store: path, registers, prefix: 'last', rate: 0, leaseMs: 5000 }, accepted);
  await last.ready;
  const store = await openSqlite(path);
  const found = await audit(store, emulators, accepted);
  await last.close();
  await store.close();
  await Promise.all(emulators.map((emulator) => emulator.close()));
  rmSync(folder, { recursive: true, force: true });
  return { name: 'kill -9, SQLite', rounds: kills, seconds: (performance.now() - began) / 1000, ...found };
}

type Disturb = (context: {
  readonly round: number;
  readonly start: (index: number) => Worker;
  readonly workers: Worker[];
  readonly server: PostgresServer;
}) => Promise<void>;

/** Two processes over one PostgreSQL, disturbed in rounds. */
async function twoProcesses(name: string, rounds: number, leaseMs: number, disturb: Disturb): Promise<Round> {
  const server = await startPostgres({ durable: true });
  const emulators = await startRegisters(REGISTERS, LATENCY_MS);
  const registers = emulators.map(({ url }, index) => ({ name: `r${index}`, address: url }));
  const accepted = new Set<string>();
  const began = performance.now();
  let started = 0;
  const start = (index: number, rate = RATE / 2): Worker =>
    new Worker({ store: server.url, registers, prefix: `p${index}-${++started}`, rate, leaseMs }, accepted);
  const workers = [start(0), start(1)];
  await Promise.all(workers.map(({ ready }) => ready));
  await pause(2 * leaseMs);
  for (let round = 0; round < rounds; round++) {
    await disturb({ round, start, workers, server });
    if (round % 10 === 9) process.stderr.write(`  ${round + 1} rounds\n`);
  }
  await Promise.all(workers.map((worker) => worker.close()));
  const last = start(2, 0);
  await last.ready;
  const store = await openPostgres(server.url);
  const found = await audit(store, emulators, accepted);
  await last.close();
  await store.close();
  await Promise.all(emulators.map((emulator) => emulator.close()));
  await server.close();
  return { name, rounds, seconds: (performance.now() - began) / 1000, ...found };
}

/** kill -9 of one of them; the other takes its registers over. */
export function killsOnPostgres(kills: number): Promise<Round> {
  return twoProcesses(
    'kill -9, PostgreSQL, two processes',
    kills,
    1500,
    async ({ round, start, workers }) => {
      const index = round % 2;
      await pause(Math.random() * 1500);
      await workers[index]?.kill();
      workers[index] = start(index);
      await workers[index]?.ready;
    },
  );
}

/** One process stands still for longer than its lease, and goes on. */
export function stopsOnPostgres(stops: number): Promise<Round> {
  return twoProcesses('SIGSTOP beyond the lease, two processes', stops, 1500, async ({ round, workers }) => {
    const worker = workers[round % 2];
    await pause(500 + Math.random() * 1000);
    worker?.child.kill('SIGSTOP');
    await pause(2200 + Math.random() * 2500);
    worker?.child.kill('SIGCONT');
    await pause(1500);
  });
}

/** The database is switched off as by a power cut, and comes back; the last time after a minute. */
export function databaseAway(times: number): Promise<Round> {
  return twoProcesses('PostgreSQL away', times, 3000, async ({ round, server }) => {
    await pause(1000 + Math.random() * 1000);
    await server.stop('immediate');
    await pause(round === times - 1 ? 60_000 : 500 + Math.random() * 4000);
    await server.start();
    await pause(3000);
  });
}
