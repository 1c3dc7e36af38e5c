/** Strangers in front of `atol-gateway dev`: whatever they send, receipts of others get in and nothing of theirs does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { textTable } from '../../src/cli/table.js';
import { openSqlite } from '../../src/store/index.js';
import { badBodies, rawCall, smuggling, statusesOf } from '../../test/support/hostile.js';
import { envelope, sale } from '../../test/support/online.js';
import { pause } from './ground.js';

const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 10_000);
/** Longest memory of the gateway through all of it, MB. */
const MEMORY = 600;

interface Found {
  readonly name: string;
  readonly what: string;
  readonly good: boolean;
}

export async function hostileStrangers(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-hostile-'));
  const db = join(folder, 'gateway.db');
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const args = ['dev', '--json', '--rate', '0', '--port', '0', '--db', db, '--log', 'warn'];
  const server = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const logged: string[] = [];
  createInterface({ input: server.stderr }).on('line', (line) => logged.push(line));
  const lines = createInterface({ input: server.stdout });
  const [first] = (await once(lines, 'line')) as [string];
  lines.on('line', () => undefined);
  const access = JSON.parse(first) as Record<'api' | 'group_code' | 'login' | 'password', string>;
  const port = Number(new URL(access.api).port);
  const entry = await post(`${access.api}getToken`, { login: access.login, pass: access.password });
  const { token } = entry as { token: string };

  // Somebody honest, all the time.
  const accepted: string[] = [];
  let refused = 0;
  let longest = 0;
  let busy = true;
  const honest = (async () => {
    for (let n = 0; busy; n++) {
      const id = `honest-${n}`;
      const began = performance.now();
      const answer = await post(
        `${access.api}${access.group_code}/sell`,
        envelope({ receipt: sale() }, id),
        token,
      ).catch(() => undefined);
      longest = Math.max(longest, performance.now() - began);
      if (answer && 'status' in answer && answer['status'] === 'wait') accepted.push(id);
      else refused++;
      await pause(50);
    }
  })();

  const found: Found[] = [];
  const tell = (name: string, what: string, good: boolean): void => {
    process.stderr.write(`  ${name}: ${what}\n`);
    found.push({ name, what, good });
  };

  const hidden: string[] = [];
  let through = 0;
  const hide = (name: string): string => {
    hidden.push(name);
    return name;
  };
  for (const [, bytes] of smuggling(access.group_code, token, hide)) {
    through += statusesOf(await rawCall(port, bytes, 2000)).filter((status) => status === 200).length;
  }
  tell('requests that are read in two ways', `${hidden.length} sent, ${through} let in`, through === 0);

  let told = 0;
  const bodies = badBodies(access.group_code, token);
  for (const [, bytes] of bodies) if (statusesOf(await rawCall(port, bytes, 20_000))[0] === 400) told++;
  tell(
    'bodies that are no receipts',
    `${bodies.length} sent, ${told} refused by 400`,
    told === bodies.length,
  );

  const endless = await flood(port, token);
  tell('a body without end', `closed after ${(endless / 1e6).toFixed(1)} MB`, endless < 64e6);

  const header = `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(1_000_000)}\r\n\r\n`;
  const large = statusesOf(await rawCall(port, header, 5000));
  tell('a header of a megabyte', `answered ${large.join() || 'by closing'}`, !large.includes(200));

  const [slowHeads, slowBodies] = await Promise.all([
    trickle(port, 200, 'GET /healthz HTTP/1.1\r\n', 'X: y\r\n'),
    trickle(
      port,
      200,
      `POST /possystem/v4/x/sell HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n`,
      ' ',
    ),
  ]);
  tell('200 slow headers', `the last one closed after ${slowHeads.toFixed(0)} s`, slowHeads < 30);
  tell('200 slow bodies', `the last one closed after ${slowBodies.toFixed(0)} s`, slowBodies < 60);

  const guesses: number[] = [];
  const guessing = performance.now();
  await Promise.all(
    Array.from({ length: 300 }, async (_, n) => {
      const answer = await post(`${access.api}getToken`, { login: access.login, pass: `guess ${n}` });
      guesses.push((answer as { error: { code: number } }).error.code);
    }),
  );
  const tried = guesses.filter((code) => code === 12).length;
  const seconds = (performance.now() - guessing) / 1000;
  tell(
    '300 passwords at once',
    `${tried} looked at, others refused, in ${seconds.toFixed(1)} s`,
    tried <= 10,
  );

  const sockets: (Socket | undefined)[] = [];
  // Not more at once than wait for being accepted: others would be open on this side only, for ever.
  while (sockets.length < CONNECTIONS) {
    sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => opened(port)))));
    await pause(20);
  }
  const open = sockets.filter((socket) => socket !== undefined).length;
  tell('connections that say nothing', `${open} of ${CONNECTIONS} opened`, true);
  const began = performance.now();
  await Promise.all(sockets.map((socket) => socket && !socket.destroyed && once(socket, 'close')));
  const after = (performance.now() - began) / 1000;
  tell('the same', `all closed by the gateway after ${after.toFixed(0)} s`, after < 60);

  busy = false;
  await honest;
  const memory =
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1000;
  tell('memory', `never above ${memory.toFixed(0)} MB`, memory < MEMORY);
  tell('log', `${logged.length} lines`, logged.length > 0 && logged.length < 5000);
  server.kill('SIGKILL');
  await once(server, 'exit');
  const store = await openSqlite(db);
  let lost = 0;
  for (const id of accepted) if (!(await store.jobs.byExternalId(access.group_code, id))) lost++;
  let smuggled = 0;
  for (const id of hidden) if (await store.jobs.byExternalId(access.group_code, id)) smuggled++;
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(`${db}.registers`, { recursive: true, force: true });
  tell(
    'receipts of others',
    `${accepted.length} accepted, ${refused} not, ${lost} lost; longest answer ${longest.toFixed(0)} ms`,
    lost === 0,
  );
  tell('receipts of strangers', `${smuggled} in the queue`, smuggled === 0);
  console.log(
    textTable(
      ['what', 'came of it', ''],
      found.map(({ name, what, good }) => [name, what, good ? 'good' : 'BAD']),
    ),
  );
  return found.every(({ good }) => good);
}

async function post(url: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { token }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  return (await response.json()) as Record<string, unknown>;
}

/** Sends a body in chunks until the other side has had enough. Bytes that it took. */
function flood(port: number, token: string): Promise<number> {
  return new Promise((resolve) => {
    let sent = 0;
    const part = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 0x20), Buffer.from('\r\n')]);
    const socket = connect(port, '127.0.0.1', () => {
      const head = [
        'POST /possystem/v4/dev/sell HTTP/1.1',
        'Host: a',
        `Token: ${token}`,
        'Transfer-Encoding: chunked',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      more();
    });
    const more = (): void => {
      if (socket.destroyed || sent > 256e6) return void socket.destroy();
      sent += part.length;
      if (socket.write(part)) setImmediate(more);
      else socket.once('drain', more);
    };
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(sent));
  });
}

/** So many connections that go on by a few bytes a second. Seconds until the last one is closed. */
async function trickle(port: number, count: number, begin: string, more: string): Promise<number> {
  const began = performance.now();
  const sockets = (await Promise.all(Array.from({ length: count }, () => opened(port)))).filter(
    (socket) => socket !== undefined,
  );
  for (const socket of sockets) {
    socket.write(begin);
    const timer = setInterval(() => socket.writable && socket.write(more), 1000);
    socket.on('close', () => clearInterval(timer));
  }
  await Promise.all(sockets.map((socket) => !socket.destroyed && once(socket, 'close')));
  return (performance.now() - began) / 1000;
}

function opened(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('data', () => undefined);
    socket.on('error', () => resolve(undefined));
    socket.once('connect', () => resolve(socket));
  });
}
