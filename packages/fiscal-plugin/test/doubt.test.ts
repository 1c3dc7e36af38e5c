import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { GivenKeys } from '../src/host/run/given.js';
import { built, bundle } from './support/built.js';
import { sale, type TestTill, temporary, tillOf } from './support/tills.js';

const { child, plugin, folder: programs } = await built();
const HOUR = { limits: { startsPerMinute: 1000 } };

/** A plug-in in a file of the test's own, so that it can be spoiled and made whole again. */
function breakable(): { file: string; spoil(): void; mend(): void } {
  const file = join(temporary(), 'index.mjs');
  const mend = () => copyFileSync(plugin('good'), file);
  mend();
  return { file, mend, spoil: () => writeFileSync(file, 'throw new Error("half a file");') };
}

/** Waits until the plug-in is in the middle of the sale. */
async function begun({ events }: TestTill): Promise<void> {
  while (!events.some((event) => event.kind === 'event' && event.name === 'progress')) {
    await new Promise((soon) => setTimeout(soon, 2));
  }
}

/** Kills the plug-in's process; resolves when the till has heard of it. */
async function kill({ events }: TestTill): Promise<void> {
  const stops = () => events.filter(({ kind }) => kind === 'stopped').length;
  const before = stops();
  const started = events.filter((event) => event.kind === 'started').at(-1);
  process.kill(Number(started?.pid), 'SIGKILL');
  while (stops() === before) await new Promise((soon) => setTimeout(soon, 2));
}

const documents = (folder: string) => {
  const file = join(folder, 'storage', 'xx-good', 'documents');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

describe('a key that was given to a plug-in is refused by nobody but the plug-in', () => {
  it('while the plug-in that died with it does not start again', async () => {
    const { file, spoil, mend } = breakable();
    const setup = { 'xx-good': { ...HOUR, file, settings: { device: 'slow' } } };
    const opened = await tillOf(child, setup);
    const selling = opened.till.call('xx-good', 'sale', sale('k'));
    await begun(opened);
    spoil();
    await kill(opened);
    const crashed = { outcome: 'unknown', fault: { whose: 'plugin', code: 'crashed' } };
    expect(await selling).toMatchObject(crashed);
    const unknown = { outcome: 'unknown', fault: { whose: 'plugin', code: 'load-failed' } };
    expect(await opened.till.call('xx-good', 'sale', sale('k'))).toMatchObject(unknown);
    expect(await opened.till.call('xx-good', 'resolve', { key: 'k' })).toMatchObject(unknown);
    // A key that nobody was ever given made no document for certain.
    const fresh = await opened.till.call('xx-good', 'sale', sale('fresh'));
    expect(fresh).toMatchObject({ outcome: 'refused', fault: { code: 'load-failed' } });
    mend();
    expect(await opened.till.call('xx-good', 'resolve', { key: 'k' })).toMatchObject({ outcome: 'refused' });
    expect(await opened.till.call('xx-good', 'sale', sale('k'))).toMatchObject({ document: { id: '1' } });
    expect(documents(opened.folder)).toHaveLength(1);
  });

  it('when the till itself was killed, and its next life cannot start the plug-in', async () => {
    const { file, spoil, mend } = breakable();
    const program = await bundle(
      fileURLToPath(new URL('./programs/crashing-host.ts', import.meta.url)),
      join(programs, 'crashing-host.mjs'),
    );
    const folder = temporary();
    const first = spawn(process.execPath, [program, folder, child, file, 'k'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(first.stdout, 'data');
    first.kill('SIGKILL');
    await once(first, 'exit');
    spoil();
    const setup = { 'xx-good': { ...HOUR, file, settings: { device: 'ok' } } };
    const next = await tillOf(child, setup, { folder });
    expect(await next.till.call('xx-good', 'sale', sale('k'))).toMatchObject({ outcome: 'unknown' });
    expect(await next.till.call('xx-good', 'sale', sale('fresh'))).toMatchObject({ outcome: 'refused' });
    mend();
    expect(await next.till.call('xx-good', 'resolve', { key: 'k' })).toMatchObject({ outcome: 'refused' });
    expect(await next.till.call('xx-good', 'sale', sale('k'))).toMatchObject({ document: { id: '1' } });
    expect(documents(folder)).toHaveLength(1);
  });

  it('when the till is closed in the middle, and after that', async () => {
    const setup = { 'xx-good': { file: plugin('good'), settings: { device: 'slow' } } };
    const opened = await tillOf(child, setup);
    const selling = opened.till.call('xx-good', 'sale', sale('k'));
    await begun(opened);
    await opened.till.close();
    expect(await selling).toMatchObject({ outcome: 'unknown' });
    const closed = { fault: { whose: 'till', code: 'closed' } };
    for (const again of [
      await opened.till.call('xx-good', 'sale', sale('k')),
      await opened.till.call('xx-good', 'resolve', { key: 'k' }),
    ]) {
      expect(again).toMatchObject({ outcome: 'unknown', ...closed });
    }
    expect(await opened.till.call('xx-good', 'sale', sale('fresh'))).toMatchObject({
      outcome: 'refused',
      ...closed,
    });
  });

  it('when a document is there and the next message with its key is wrong, or the plug-in is gone', async () => {
    const { file, spoil } = breakable();
    const opened = await tillOf(child, { 'xx-good': { ...HOUR, file, settings: { device: 'ok' } } });
    const done = await opened.till.call('xx-good', 'sale', sale('k'));
    expect(done).toMatchObject({ outcome: 'done', document: { id: '1' } });
    const wrong = { ...sale('k'), payments: [] };
    expect(await opened.till.call('xx-good', 'sale', wrong)).toEqual(done);
    expect(await opened.till.call('xx-good', 'sale', { ...wrong, key: 'fresh' })).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'request', code: 'bad-request' },
    });
    spoil();
    await kill(opened);
    expect(await opened.till.call('xx-good', 'sale', sale('k'))).toMatchObject({ outcome: 'unknown' });
  });

  it('until the plug-in has refused it: then it is as new', async () => {
    const { file, spoil } = breakable();
    const opened = await tillOf(child, { 'xx-good': { ...HOUR, file, settings: { device: 'off' } } });
    const off = { outcome: 'refused', fault: { whose: 'device', code: 'no-device' } };
    expect(await opened.till.call('xx-good', 'sale', sale('k'))).toMatchObject(off);
    spoil();
    await kill(opened);
    expect(await opened.till.call('xx-good', 'sale', sale('k'))).toMatchObject({ outcome: 'refused' });
  });

  it('and is asked after once more where the plug-in falls while it looks', async () => {
    const setup = { 'xx-good': { file: plugin('good'), settings: { device: 'ok' } } };
    const opened = await tillOf(child, setup);
    const done = await opened.till.call('xx-good', 'sale', sale('k'));
    const started = opened.events.filter((event) => event.kind === 'started').at(-1);
    // Dead, and the till has not heard of it yet.
    process.kill(Number(started?.pid), 'SIGKILL');
    expect(await opened.till.call('xx-good', 'resolve', { key: 'k' })).toEqual(done);
  });

  it('when it is asked after while its sale still runs', async () => {
    const setup = { 'xx-good': { file: plugin('good'), settings: { device: 'slow' } } };
    const opened = await tillOf(child, setup);
    const selling = opened.till.call('xx-good', 'sale', sale('k'));
    await begun(opened);
    expect(await opened.till.call('xx-good', 'resolve', { key: 'k' })).toEqual(await selling);
  });

  it('and goes nowhere while the disk takes no keys', async () => {
    const folder = temporary();
    // A file where the folder of the keys should be.
    mkdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, 'keys', 'xx-good'), '');
    const setup = { 'xx-good': { file: plugin('good'), settings: { device: 'ok' } } };
    const opened = await tillOf(child, setup, { folder });
    const outcome = await opened.till.call('xx-good', 'sale', sale('k'));
    // Nobody can tell what was given before, so nobody calls it refused; and the plug-in made nothing.
    expect(outcome).toMatchObject({ fault: { whose: 'till', code: 'not-kept' } });
    expect(documents(folder)).toEqual([]);
  });
});

describe('the keys on the disk', () => {
  it('outlive a torn line, and two files', async () => {
    const folder = temporary();
    const first = new GivenKeys(folder);
    await first.give('a');
    await first.give('б "quoted"\n');
    writeFileSync(join(folder, 'keys.log'), `${readFileSync(join(folder, 'keys.log'), 'utf8')}{"giv`);
    const second = new GivenKeys(folder);
    await second.give('c');
    await second.refused('a');
    const third = new GivenKeys(folder);
    expect(await Promise.all(['a', 'б "quoted"\n', 'c', 'd'].map((key) => third.has(key)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    writeFileSync(join(folder, 'keys.log'), `${' '.repeat(9 * 1024 * 1024)}\n{"given":"old"}\n`);
    const fourth = new GivenKeys(folder);
    await fourth.give('new');
    expect(existsSync(join(folder, 'keys.1.log'))).toBe(true);
    const fifth = new GivenKeys(folder);
    expect([await fifth.has('old'), await fifth.has('new')]).toEqual([true, true]);
    await fifth.refused('old');
    expect(await new GivenKeys(folder).has('old')).toBe(false);
  });
});
