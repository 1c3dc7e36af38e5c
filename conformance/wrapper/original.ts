import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/lib.mjs';
import { Emulator } from '../../src/emulator/index.js';
import type { Checks } from '../checks.js';
import type { LibraryFiles } from '../driver/library.js';

export interface OriginalOptions {
  readonly files: LibraryFiles;
  readonly checks: Checks;
  readonly name: string;
  /** Writes what the original says to `test/golden/wrapper`. */
  readonly record: boolean;
}

/**
 * The programs of `test/wrapper` that were recorded with the original package, run with it again. It needs its native part, which
 * the installation of this suite leaves out; whoever has built it (`npm rebuild node-atol-wrapper`) has it compared.
 */
export async function runOnOriginal({ files, checks, name, record }: OriginalOptions): Promise<void> {
  const original = join(dirname(files.requireFrom), 'node_modules', 'node-atol-wrapper');
  if (!existsSync(join(original, 'build', 'Release', 'node_atol_wrapper.node'))) {
    checks.skip(`${name}: recorded programs on the original`, 'its native part is not built');
    return;
  }
  const group = checks.group(name);
  const folder = await mkdtemp(join(tmpdir(), 'atol-original-'));
  try {
    const own = join(folder, 'node_modules', 'atol-kkt');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'index.cjs'), `module.exports = require(${JSON.stringify(original)});\n`);
    await writeFile(
      join(own, 'package.json'),
      JSON.stringify({ name: 'atol-kkt', exports: { './wrapper': './index.cjs' } }),
    );
    for (const program of ['calls', 'endings'])
      await group.check(`${program}.mjs says what was recorded`, async () => {
        await copyFile(join(root, 'test/wrapper/programs', `${program}.mjs`), join(folder, `${program}.mjs`));
        await using emulator = new Emulator({ latency: 0 });
        const { port } = await emulator.listen();
        const { stdout } = await promisify(execFile)(
          process.execPath,
          [join(folder, `${program}.mjs`), String(port)],
          { timeout: 120_000, env: { ...process.env, HOME: folder, TZ: 'UTC' } },
        );
        const golden = join(root, 'test/golden/wrapper', `${program}.json`);
        const said = JSON.parse(stdout) as Record<string, unknown>;
        if (record) await writeFile(golden, `${JSON.stringify(said, null, 2)}\n`);
        const recorded = JSON.parse(await readFile(golden, 'utf8')) as Record<string, unknown>;
        assert.deepEqual(Object.keys(said), Object.keys(recorded));
        for (const [key, value] of Object.entries(said))
          if (![value, recorded[key]].some(crashed)) assert.deepEqual(value, recorded[key], key);
      });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** With a connection left open the original ends by a crash now and then. */
function crashed(said: unknown): boolean {
  return Array.isArray(said) && String(said[0]).startsWith('SIG');
}
