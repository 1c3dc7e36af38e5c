import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { installed } from './installed.js';

// Recorded with node-atol-wrapper 0.0.20 in the place of ours: see test/golden/README.md.
describe('a program written for node-atol-wrapper is told what the original tells it', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await installed();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function run(name: string): Promise<Record<string, unknown>> {
    await using emulator = new Emulator({ latency: 0 });
    const { port } = await emulator.listen();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(folder, `${name}.mjs`), String(port)],
      { timeout: 240_000, env: { ...process.env, TZ: 'UTC' } },
    );
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  const recorded = (name: string) =>
    JSON.parse(readFileSync(`test/golden/wrapper/${name}.json`, 'utf8')) as Record<string, unknown>;

  it('by settings, arguments, states and objects', async () => {
    const seen = await run('calls');
    expect(Object.keys(seen).length).toBeGreaterThan(500);
    expect(seen).toEqual(recorded('calls'));
  });

  it('in callbacks, and by the way it ends', async () => {
    expect(await run('endings')).toEqual({
      ...recorded('endings'),
      // Where the original crashes.
      'ended before a callback': [4, ''],
      'thrown in a callback': [0, '["uncaught","mine"]'],
    });
  });
});
