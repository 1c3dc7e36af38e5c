import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { translate } from '../../support/program.js';

/** A directory for each test. */
export function temporaryDirectory(): () => string {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'atol-journal-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  return () => directory;
}

export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** What it said so far. */
  said(): unknown[];
  /** Resolves when it has said this many things; rejects when it ends before. */
  hasSaid(count: number): Promise<void>;
  /** Resolves with the exit code, or null after a signal. */
  ended: Promise<number | null>;
  /** `kill -9`, and waits for the end. */
  kill(): Promise<void>;
}

/** Starts a program, by default `child.ts`, translated once for all tests of a file. */
export function children(entry = join(import.meta.dirname, 'child.ts')): (...args: string[]) => Child {
  let directory = '';
  const running = new Set<ChildProcess>();
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'atol-journal-child-'));
    await translate(entry, join(directory, 'child.mjs'));
  });
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  return (...args) => {
    const child = spawn(process.execPath, [join(directory, 'child.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const ended = new Promise<number | null>((resolve) => {
      child.once('close', (code) => {
        running.delete(child);
        resolve(code);
      });
    });
    // The last line may have been cut off by a kill.
    const lines = (): string[] => output.split('\n').slice(0, -1);
    return {
      process: child,
      pid: child.pid ?? 0,
      ended,
      said: () => lines().map((line) => JSON.parse(line) as unknown),
      async hasSaid(count) {
        while (lines().length < count) {
          const more = new Promise((resolve) => child.stdout.once('data', resolve));
          const end = await Promise.race([more.then(() => 'more'), ended.then(() => 'end')]);
          if (end === 'end' && lines().length < count) throw new Error(`the child ended: ${output}`);
        }
      },
      async kill() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  };
}
