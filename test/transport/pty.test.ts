import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenPty } from '../../src/transport/pty.js';
import type { PtyListener } from '../../src/transport/pty-listener.js';
import { serial } from '../../src/transport/serial.js';
import type { Connection } from '../../src/transport/transport.js';
import { hasSocat } from '../support/pty-cable.js';
import { endOf, readBytes } from './contract.js';

const folder = mkdtempSync(join(tmpdir(), 'atol-pty-'));
const listeners: PtyListener[] = [];

beforeEach(() => {
  mkdirSync(folder, { recursive: true });
});

afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function listen(link?: string): Promise<{ listener: PtyListener; connection: Connection }> {
  const connections: Connection[] = [];
  const listener = await listenPty({ link }, (connection) => connections.push(connection));
  listeners.push(listener);
  expect(connections).toHaveLength(1);
  return { listener, connection: connections[0] as Connection };
}

async function echo(connection: Connection): Promise<void> {
  for await (const chunk of connection) await connection.write(chunk);
}

it('a virtual port without socat says what to install', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    await expect(listenPty({}, () => undefined)).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECT_FAILED',
      message: expect.stringContaining('apt install socat'),
    });
  } finally {
    process.env['PATH'] = path;
  }
});

describe.runIf(hasSocat)('virtual port (needs socat)', () => {
  it('is one line for hosts that come and go', async () => {
    const { listener, connection } = await listen();
    void echo(connection);
    expect(listener.path).toMatch(/^\/dev\//);
    for (let round = 1; round <= 3; round++) {
      const host = await serial({ path: listener.path }).connect();
      const all = Uint8Array.from({ length: 256 }, (_, byte) => (byte * round) & 0xff);
      await host.write(all);
      expect(await readBytes(host, all.length)).toEqual(all);
      await host.close();
    }
  });

  it('can have a name, also one with characters that socat uses', async () => {
    const link = join(folder, 'kkt:1,a!b');
    const { listener, connection } = await listen(link);
    void echo(connection);
    expect(listener.path).toBe(link);
    const host = await serial({ path: link }).connect();
    await host.write(Uint8Array.of(1, 2));
    expect(await readBytes(host, 2)).toEqual(Uint8Array.of(1, 2));
    await host.close();
  });

  it('is refused under a name that is taken or impossible', async () => {
    const taken = join(folder, 'taken');
    writeFileSync(taken, 'mine');
    for (const link of [taken, join(folder, 'no', 'folder')]) {
      await expect(listenPty({ link }, () => undefined)).rejects.toMatchObject({
        code: 'CONNECT_FAILED',
        message: expect.stringContaining(link),
      });
    }
    expect(readFileSync(taken, 'utf8')).toBe('mine');
  });

  it('takes over a name that a process left behind when it was killed', async () => {
    const link = join(folder, 'stale');
    symlinkSync('/dev/pts/no-such-pty', link);
    const { connection } = await listen(link);
    void echo(connection);
    const host = await serial({ path: link }).connect();
    await host.write(Uint8Array.of(1));
    expect(await readBytes(host, 1)).toEqual(Uint8Array.of(1));
    await host.close();
  });

  it('ends for both sides when it is closed', async () => {
    const { listener, connection } = await listen();
    const host = await serial({ path: listener.path }).connect();
    const [ours, theirs] = [endOf(connection), endOf(host)];
    await listener.close();
    expect(await ours).toBeUndefined();
    expect(await theirs).toMatchObject({ code: 'LOST' });
    await expect(connection.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(serial({ path: listener.path }).connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    await host.close();
  });
});
