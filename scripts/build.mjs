// Builds dist/ with tsup, one build at a time. Without arguments it always builds; with --if-stale only when needed.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, newest, root, run, withLock } from './lib.mjs';

const dist = join(root, 'dist');
const stampFile = join(root, 'node_modules', '.build-stamp');
const inputs = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsup.config.ts'];

/** Builds JavaScript and, unless told otherwise, type declarations, which take most of the time. */
export function build({ ifStale = false, declarations = true } = {}) {
  return withLock('.build.lock', async () => {
    if (ifStale && isFresh(declarations)) return;
    if (ifStale) process.stderr.write('Building...\n');
    const time = newestInput();
    rmSync(stampFile, { force: true });
    rmSync(dist, { recursive: true, force: true });
    const tsup = join(root, 'node_modules', 'tsup', 'dist', 'cli-default.js');
    const { code, output } = await run(process.execPath, [
      tsup,
      '--silent',
      ...(declarations ? [] : ['--no-dts']),
    ]);
    if (code !== 0) throw new Error(`tsup failed with exit code ${code}\n${output}`);
    writeFileSync(stampFile, JSON.stringify({ time, declarations }));
  });
}

/** The stamp is written after a complete build; an interrupted one leaves none. */
function isFresh(declarations) {
  if (!existsSync(stampFile) || !existsSync(join(dist, 'cli.js'))) return false;
  const built = JSON.parse(readFileSync(stampFile, 'utf8'));
  return built.time >= newestInput() && (built.declarations || !declarations);
}

function newestInput() {
  return Math.max(...inputs.map((name) => newest(join(root, name))));
}

if (isMain(import.meta.url)) {
  await build({ ifStale: process.argv.includes('--if-stale') }).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
