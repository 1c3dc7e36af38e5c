import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Isolation } from '../src/host/index.js';
import { built, bundle } from './support/built.js';
import { sale, temporary, tillOf } from './support/tills.js';

const { child, plugin, folder: programs } = await built();
const setup = { file: plugin('probe'), settings: {} };

describe('what a plug-in gets of its till', () => {
  beforeAll(() => {
    process.env['TILL_SECRET'] = 'of the till';
  });
  afterAll(() => {
    delete process.env['TILL_SECRET'];
  });

  it.each<Isolation>(['process', 'worker'])('no variables but those it needs: %s', async (isolation) => {
    const { till } = await tillOf(child, { 'xx-probe': { ...setup, isolation } });
    expect(await till.call('xx-probe', 'health', {})).toMatchObject({
      extra: { secret: 'none', path: true },
    });
  });

  it.each(['path', 'http', 'program'])('what is not its own is refused and logged: %s', async (what) => {
    const { till, events } = await tillOf(child, { 'xx-probe': setup });
    expect(await till.call('xx-probe', 'sale', sale(what))).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'plugin', code: 'not-allowed' },
    });
    const logged = { kind: 'fault', fault: expect.objectContaining({ code: 'not-allowed' }) };
    expect(events).toContainEqual(expect.objectContaining(logged));
    expect(await till.call('xx-probe', 'sale', sale('next'))).toMatchObject({ outcome: 'done' });
  });
});

describe('a plug-in that falls', () => {
  it.each<Isolation>(['process', 'worker'])('is started again: %s', async (isolation) => {
    const { till, events } = await tillOf(child, { 'xx-probe': { ...setup, isolation } });
    expect(await till.call('xx-probe', 'sale', sale('exit'))).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'plugin', code: 'crashed' },
    });
    expect(await till.call('xx-probe', 'drawer', {})).toEqual({ outcome: 'done' });
    expect(events.filter(({ kind }) => kind === 'started')).toHaveLength(2);
  });

  it('runs in the till itself where its makers say so', async () => {
    const { till, events } = await tillOf(child, { 'xx-probe': { ...setup, isolation: 'none' } });
    expect(await till.call('xx-probe', 'sale', sale('k'))).toMatchObject({ document: { id: 'k' } });
    expect(events).toContainEqual(expect.not.objectContaining({ pid: expect.anything() }));
  });

  it('is left alone when it falls again and again, and the till says so', async () => {
    const limits = { startsPerMinute: 2 };
    const { till } = await tillOf(child, { 'xx-probe': { ...setup, limits } });
    await till.call('xx-probe', 'sale', sale('exit'));
    await till.call('xx-probe', 'sale', sale('exit'));
    expect(await till.call('xx-probe', 'drawer', {})).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'plugin', code: 'falls-again' },
    });
  });

  it('in a loop, while its till is killed, does not stay behind', async () => {
    const program = await bundle(
      fileURLToPath(new URL('./programs/looping-host.ts', import.meta.url)),
      join(programs, 'looping-host.mjs'),
    );
    const till = spawn(process.execPath, [program, temporary(), child, setup.file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(till.stdout, 'data');
    const pid = Number(String(said));
    expect(isAlive(pid)).toBe(true);
    till.kill('SIGKILL');
    await once(till, 'exit');
    // Without a watcher it runs for ever, and so does this.
    while (isAlive(pid)) await sleep(20);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A dead one that nobody has asked after yet (some containers have nobody who does) is called by its number, too.
    return !/\) Z /.test(existsSync('/proc/self/stat') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '');
  } catch {
    return false;
  }
}
