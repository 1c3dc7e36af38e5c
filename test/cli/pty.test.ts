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
    if (child.exitCode !== null) continue;
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
    const operator = spawnAtol(['ofd', '--listen', 'tcp://127.0.0.1:0', '--json']);
    children.push(operator);
    if (operator.stdout === null) throw new Error('no output');
    const arrived: number[] = [];
    const said = createInterface(operator.stdout)[Symbol.asyncIterator]();
    const { listening: ofd } = JSON.parse(String((await said.next()).value)) as { listening: string };
    const { url } = await emulate('--listen', 'pty', '--link', 'p5', '--ofd', ofd, '--ofd-through', 'host');
    expect(url).toMatch(/^serial:/);
    await using till = await connect(url, { ofd: 'host' });
    await till.openShift();
    for (let receipts = 0; receipts < 12; receipts++) await till.issue(yardstick);
    await till.closeShift();
    while (arrived.length < 15) {
      const { value, done: over } = await said.next();
      if (over) throw new Error('atol ofd ended');
      const { documentNumber } = JSON.parse(String(value)) as { documentNumber?: number };
      if (documentNumber !== undefined) arrived.push(documentNumber);
    }
    expect(arrived).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
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
