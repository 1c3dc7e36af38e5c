import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LibraryFiles } from './library.js';

/**
 * `absent`: the driver has no build for this machine; `failed`: it has one, but installing it did not work.
 */
export type Installation =
  | { readonly state: 'ready'; readonly files: LibraryFiles }
  | { readonly state: 'absent' | 'failed'; readonly reason: string };

const folder = fileURLToPath(new URL('..', import.meta.url));
const wrapper = `${folder}node_modules/node-atol-wrapper/`;
const stamp = `${folder}node_modules/.installed`;

const files: LibraryFiles = {
  requireFrom: `${folder}package.json`,
  library: `${wrapper}src/linux-x64/libfptr10.so`,
  header: `${wrapper}src/libfptr10.h`,
};

/** Installs the suite's own dependencies once, and again whenever its lock file changes. */
export async function installDriver(): Promise<Installation> {
  const unsupported = whyUnsupported();
  if (unsupported !== undefined) return { state: 'absent', reason: unsupported };
  const wanted = createHash('sha256')
    .update(readFileSync(`${folder}package-lock.json`))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    const problem = await npmInstall();
    if (problem !== undefined) return { state: 'failed', reason: problem };
    writeFileSync(stamp, wanted);
  }
  if (!existsSync(files.library)) return { state: 'failed', reason: `${files.library} is missing` };
  return { state: 'ready', files };
}

function whyUnsupported(): string | undefined {
  const here = `${process.platform}-${process.arch}`;
  if (here !== 'linux-x64') return `the driver is run on linux-x64 only, this is ${here}`;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined
    ? 'the driver needs glibc, this Linux has another C library'
    : undefined;
}

/**
 * Install scripts are not run: they would only compile a Node addon around the driver (and need python3, make and g++);
 * the driver itself and koffi come prebuilt.
 */
function npmInstall(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    npm.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    npm.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    npm.on('error', (error) => resolve(`npm could not be started: ${error.message}`));
    npm.on('close', (code) =>
      resolve(code === 0 ? undefined : `npm ci in conformance/ ended with ${code}:\n${output.trim()}`),
    );
  });
}
