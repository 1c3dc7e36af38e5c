import { spawn } from 'node:child_process';
import { FiscalFault, fault } from '../../contract/fault.js';
import type { ProgramResult, ProgramRun } from '../../contract/services.js';
import { environment } from '../environment.js';

const MAX_OUTPUT = 1024 * 1024;
/** Between asking a program to end and ending it. */
const GRACE_MS = 2000;

/** Programs that the till's owner allows, by the name that plug-ins use. */
export type Programs = Readonly<Record<string, { readonly path: string; readonly args?: readonly string[] }>>;

/** Runs an allowed program without a shell, with a limit of time and of output. */
export async function runProgram(
  run: ProgramRun,
  programs: Programs,
  cwd: string,
  signal: AbortSignal,
): Promise<ProgramResult> {
  const { program, args = [], input = '', timeoutMs = 30_000 } = run;
  const allowed = Object.hasOwn(programs, program) ? programs[program] : undefined;
  if (allowed === undefined) throw refusal('not-allowed', `the till allows no program ${program}`);
  return await new Promise((resolve, reject) => {
    const child = spawn(allowed.path, [...(allowed.args ?? []), ...args], {
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
      reject(refusal('failed', `${program} could not be started: ${error.message}`));
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
