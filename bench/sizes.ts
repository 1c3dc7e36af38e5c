import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { npm } from '../scripts/lib.mjs';
import { table } from './table.js';
import { median } from './yardstick.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const RUNS = 9;

/** What people use today, and two packages of the same kind. */
const others = ['node-atol-wrapper', 'serialport', 'zwave-js'];

/** Packed and installed sizes, and the milliseconds of the first import, each in a process of its own. */
export async function sizes(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atol-sizes-'));
  try {
    const rows = [await row(folder, 'atol-kkt', root)];
    for (const name of others) rows.push(await row(folder, name, name));
    const head = ['', 'version', 'tarball kB', 'installed kB', 'files', 'import ms, median', 'min'];
    return `Sizes, dependencies included in "installed", and the first import:\n${table([head, ...rows])}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function row(folder: string, name: string, source: string): Promise<string[]> {
  const project = await mkdtemp(join(folder, 'project-'));
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const pack = await npm(['pack', source, '--json', '--pack-destination', project], { cwd: project });
  if (pack.code !== 0) return [name, 'SKIPPED: no registry at hand', '', '', '', '', ''];
  const { filename, version, size } = packed(pack.output);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  const install = await npm(['install', ...quiet, join(project, filename)], { cwd: project });
  if (install.code !== 0) return [name, version, kilobytes(size), 'SKIPPED: not installable', '', '', ''];
  const installed = await contents(join(project, 'node_modules'));
  const ms = await importTimes(project, name);
  const times = ms ? [median(ms).toFixed(0), Math.min(...ms).toFixed(0)] : ['does not load here', ''];
  return [name, version, kilobytes(size), kilobytes(installed.bytes), String(installed.files), ...times];
}

interface Packed {
  readonly filename: string;
  readonly version: string;
  readonly size: number;
}

/** npm 11 prints a list, later ones an object by name; a build may print lines before. */
function packed(output: string): Packed {
  const json: unknown = JSON.parse(output.slice(output.search(/^[[{]$/m), output.search(/^[\]}]$/m) + 1));
  return Object.values(json as Record<string, Packed>)[0] as Packed;
}

async function importTimes(project: string, name: string): Promise<number[] | undefined> {
  const file = join(project, 'time.mjs');
  const line = `const t = performance.now(); await import('${name}'); console.log(performance.now() - t); process.exit();`;
  await writeFile(file, line);
  const ms: number[] = [];
  for (let index = 0; index < RUNS; index++) {
    const run = await promisify(execFile)(process.execPath, [file], { cwd: project }).catch(() => undefined);
    if (!run) return undefined;
    ms.push(Number(run.stdout));
  }
  return ms;
}

async function contents(folder: string): Promise<{ bytes: number; files: number }> {
  let [bytes, files] = [0, 0];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files++;
    bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return { bytes, files };
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);
