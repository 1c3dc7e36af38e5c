import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Snippet } from './snippets.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A project with the packed driver in its node_modules, to run everything there; without it everything runs from dist. */
export const packedProject = process.env['README_PROJECT'];

/** The address of "your register" in the texts. */
export const REAL_URL = 'tcp://127.0.0.1:5555';

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function execute(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, DEBUG: undefined, NO_COLOR: '1', LC_ALL: 'en_US.UTF-8', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A program of TypeScript that imports `atol-kkt` as users do. */
export async function executeTypeScript(code: string, cwd: string): Promise<Result> {
  const file = join(cwd, 'snippet.mjs');
  // Its types are taken away here: a loader would take longer in every process than the program.
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(code, { compilerOptions, fileName: 'snippet.mts' });
  await writeFile(file, outputText);
  // Not the variables of the test runner: they would change what node:test prints.
  return await execute(process.execPath, [file], {
    cwd,
    env: { NODE_ENV: undefined, VITEST: undefined },
  });
}

/** The whole module of a snippet. */
export function moduleOf({ before, code, after }: Snippet, url: string): string {
  return [before, code, after].join('\n').replaceAll(REAL_URL, url);
}

/** A folder where `atol-kkt` is found, and which is gone afterwards. */
export async function folder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(packedProject ?? tmpdir(), 'atol-readme-'));
  if (packedProject === undefined) {
    await mkdir(join(path, 'node_modules'));
    await symlink(root, join(path, 'node_modules', 'atol-kkt'), 'junction');
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const main =
  packedProject === undefined
    ? join(root, 'dist', 'cli.js')
    : join(packedProject, 'node_modules', 'atol-kkt', 'dist', 'cli.js');

/**
 * Commands as a reader would type them; only `npx` and `npm` are ours. `npx atol` is the program from dist or the package; it ends
 * an emulator as soon as it listens. `npm` checks that there is such a script or package and does nothing.
 */
const shims: Readonly<Record<string, string>> = {
  npx: `
    case "$1" in atol|atol-kkt) ;; *) echo "npx $*: only atol is ours" >&2; exit 99 ;; esac
    shift
    if [ "$1" != emulate ]; then exec "$NODE" "$MAIN" "$@"; fi
    "$NODE" "$MAIN" "$@" > listening & pid=$!
    while [ ! -s listening ] && kill -0 $pid 2>/dev/null; do sleep 0.05; done
    kill -TERM $pid
    wait $pid || exit $?
    cat listening`,
  npm: `exec "$NODE" "$NPM_CHECK" "$@"`,
};

const npmCheck = `
  const { readFileSync } = require('node:fs');
  const { name, scripts, peerDependencies } = JSON.parse(readFileSync(process.env.PACKAGE, 'utf8'));
  const [command, word, ...rest] = process.argv.slice(2);
  const known = command === 'test' ? 'test' in scripts && word === undefined
    : command === 'run' ? word in scripts && rest.length === 0
    : command === 'install' && (word === name || word in peerDependencies) && rest.length === 0;
  if (!known) { console.error('npm ' + process.argv.slice(2).join(' ') + ': no such thing'); process.exitCode = 99; }`;

/** Runs a block of shell commands in a folder of its own; the first one that fails ends it. */
export async function executeShell({ before, code, after }: Snippet, url: string): Promise<Result> {
  await using work = await folder();
  const bin = join(work.path, 'bin');
  await mkdir(bin);
  for (const [name, body] of Object.entries(shims)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(bin, name), 0o755);
  }
  await writeFile(join(bin, 'npm-check.cjs'), npmCheck);
  // A fixed port may be taken on the machine of the tests.
  const script = [before, code, after]
    .join('\n')
    .replaceAll(`--listen ${REAL_URL}`, '--listen tcp://127.0.0.1:0')
    .replaceAll(REAL_URL, url);
  return await execute('sh', ['-eu', '-c', script], {
    cwd: work.path,
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      NODE: process.execPath,
      MAIN: main,
      NPM_CHECK: join(bin, 'npm-check.cjs'),
      PACKAGE: join(root, 'package.json'),
    },
  });
}
