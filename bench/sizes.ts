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
const RUNS = 15;

/** What people use today, and two packages of the same kind. */
const others = ['node-atol-wrapper', 'serialport', 'zwave-js'];

/** Packed and installed sizes, and the milliseconds of the first import and the first `require`, each in a process of its own. */
export async function sizes(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atol-sizes-'));
  try {
    const rows = [await row(folder, 'atol-kkt', root)];
    for (const name of others) rows.push(await row(folder, name, name));
    const times = ['import ms, median', 'min', 'require ms, median', 'min'];
    const head = ['', 'version', 'tarball kB', 'installed kB', 'files', ...times];
    return `Sizes, dependencies included in "installed", and the first import:\n${table([head, ...rows])}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function row(folder: string, name: string, source: string): Promise<string[]> {
  const project = await mkdtemp(join(folder, 'project-'));
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const pack = await npm(['pack', source, '--json', '--pack-destination', project], { cwd: project });
  if (pack.code !== 0) return [name, 'SKIPPED: no registry at hand', ...blank(7)];
  const { filename, version, size } = packed(pack.output);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  const install = await npm(['install', ...quiet, join(project, filename)], { cwd: project });
  if (install.code !== 0) return [name, version, kilobytes(size), 'SKIPPED: not installable', ...blank(5)];
  const installed = await contents(join(project, 'node_modules'));
  const times = [
    ...(await timesOf(project, 'time.mjs', `await import('${name}')`)),
    ...(await timesOf(project, 'time.cjs', `require('${name}')`)),
  ];
  return [name, version, kilobytes(size), kilobytes(installed.bytes), String(installed.files), ...times];
}

const blank = (count: number): string[] => Array.from({ length: count }, () => '');

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

/** Median and minimum: neighbours make the computer slower, and nothing makes it faster. */
async function timesOf(
  project: string,
  name: string,
  load: string,
): Promise<[median: string, least: string]> {
  const file = join(project, name);
  const line = `const t = performance.now(); ${load}; console.log(performance.now() - t); process.exit();`;
  await writeFile(file, line);
  const ms: number[] = [];
  for (let index = 0; index < RUNS; index++) {
    const run = await promisify(execFile)(process.execPath, [file], { cwd: project }).catch(() => undefined);
    if (!run) return ['does not load here', ''];
    ms.push(Number(run.stdout));
  }
  return [median(ms).toFixed(0), Math.min(...ms).toFixed(0)];
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
