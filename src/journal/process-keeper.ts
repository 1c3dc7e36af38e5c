import { readFileSync, readlinkSync } from 'node:fs';
import { open, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errorCode } from './files.js';
import type { Keeper } from './keeper.js';

/*
 * Linux: the name of the file says which process made it: its number, the time of its start (numbers are used again),
 * the boot of the kernel, the computer, and the process namespace. A process of another container cannot be seen;
 * in containers the file is therefore touched all the time.
 */

const NAME = /lock\.([1-9]\d*)\.(\d+)\.([0-9a-f]+)\.([0-9a-f]+)\.(\d+)\.[0-9a-f]+$/;

/** Namespace of a process outside all containers (PROC_PID_INIT_INO of the kernel). */
const INITIAL_NAMESPACE = '4026531836';
const TOUCH_MS = 2000;
/** Silence after which a process that we cannot see is dead. */
const SILENCE_MS = 10_000;
const LOOK_MS = 200;

export interface ProcessKeeperOptions {
  silenceMs?: number | undefined;
}

export function processKeeper({ silenceMs = SILENCE_MS }: ProcessKeeperOptions = {}): Keeper {
  return {
    async announce(directory, nonce, note) {
      const me = ourselves();
      const parts = ['lock', process.pid, me.start, me.boot, me.host, me.namespace, nonce];
      const path = join(directory, parts.join('.'));
      await (await open(path, 'wx', 0o600)).close();
      // A full disk: the lock holds without the note.
      await writeFile(path, note).catch(() => undefined);
      if (me.namespace === INITIAL_NAMESPACE) return { path, end: async () => undefined };
      const timer = setInterval(() => {
        const now = new Date();
        // Whether the file is still there is asked before each append.
        utimes(path, now, now).catch(() => undefined);
      }, TOUCH_MS);
      timer.unref();
      return { path, end: async () => clearInterval(timer) };
    },

    async isAlive(path) {
      const me = ourselves();
      const [, pid, start, boot, host, namespace] = NAME.exec(path) ?? [];
      // The name is not one of ours: another system has the same directory.
      if (pid === undefined || start === undefined) return true;
      if (boot === me.boot && namespace === me.namespace) return isRunning(Number(pid), start);
      if (boot !== me.boot && host === me.host) return false;
      return namespace === INITIAL_NAMESPACE || isTouched(path, silenceMs);
    },
  };
}

interface Identity {
  start: string;
  boot: string;
  host: string;
  namespace: string;
}

let identity: Identity | undefined;

function ourselves(): Identity {
  identity ??= {
    start: processStat(process.pid)?.start ?? '0',
    boot: checksum(attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) ?? ''),
    host: checksum(hostname()),
    namespace: /\d+/.exec(attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '')?.[0] ?? INITIAL_NAMESPACE,
  };
  return identity;
}

function isRunning(pid: number, start: string): boolean {
  const found = processStat(pid);
  // Gone, or hidden by the mount option hidepid, or there is no /proc.
  if (found === undefined) return isThere(pid);
  // Dead, and its parent has not taken notice yet.
  if (found.state === 'Z' || found.state === 'X') return false;
  return found.start === start || start === '0';
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return errorCode(error) !== 'ESRCH';
  }
}

/** State and start of a process, ticks since the boot: fields 3 and 22 of /proc/<pid>/stat. */
function processStat(pid: number): { state: string; start: string } | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // Field 2 is the name of the program in brackets, which may hold anything.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields?.[0], fields?.[19]];
  return state === undefined || start === undefined ? undefined : { state, start };
}

async function isTouched(path: string, silenceMs: number): Promise<boolean> {
  const touched = async (): Promise<number | undefined> => (await stat(path).catch(() => undefined))?.mtimeMs;
  const first = await touched();
  const deadline = performance.now() + silenceMs;
  while (performance.now() < deadline) {
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS);
    });
    const now = await touched();
    if (now === undefined) return false;
    if (now !== first) return true;
  }
  return false;
}

function checksum(text: string): string {
  return crc32(text).toString(16);
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
