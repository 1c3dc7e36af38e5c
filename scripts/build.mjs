// Builds dist/ with tsup, one build at a time. `npm run build` makes everything; the demo needs no type declarations.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, newest, root, run, withLock } from './lib.mjs';

const dist = join(root, 'dist');
const stampFile = join(root, 'node_modules', '.build-stamp');
const inputs = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsup.config.ts'];

/** Builds JavaScript and type declarations. */
export function build() {
  return withLock('.build.lock', () => tsup({ declarations: true }));
}

/** Builds JavaScript alone, and only if the sources are newer than the last build. */
export function buildIfStale() {
  return withLock('.build.lock', async () => {
    if (existsSync(join(dist, 'cli.js')) && Number(readStamp()) >= newestInput()) return;
    process.stderr.write('Building...\n');
    await tsup({ declarations: false });
  });
}

async function tsup({ declarations }) {
  const started = newestInput();
  rmSync(stampFile, { force: true });
  rmSync(dist, { recursive: true, force: true });
  const cli = join(root, 'node_modules', 'tsup', 'dist', 'cli-default.js');
  const { code, output } = await run(process.execPath, [cli, ...(declarations ? [] : ['--no-dts']), '--silent']);
  if (code !== 0) throw new Error(`tsup failed with exit code ${code}\n${output}`);
  writeFileSync(stampFile, String(started));
}

function newestInput() {
  return Math.max(...inputs.map((name) => newest(join(root, name))));
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '0';
}

if (isMain(import.meta.url)) {
  await build().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
