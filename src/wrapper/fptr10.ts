import { driverError, JsonTaskError, toTaskError, type Verdict } from '../json/index.js';
import { forgotten } from './driver-thread.js';
import type { LastDocument } from './session.js';
import { defaultSettings, mergeSettings, type Settings } from './settings.js';
import { WrapperThread } from './thread.js';

/** What the wrapper throws: an Error with the driver's number and text, and what is known of the outcome. */
export interface WrapperError extends Error {
  code: number;
  description: string;
  outcome: 'not-sent' | 'refused' | 'unknown';
}

/** The node-style callback of asynchronous calls. */
// biome-ignore lint/suspicious/noExplicitAny: programs written for the wrapper read answers without types.
export type WrapperCallback = (error: any, result: any) => void;

const CONNECTION_DISABLED = 1;

/**
 * The class of `node-atol-wrapper` over this package: the same methods, settings, answers and errors. Synchronous methods
 * block the thread until the register has answered; on the main thread of a page, where that is forbidden, they throw and the
 * asynchronous ones remain.
 */
export class Fptr10 {
  #settings: Settings = { ...defaultSettings };
  #thread: WrapperThread | undefined;
  #opened = false;

  /** Starts the thread of the driver, unless another wrapper has. */
  create(): void {
    if (this.#lives()) return;
    this.#thread = asWrapper(() => new WrapperThread());
    this.#opened = false;
  }

  /** Closes the connection, after the tasks that were given before, and forgets the settings. */
  destroy(): void {
    this.#thread?.end();
    this.#thread = undefined;
    this.#opened = false;
    this.#settings = { ...defaultSettings };
  }

  getSettings(): Settings {
    return { ...this.#settings };
  }

  /** Takes effect with the next `open()`. Needs `Model` and `Port`. */
  setSettings(settings: Partial<Settings>): boolean {
    if (settings === undefined) throw new Error('Fptr10::SetSettings - expected 1 json argument');
    if (typeof settings !== 'object' || settings === null)
      throw new Error('Fptr10::SetSettings - expected argument to be object');
    this.#settings = asWrapper(() => mergeSettings(this.#settings, { ...settings }));
    return true;
  }

  open(): boolean {
    if (this.isOpened()) return true;
    this.#revive();
    asWrapper(() => this.#running().callSync({ method: 'open', argument: this.#settings }));
    this.#opened = true;
    return true;
  }

  /** `open` that does not block, for the main thread of a page. */
  async openAsync(): Promise<boolean> {
    if (this.isOpened()) return true;
    this.#revive();
    await this.#async(() => this.#running().call({ method: 'open', argument: this.#settings }));
    this.#opened = true;
    return true;
  }

  /** Ends the connection, after the tasks that were given before. */
  close(): boolean {
    if (!this.isOpened()) return true;
    asWrapper(() => this.#running().callSync({ method: 'close' }));
    this.#opened = false;
    return true;
  }

  async closeAsync(): Promise<boolean> {
    if (this.isOpened()) await this.#async(() => this.#running().call({ method: 'close' }));
    this.#opened = false;
    return true;
  }

  isOpened(): boolean {
    return this.#opened && this.#lives();
  }

  /** Runs a JSON task; undefined when it has no answer. With `uuid` or `key` in the task it is executed once. */
  // biome-ignore lint/suspicious/noExplicitAny: as the wrapper's own declaration has it.
  processJson(json: unknown): any {
    if (json === undefined) throw new Error('Fptr10::ProcessJsonSync - expected 1 json argument');
    const argument = textOf(json, 'ProcessJson');
    return asWrapper(() => this.#keeping(json).callSync({ method: 'processJson', argument }));
  }

  processJsonAsync(json: unknown, callback: WrapperCallback): void {
    if (json === undefined || callback === undefined)
      throw new Error('Fptr10::ProcessJsonAsync - expected 2 arguments - json and callback function');
    const argument = textOf(json, 'ProcessJsonAsync', '1st argument');
    if (typeof callback !== 'function')
      throw new Error('Fptr10::ProcessJsonAsync - expected 2nd argument to be function');
    const done = this.#async(() => this.#keeping(json).call({ method: 'processJson', argument }));
    // Out of the promise: what the callback throws is the program's, not ours.
    done.then(
      (result) => setImmediate(callback, null, result),
      (error: unknown) => setImmediate(callback, error, null),
    );
  }

  /**
   * Ours: for a `uuid` or `key` whose outcome nobody can find out, such as that of a print whose answer was lost. A person has looked:
   * `done`, and the key prints nothing any more; `none`, and it may be used again. Of a receipt `done` is the number of its document.
   */
  decide(key: string, verdict: Verdict): void {
    if (forgotten(key, verdict)) return;
    asWrapper(() => this.#running().callSync({ method: 'decide', argument: { key, verdict } }));
  }

  /** `decide` that does not block. */
  async decideAsync(key: string, verdict: Verdict): Promise<void> {
    if (forgotten(key, verdict)) return;
    await this.#async(() => this.#running().call({ method: 'decide', argument: { key, verdict } }));
  }

  /** Prints a document of the FN by its number. */
  fnReport(number: number): undefined {
    if (number === undefined) throw new Error('Fptr10::FnReport - expected 1 integer argument');
    if (typeof number !== 'number') throw new Error('Fptr10::FnReport - expected argument to be number');
    asWrapper(() => this.#running().callSync({ method: 'fnReport', argument: number }));
    return undefined;
  }

  findLastDocument(): LastDocument {
    return asWrapper(() => this.#running().callSync({ method: 'findLastDocument' })) as LastDocument;
  }

  #lives(): boolean {
    return this.#thread?.dead === false;
  }

  /** After its thread has died a wrapper gets another one; the connection has to be opened again. */
  #revive(): void {
    if (this.#thread?.dead) this.create();
  }

  /** Without a directory the keys of tasks are in the thread's memory, which must not end before this process. */
  #keeping(json: unknown): WrapperThread {
    const thread = this.#running();
    if (!this.#settings.Journal) for (const key of keysOf(json)) thread.keepKey(key);
    return thread;
  }

  #running(): WrapperThread {
    if (this.#thread) return this.#thread;
    const { code, description } = driverError(CONNECTION_DISABLED);
    throw new JsonTaskError(code, description);
  }

  async #async(run: () => Promise<unknown>): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      throw wrapperError(error);
    }
  }
}

function keysOf(json: unknown): string[] {
  const tasks: unknown[] = Array.isArray(json) ? json : [json];
  return tasks.flatMap((task) => {
    const { uuid, key } = (task ?? {}) as { uuid?: unknown; key?: unknown };
    const name = [uuid, key].find(
      (one) => (typeof one === 'string' && one !== '') || typeof one === 'number',
    );
    return name === undefined ? [] : [String(name)];
  });
}

function textOf(json: unknown, method: string, argument = 'argument'): string {
  if (typeof json !== 'object' || json === null)
    throw new Error(`Fptr10::${method} - expected ${argument} to be object`);
  // What JSON cannot say throws what the engine says of it, before anything is sent.
  return JSON.stringify(json);
}

function asWrapper<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw wrapperError(error);
  }
}

/** A plain Error, as programs for the wrapper know it. */
function wrapperError(error: unknown): WrapperError {
  const { message, code, description, outcome } = toTaskError(error);
  return Object.assign(new Error(message), { code, description, outcome });
}
