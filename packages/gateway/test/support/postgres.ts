import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
  const bin = programs();
  if (!bin) throw new Error(noPostgres);
  const folder = mkdtempSync(join(tmpdir(), 'gateway-pg-'));
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
  const url = `postgres://gateway@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
    if (!durable) settings.push('fsync=off');
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
    server = spawn(join(bin, 'postgres'), args, run);
    await answers(url);
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
    url,
    start,
    stop,
    async close() {
      await stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
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
      if (tries > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
