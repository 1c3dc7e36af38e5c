import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { translate } from '../../../support/program.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Program {
  /** Address of the register; rejects when the process ends before. */
  readonly listening: Promise<string>;
  /** `kill -9`, and waits for the end. */
  kill(): Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<number | null>;
}

/** `atol emulate`, translated once for all tests of a file, so that it starts fast. */
export function emulateProgram(): (words: readonly string[]) => Program {
  let directory = '';
  const running = new Set<ChildProcess>();
  beforeAll(async () => {
    // Inside node_modules, where the dependencies are found.
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
    directory = await mkdtemp(join(root, 'node_modules/.cache/atol-program-'));
    await translate(join(root, 'src/cli/main.ts'), join(directory, 'atol.mjs'));
  });
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  return (words) => {
    const child = spawn(process.execPath, [join(directory, 'atol.mjs'), 'emulate', ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    void ended.then(() => running.delete(child));
    const listening = new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        const [, url] = /^listening (\S+)/.exec(line) ?? [];
        if (url) resolve(url);
      });
      void ended.then((code) => reject(new Error(`the emulator ended with ${code}`)));
    });
    // Who kills it early does not wait for its address.
    listening.catch(() => undefined);
    const end = (signal: NodeJS.Signals) => {
      child.kill(signal);
      return ended;
    };
    return {
      listening,
      kill: async () => {
        await end('SIGKILL');
      },
      stop: () => end('SIGTERM'),
    };
  };
}
