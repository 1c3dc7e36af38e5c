/** Receipts posted to `atol-gateway dev` by a process beside it; then `kill -9`, and what was answered must be on the disk. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { textTable } from '../../src/cli/table.js';
import { openSqlite } from '../../src/store/index.js';
import type { GeneratorOptions, GeneratorReport } from './http-customers.js';

const PER_SECOND = Number(process.env['RATE'] ?? 500);
const SECONDS = Number(process.env['SECONDS'] ?? 60);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 50);
const REPORTS = Number(process.env['REPORTS'] ?? 0.1);
const LIMIT_MS = 100;

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export async function acceptsOverHttp(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-http-'));
  const db = join(folder, 'gateway.db');
  const profile = process.env['PROFILE'] ? ['--cpu-prof', '--cpu-prof-dir', process.env['PROFILE']] : [];
  const server = spawn(
    process.execPath,
    [
      ...profile,
      '--import',
      'tsx',
      file('../../src/cli/main.ts'),
      'dev',
      '--json',
      '--rate',
      '0',
      '--port',
      '0',
      '--db',
      db,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } },
  );
  const exited = once(server, 'exit');
  const lines = createInterface({ input: server.stdout });
  const [first] = (await once(lines, 'line')) as [string];
  lines.on('line', () => undefined);
  process.stderr.write(`${PER_SECOND} receipts a second by HTTP for ${SECONDS} s…\n`);
  const { api, group_code: group, login, password } = JSON.parse(first) as Record<string, string>;
  const options = {
    api,
    group,
    login,
    password,
    perSecond: PER_SECOND,
    seconds: SECONDS,
  } as GeneratorOptions;

  const before = cpuSeconds(server.pid);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--import',
      'tsx',
      file('./http-customers.ts'),
      JSON.stringify({ ...options, connections: CONNECTIONS, reports: REPORTS }),
    ],
    { maxBuffer: 256 * 1024 * 1024 },
  );
  const used = cpuSeconds(server.pid) - before;
  const memory = megabytes(server.pid);
  if (process.env['PROFILE']) {
    server.kill('SIGTERM');
  } else server.kill('SIGKILL');
  await exited;
  const {
    sent,
    accepted,
    errors,
    latencies,
    reports,
    seconds,
    cpuSeconds: own,
  } = JSON.parse(stdout) as GeneratorReport;
  const store = await openSqlite(db);
  let lost = 0;
  for (const id of accepted) if (!(await store.jobs.byExternalId(group ?? '', id))) lost++;
  await store.close();
  rmSync(folder, { recursive: true, force: true });

  const at = (values: readonly number[], share: number): string =>
    (values[Math.floor(share * (values.length - 1))] ?? 0).toFixed(1);
  console.log(
    textTable(
      ['', ''],
      [
        ['sent, accepted', `${sent}, ${accepted.length}`],
        ['other answers', JSON.stringify(errors)],
        ['accepted a second', (accepted.length / seconds).toFixed(1)],
        [
          'answer p50, p90, p99, longest, ms',
          [0.5, 0.9, 0.99, 1].map((share) => at(latencies, share)).join(', '),
        ],
        ['report p50, p99, longest, ms', [0.5, 0.99, 1].map((share) => at(reports, share)).join(', ')],
        ['processor of the gateway, cores', (used / seconds).toFixed(2)],
        ['processor of the gateway, ms a request', ((1000 * used) / (sent + reports.length)).toFixed(2)],
        ['processor of the generator, cores', (own / seconds).toFixed(2)],
        ['memory of the gateway, MB', memory.toFixed(0)],
        ['accepted, and not on the disk after kill -9', String(lost)],
      ],
    ),
  );
  return lost === 0 && accepted.length === sent && Number(at(latencies, 0.99)) < LIMIT_MS;
}

/** Linux counts in hundredths. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function megabytes(pid: number | undefined): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1000;
}
