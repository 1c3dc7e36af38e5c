import { spawn } from 'node:child_process';
import { FiscalFault, fault } from '../../contract/fault.js';
import type { ProgramResult } from '../../contract/services.js';
import { environment } from '../environment.js';

const MAX_OUTPUT = 1024 * 1024;
const MAX_TIMEOUT_MS = 300_000;
/** Between asking a program to end and ending it. */
const GRACE_MS = 2000;

/** Programs that the till's owner allows, by the name that plug-ins use. */
export type Programs = Readonly<Record<string, { readonly path: string; readonly args?: readonly string[] }>>;

/** Runs an allowed program without a shell, with a limit of time and of output. */
export async function runProgram(
  run: unknown,
  programs: Programs,
  cwd: string,
  signal: AbortSignal,
): Promise<ProgramResult> {
  const { program, args = [], input = '', timeoutMs = 30_000 } = (run ?? {}) as Record<string, unknown>;
  if (!Array.isArray(args) || args.some((arg) => typeof arg !== 'string') || typeof input !== 'string') {
    throw refusal('bad-request', 'args must be texts, input a text');
  }
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
    throw refusal('bad-request', `timeoutMs must be 1 to ${MAX_TIMEOUT_MS}`);
  }
  const allowed = Object.hasOwn(programs, String(program)) ? programs[String(program)] : undefined;
  if (allowed === undefined) throw refusal('not-allowed', `the till allows no program ${String(program)}`);
  return await new Promise((resolve, reject) => {
    const child = spawn(allowed.path, [...(allowed.args ?? []), ...(args as string[])], {
      cwd,
      env: environment(),
      shell: false,
    });
    const texts = { stdout: '', stderr: '' };
    let timedOut = false;
    const end = () => {
      timedOut = true;
      child.kill();
      setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
    };
    const timer = setTimeout(end, timeoutMs);
    signal.addEventListener('abort', end, { once: true });
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] = (texts[name] + text).slice(0, MAX_OUTPUT);
      });
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      reject(refusal('failed', `${String(program)} could not be started: ${error.message}`));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve({ ...(code === null ? {} : { exitCode: code }), timedOut, ...texts });
    });
    // A program that reads nothing closes its input; that is its own affair.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

function refusal(code: string, message: string): FiscalFault {
  return new FiscalFault(fault('plugin', code, message));
}
