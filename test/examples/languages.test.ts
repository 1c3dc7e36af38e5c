import { execFile, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkReceipt } from '../../src/fiscal/index.js';

const folder = fileURLToPath(new URL('../../examples/languages/', import.meta.url));
const main = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

let project: string;
let bin: string;

/** A project with the examples, whose package is the one built here, with a note of the process that emulates. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'atol-languages-'));
  bin = join(project, 'node_modules', '.bin');
  await mkdir(bin, { recursive: true });
  await cp(folder, project, { recursive: true });
  const run = `exec '${process.execPath}' '${main}' "$@"`;
  await writeFile(join(bin, 'npx'), `#!/bin/sh\n[ "$1" = atol-kkt ] || exit 9\nshift\n${run}\n`);
  await writeFile(join(bin, 'atol-kkt'), `#!/bin/sh\necho $$ > emulator.pid\n${run}\n`);
  for (const name of ['npx', 'atol-kkt']) await chmod(join(bin, name), 0o755);
});

afterAll(() => rm(project, { recursive: true }));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('examples in other languages', () => {
  const programs = { python3: 'python.py', php: 'php.php' };
  for (const [program, file] of Object.entries(programs))
    it.skipIf(!has(program))(
      `${program} starts a register, sells, looks and stops`,
      async () => {
        const { stdout } = await promisify(execFile)(program, [file], {
          cwd: project,
          env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` },
          timeout: 240_000,
        });
        expect(stdout).toMatch(/^t=\d{8}T\d{4}&s=100\.00&fn=9999\d{12}&i=3&fp=\d+&n=1\nforms: 1 2 3\n$/);
        const pid = Number(await readFile(join(project, 'emulator.pid'), 'utf8'));
        await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 240_000);
      },
      300_000,
    );

  it('share a receipt that is right today', async () => {
    const sale = JSON.parse(await readFile(join(folder, 'sale.json'), 'utf8'));
    const { problems, warnings } = checkReceipt(sale, { date: '2026-11-30' });
    expect([problems, warnings]).toEqual([[], []]);
  });

  it('wait for the same line, and name options that there are', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'help', 'emulate']);
    for (const file of ['python.py', 'php.php', 'csharp.cs', '1c.bsl', 'github-actions.yml']) {
      const text = await readFile(join(folder, file), 'utf8');
      const [command = ''] = /atol-kkt emulate [^"'>\n]*/.exec(text) ?? [];
      for (const [option] of command.matchAll(/--[a-z-]+/g)) expect(stdout, file).toContain(option);
      expect(command, file).toMatch(/--json .*--control http/);
    }
  });
});
