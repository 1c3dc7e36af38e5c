import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type MessagePort, Worker } from 'node:worker_threads';
import { driverError, JsonTaskError, type Verdict } from '../json/index.js';
import type { Order } from './worker/index.js';

const FILE_NOT_FOUND = 155;
const CONNECTION_LOST = 241;
const BEAT_MS = 250;
const [BEATS, DEAD] = [0, 1];
/** Looks at a thread whose heart does not beat before it is given up: those of a sleeping computer do not count on. */
const SILENT_LOOKS = 150;

/**
 * What the thread runs first: a heart that beats as long as its loop turns, a word when it ends, however it ends, and then the
 * driver. A caller that is blocked hears of neither otherwise.
 */
const BOOTSTRAP = `
const { workerData } = require('node:worker_threads');
const { life, file } = workerData;
process.on('exit', () => Atomics.store(life, ${DEAD}, 1));
setInterval(() => Atomics.add(life, ${BEATS}, 1), ${BEAT_MS}).unref();
import(file);
`;

/** Keys that were in the memory of a thread that died: what became of their tasks nobody knows any more. */
const lostKeys = new Set<string>();

/** Whether a key died with its thread; one whose task was not done is free again. */
export function forgotten(key: string, verdict: Verdict): boolean {
  const isLost = lostKeys.has(key);
  if (verdict === 'none') lostKeys.delete(key);
  return isLost;
}

/** The thread that drives the registers of all wrappers of this one, so that they can be waited for without an event loop. */
export class DriverThread {
  static #running: DriverThread | undefined;

  readonly #worker: Worker;
  readonly #life = new Int32Array(new SharedArrayBuffer(8));
  readonly #users = new Set<() => void>();
  readonly #keys = new Set<string>();
  #holders = 0;
  #reason = '';

  /** @throws JsonTaskError 155 where the file of the thread is not installed. */
  static get(): DriverThread {
    // Whoever was blocked meanwhile has not heard of its end.
    if (DriverThread.#running?.dead) DriverThread.#running.#ended();
    DriverThread.#running ??= new DriverThread();
    return DriverThread.#running;
  }

  private constructor() {
    const workerData = { atolWrapper: true, life: this.#life, file: pathToFileURL(workerFile()).href };
    this.#worker = new Worker(BOOTSTRAP, { eval: true, workerData });
    this.#worker.on('error', (error: unknown) => {
      this.#reason = error instanceof Error ? error.message : String(error);
    });
    this.#worker.on('exit', () => this.#ended());
    // Nobody's program has to end a driver that it does not use any more.
    this.#worker.unref();
  }

  /** Another wrapper; `onEnd` is called if the thread ends before it. */
  add(port: MessagePort, signal: Int32Array, onEnd: () => void): void {
    this.#users.add(onEnd);
    const order: Order = { serve: { port, signal } };
    this.#worker.postMessage(order, [port]);
  }

  /** The last one that goes ends the thread, unless it knows keys that must not be forgotten. */
  remove(onEnd: () => void): void {
    this.#users.delete(onEnd);
    if (this.#users.size > 0 || this.#keys.size > 0 || DriverThread.#running !== this) return;
    DriverThread.#running = undefined;
    const order: Order = { end: true };
    this.#worker.postMessage(order);
  }

  /** Somebody waits for an answer without being blocked: the program must not end before it, nor before the end of the thread. */
  hold(): void {
    if (this.#holders++ === 0) this.#worker.ref();
  }

  release(): void {
    if (--this.#holders === 0) this.#worker.unref();
  }

  /**
   * A task has a key that only the memory of the thread holds.
   *
   * @throws JsonTaskError 241 with the outcome `unknown` for a key that died with a thread.
   */
  keepKey(key: string): void {
    if (lostKeys.has(key)) throw lost(key);
    this.#keys.add(key);
  }

  get dead(): boolean {
    return Atomics.load(this.#life, DEAD) === 1;
  }

  get reason(): string {
    return this.#reason;
  }

  /** Looks whether the heart beats, once for each wait of a blocked caller; true when it has stood still for too long. */
  pulse(): () => boolean {
    let [beats, silent] = [this.#beats, 0];
    return () => {
      const now = this.#beats;
      silent = now === beats ? silent + 1 : 0;
      beats = now;
      if (silent < SILENT_LOOKS) return this.dead;
      this.#ended();
      void this.#worker.terminate();
      return true;
    };
  }

  get #beats(): number {
    return Atomics.load(this.#life, BEATS);
  }

  #ended(): void {
    Atomics.store(this.#life, DEAD, 1);
    if (DriverThread.#running === this) DriverThread.#running = undefined;
    for (const key of this.#keys) lostKeys.add(key);
    for (const tell of this.#users) tell();
    this.#users.clear();
  }
}

function lost(key: string): JsonTaskError {
  const { code, description } = driverError(CONNECTION_LOST);
  const why = `поток драйвера завершился и унёс ключ «${key}» с собой: проверьте по ленте, есть ли документ, и скажите decide(); с настройкой Journal ключи не теряются`;
  return new JsonTaskError(code, `${description} (${why})`, { outcome: 'unknown' });
}

/** Whoever bundles a program whole puts the thread beside it, under this name. */
const BESIDE = ['atol-kkt-worker.js', 'atol-kkt-worker.cjs', 'atol-kkt-worker.mjs'];

/**
 * Beside this package, also when the rest of it was bundled into one file: that one must not be run a second time.
 */
function workerFile(): string {
  const here = thisFile();
  try {
    return createRequire(here).resolve('atol-kkt/wrapper/worker');
  } catch (error) {
    const found = BESIDE.map((name) => fileURLToPath(new URL(name, pathToFileURL(here)))).find(existsSync);
    if (found) return found;
    const { code, description } = driverError(FILE_NOT_FOUND);
    const why = `нет файла потока: рядом с ${here} не установлен atol-kkt и нет ${BESIDE[0]}, собранного из atol-kkt/wrapper/worker`;
    throw new JsonTaskError(FILE_NOT_FOUND, `${description} (${code}: ${why})`, { cause: error });
  }
}

/** Bundlers that make CommonJS of this module leave \`import.meta\` empty. */
function thisFile(): string {
  const url: string | undefined = import.meta.url;
  return url === undefined ? __filename : fileURLToPath(url);
}
