import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/index.js';
import { hasSocat } from '../support/pty-cable.js';
import { yardstick } from '../support/receipts.js';
import { atol, ended, spawnAtol } from './cli.js';

const folder = mkdtempSync(join(tmpdir(), 'atol-cli-pty-'));
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const end = ended(child);
    child.kill();
    await end;
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The URL that the emulator announces. */
async function emulate(...words: string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = spawnAtol(['emulate', '--latency', '0', ...words]);
  children.push(child);
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) {
    const url = /^listening (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, child };
  }
  throw new Error('the emulator said nothing');
}

/** The operator as a process, and the numbers of the documents that arrived there. */
async function operator() {
  const child = spawnAtol(['ofd', '--listen', 'tcp://127.0.0.1:0', '--json']);
  children.push(child);
  if (child.stdout === null) throw new Error('no output');
  const said = createInterface(child.stdout)[Symbol.asyncIterator]();
  const { listening: ofd } = JSON.parse(String((await said.next()).value)) as { listening: string };
  // One whose ticket was lost with its way comes again.
  const arrived = new Set<number>();
  const arrive = async (count: number): Promise<readonly number[]> => {
    while (arrived.size < count) {
      const { value, done: over } = await said.next();
      if (over) throw new Error('atol ofd ended');
      const { documentNumber } = JSON.parse(String(value)) as { documentNumber?: number };
      if (documentNumber !== undefined) arrived.add(documentNumber);
    }
    return [...arrived];
  };
  return { ofd, arrive };
}

async function done(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await atol(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe.runIf(hasSocat)('atol over a pty (needs socat)', () => {
  it.each(['any', 'v2'])('sells on the port that atol emulate --listen pty prints, link %s', async (link) => {
    const { url, child } = await emulate('--listen', 'pty', '--link', link);
    expect(url).toMatch(/^serial:\/\/\/dev\//);
    expect(await done('status', url)).toMatch(new RegExp(`Связь +протокол ${link === 'v2' ? 'v2' : 'v3'}`));
    await done('shift', 'open', url);
    await done('cash', 'in', url, '100');
    expect(await done('register', url, 'cashSum')).toContain('100.00');
    await done('shift', 'close', url);
    const end = ended(child);
    child.kill('SIGTERM');
    expect((await end).code).toBe(0);
    expect((await atol(['status', url])).code).not.toBe(0);
  });

  it('carries documents of a register on a pty, without a network of its own, to atol ofd', async () => {
    const { ofd, arrive } = await operator();
    const { url } = await emulate('--listen', 'pty', '--link', 'p5', '--ofd', ofd, '--ofd-through', 'host');
    expect(url).toMatch(/^serial:/);
    await using till = await connect(url, { ofd: 'host' });
    await till.openShift();
    for (let receipts = 0; receipts < 12; receipts++) await till.issue(yardstick);
    await till.closeShift();
    expect(await arrive(15)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  });

  it('carries them by atol ofd-proxy, also by the one after a proxy that was killed', async () => {
    const { ofd, arrive } = await operator();
    const { url } = await emulate('--listen', 'pty', '--link', 'p5', '--ofd', ofd, '--ofd-through', 'host');
    const proxy = (): ChildProcess => {
      const child = spawnAtol(['ofd-proxy', url, '--json']);
      children.push(child);
      return child;
    };
    const first = proxy();
    expect(await arrive(1)).toEqual([1]);
    const killed = ended(first);
    first.kill('SIGKILL');
    await killed;
    await done('shift', 'open', url);
    const second = proxy();
    const end = ended(second);
    expect(await arrive(2)).toEqual([1, 2]);
    second.kill('SIGTERM');
    const { code, stdout, stderr } = await end;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const told = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; by?: string });
    expect(told.slice(0, 3).map(({ type }) => type)).toEqual(['ready', 'connecting', 'connected']);
    await done('shift', 'close', url);
  });

  it('has the name that was asked for', async () => {
    const link = join(folder, 'kkt');
    const { url } = await emulate('--listen', `pty:${link}`);
    expect(url).toBe(`serial://${link}`);
    expect(await done('discover', '--serial', link)).toMatch(/Найдено касс: 1/);
  });
});

it('atol emulate --listen pty without socat says what to install', async () => {
  const { code, stderr } = await ended(spawnAtol(['emulate', '--listen', 'pty'], { PATH: folder }));
  expect(code).not.toBe(0);
  expect(stderr).toContain('apt install socat');
});
