// Builds dist/ of every package, one build at a time. Without arguments always all of them; --if-stale only what is needed.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMain, newest, root, withLock } from './lib.mjs';
import { workspaces } from './workspaces.mjs';

const stampFolder = join(root, 'node_modules', '.build');
const common = [
  'package-lock.json',
  'tsconfig.json',
  'scripts/build',
  'scripts/build.mjs',
  'scripts/workspaces.mjs',
];

/**
 * Builds JavaScript and, unless told otherwise, type declarations, which take most of the time; of the package in `folder`, or
 * of all of them. The declarations of packages read those of the driver, which is built first.
 */
export function build({ ifStale = false, declarations = true, folder } = {}) {
  return withLock('.build.lock', async () => {
    const wanted = workspaces().filter((one) => folder === undefined || [root, folder].includes(one.folder));
    for (const workspace of wanted) await buildOne(workspace, { ifStale, declarations });
  });
}

/** Beside dist, which is exchanged at once when all is made: programs that run from it find every file meanwhile. */
async function buildOne(workspace, { ifStale, declarations }) {
  const dist = join(workspace.folder, 'dist');
  const stampFile = join(stampFolder, `${workspace.name}.json`);
  if (ifStale && isFresh(workspace, stampFile, declarations)) return;
  if (ifStale) process.stderr.write(`Building ${workspace.name}...\n`);
  const time = newestInput(workspace);
  mkdirSync(stampFolder, { recursive: true });
  const [made, former] = ['made', 'former'].map((kind) => join(stampFolder, `${workspace.name}-${kind}`));
  for (const left of [made, former]) rmSync(left, { recursive: true, force: true });
  // Loaded only now: `npm run demo` of a fresh clone installs them first.
  const { buildJavaScript } = await import('./build/javascript.mjs');
  await buildJavaScript(workspace, made);
  if (declarations) await (await import('./build/declarations.mjs')).buildDeclarations(workspace, made);
  rmSync(stampFile, { force: true });
  if (existsSync(dist)) renameSync(dist, former);
  renameSync(made, dist);
  writeFileSync(stampFile, JSON.stringify({ time, declarations }));
  rmSync(former, { recursive: true, force: true });
}

/** The stamp is written after a complete build; an interrupted one leaves none. */
function isFresh(workspace, stampFile, declarations) {
  if (!existsSync(stampFile) || !existsSync(join(workspace.folder, 'dist'))) return false;
  const built = JSON.parse(readFileSync(stampFile, 'utf8'));
  return built.time >= newestInput(workspace) && (built.declarations || !declarations);
}

function newestInput({ folder }) {
  const own = ['src', 'package.json'].map((name) => join(folder, name));
  return Math.max(...[...own, ...common.map((name) => join(root, name))].map(newest));
}

if (isMain(import.meta.url)) {
  const [folder] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  await build({
    ifStale: process.argv.includes('--if-stale'),
    declarations: !process.argv.includes('--no-declarations'),
    folder: folder && resolve(folder),
  }).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
