// Shared by the scripts of this folder. Node only: it runs before anything is installed.
import { spawn } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A lock that nobody refreshed for this long belonged to a process that was killed. */
const STALE_LOCK_MS = 15_000;

/** Whether the module with this `import.meta.url` is the program itself; the checkout may be reached by a link. */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/** Runs a program and resolves with its exit code (1 if a signal ended it) and its collected output. */
export function run(command, args, { cwd = root, env = process.env, inherit = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs npm without a shell, so that spaces in paths are safe on every platform. */
export function npm(args, options = {}) {
  const cli = process.env['npm_execpath'];
  if (cli && basename(cli) === 'npm-cli.js') return run(process.execPath, [cli, ...args], options);
  if (process.platform !== 'win32') return run('npm', args, options);
  const bundled = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return run(process.execPath, [bundled, ...args], options);
}

/** Holds the lock file `name` of the project while `work` runs; others wait for their turn. */
export async function withLock(name, work) {
  const lock = join(root, name);
  while (!create(lock)) {
    await sleep(200);
    if (age(lock) > STALE_LOCK_MS) removeStale(lock);
  }
  const refresh = setInterval(() => keep(lock), 1000);
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    rmSync(lock, { force: true });
  }
}

function create(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function keep(lock) {
  try {
    utimesSync(lock, new Date(), new Date());
  } catch (error) {
    // This process stood still for so long that somebody took the lock for a dead one's.
    if (error.code !== 'ENOENT') throw error;
  }
}

/** The folder makes the removal exclusive: two waiters must not remove each other's fresh lock. */
function removeStale(lock) {
  const guard = `${lock}.steal`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (age(guard) > STALE_LOCK_MS) rmSync(guard, { recursive: true, force: true });
    return;
  }
  if (age(lock) > STALE_LOCK_MS) rmSync(lock, { force: true });
  rmdirSync(guard);
}

/** Milliseconds since the last change, or 0 when the file is not there. */
function age(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? Date.now() - stat.mtimeMs : 0;
}

/** The newest change under a path in ms; folders count, so a deleted file is a change too. */
export function newest(path) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), stat.mtimeMs);
}
