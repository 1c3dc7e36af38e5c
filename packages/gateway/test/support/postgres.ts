import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const DEBIAN = '/usr/lib/postgresql';

/** Where the server's programs are; undefined when this machine has none. */
function programs(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Why there is no server here; undefined when there is one. */
export const noPostgres: string | undefined = programs()
  ? undefined
  : 'PostgreSQL is not installed: apt-get install postgresql';

/** The server refuses to run as root; then it runs as whoever the system has for that. */
function otherUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line =
    lines.find((one) => one.startsWith('postgres:')) ?? lines.find((one) => one.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

export interface PostgresServer {
  readonly url: string;
  /** Ends at once, as by a power cut (`immediate`), or after its sessions. */
  stop(how?: 'immediate' | 'fast'): Promise<void>;
  start(): Promise<void>;
  /** Everything is removed. */
  close(): Promise<void>;
}

/** A server in a temporary folder. `durable`: commits wait for the disk. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-pg-'));
  const installed = await install(folder, durable);
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    server = installed.spawn(false);
    await answers(installed.url);
  };
  const stop = async (how: 'immediate' | 'fast' = 'fast'): Promise<void> => {
    const child = server;
    if (!child) return;
    server = undefined;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(how === 'immediate' ? 'SIGQUIT' : 'SIGINT');
    await ended;
  };
  await start();
  return {
    url: installed.url,
    start,
    stop,
    async close() {
      await stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Names the folder of the server that all files of a run of tests share; set before they begin. */
const SHARED = 'GATEWAY_TEST_POSTGRES';
const STARTING_MS = 120_000;

/** For the run: where the server will be, should somebody need it. */
export function announceSharedPostgres(): string {
  const folder = join(tmpdir(), `gateway-pg-run-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  process.env[SHARED] = folder;
  return folder;
}

/** Whoever needs it first starts it; tests keep out of each other's way by schemas. */
export async function sharedPostgres(): Promise<Pick<PostgresServer, 'url' | 'close'>> {
  const folder = process.env[SHARED];
  if (folder === undefined) return startPostgres();
  const file = join(folder, 'url');
  try {
    mkdirSync(folder);
  } catch {
    for (const end = Date.now() + STARTING_MS; !existsSync(file); ) {
      if (Date.now() > end) throw new Error(`another test has not started PostgreSQL in ${folder}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { url: readFileSync(file, 'utf8'), close: async () => undefined };
  }
  const { url, spawn: spawnServer } = await install(folder, false);
  // It outlives this process; the run ends it.
  spawnServer(true).unref();
  await answers(url);
  writeFileSync(`${file}.new`, url);
  renameSync(`${file}.new`, file);
  return { url, close: async () => undefined };
}

/** At the end of the run. */
export async function endSharedPostgres(folder: string): Promise<void> {
  const file = join(folder, 'data', 'postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  if (pid > 0) {
    process.kill(pid, 'SIGQUIT');
    for (let tries = 0; isAlive(pid) && tries < 200; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  rmSync(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Makes the database; `spawn` starts the server on it. */
async function install(folder: string, durable: boolean) {
  const bin = programs();
  if (!bin) throw new Error(noPostgres);
  const user = otherUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const run = { ...user, cwd: folder, stdio: 'ignore', env: { ...process.env, LC_ALL: 'C' } } as const;
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'gateway', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    run,
  );
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
  if (!durable) settings.push('fsync=off');
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  return {
    url: `postgres://gateway@127.0.0.1:${port}/postgres`,
    spawn: (detached: boolean) => spawn(join(bin, 'postgres'), args, { ...run, detached }),
  };
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (tries > 4800) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Below those that systems give to whoever asks for any: nobody is given the port of a server that is not up yet, or down. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;
/** Every process begins somewhere else, so that two do not take the same one at once. */
const APART = 16;
let tried = 0;

async function freePort(): Promise<number> {
  while (tried < PORTS) {
    const port = FIRST_PORT + ((process.pid * APART + tried++) % PORTS);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free for PostgreSQL');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
