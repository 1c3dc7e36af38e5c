import { spawn } from 'node:child_process';
import type { Programs } from '../host/index.js';
import { UsageError } from './usage.js';

/**
 * Runs `work` while the stand-in of the kit's file runs: a program that plays the device or the service, and says that it is
 * ready by its first line.
 */
export async function withStandIn<T>(
  standIn: Required<Programs[string]> | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (standIn === undefined) return await work();
  const { path, args } = standIn;
  const program = spawn(path, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise<void>((ready, failed) => {
      const ended = (why: string) =>
        failed(new UsageError(`the stand-in ${[path, ...args].join(' ')} ${why}`));
      program.stdout.once('data', () => ready());
      program.once('error', (error) => ended(`could not be started: ${error.message}`));
      program.once('exit', (code, signal) => ended(`ended before it was ready (${code ?? signal})`));
    });
    // What it says later must not fill the pipe.
    program.stdout.resume();
    return await work();
  } finally {
    program.kill();
  }
}
