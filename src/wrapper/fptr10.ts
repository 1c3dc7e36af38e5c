import { driverError, JsonTaskError, toTaskError, type Verdict } from '../json/index.js';
import { forgotten } from './driver-thread.js';
import type { LastDocument } from './session.js';
import { addressOf, connectionOf, defaultSettings, type Settings } from './settings.js';
import { readSettings } from './settings-given.js';
import { canWait, WrapperThread } from './thread.js';

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

/** What the driver's methods say to another number of arguments. */
const argumentsOf: Readonly<Record<string, readonly [count: number, text: string]>> = {
  setSettings: [1, 'Fptr10::SetSettings - expected 1 json argument'],
  processJson: [1, 'Fptr10::ProcessJsonSync - expected 1 json argument'],
  processJsonAsync: [2, 'Fptr10::ProcessJsonAsync - expected 2 arguments - json and callback function'],
  fnReport: [1, 'Fptr10::FnReport - expected 1 integer argument'],
};

/**
 * The class of `node-atol-wrapper` over this package: the same methods, settings, answers and errors. Synchronous methods
 * block the thread until the register has answered; on the main thread of a page, where that is forbidden, they throw and the
 * asynchronous ones remain.
 */
export class Fptr10 {
  // Methods of native code: they are listed with an object, mind their arguments, and belong to objects of the class.
  static {
    const methods: Record<string, PropertyDescriptor> = Object.getOwnPropertyDescriptors(Fptr10.prototype);
    for (const [name, { value }] of Object.entries(methods)) {
      if (name === 'constructor') continue;
      const method = value as (...given: unknown[]) => unknown;
      const [count, text] = argumentsOf[name] ?? [];
      const { [name]: checked } = {
        [name](this: Fptr10, ...given: unknown[]): unknown {
          if (typeof this !== 'object' || this === null || !(#settings in this))
            throw new TypeError('Illegal invocation');
          if (count !== undefined && given.length !== count) throw new Error(text);
          return method.apply(this, given);
        },
      };
      Object.defineProperty(Fptr10.prototype, name, { value: checked, enumerable: true });
    }
  }

  #settings: Settings = { ...defaultSettings };
  #thread: WrapperThread | undefined;
  #opened = false;

  /** Starts the thread of the driver, unless another wrapper has. */
  create(): void {
    if (!this.#lives()) this.#start();
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

  /**
   * All settings anew: `Model`, `Port` and the address of its line are needed, others have the driver's values unless given. An open
   * connection is made again if they are those of another one, or stays as it was with an error.
   */
  setSettings(settings: Partial<Settings>): boolean {
    const given = settingsOf(settings);
    asWrapper(() => {
      const wanted = readSettings(given);
      if (this.#isOpen() && canWait() && connectionText(wanted) !== connectionText(this.#settings))
        this.#change(wanted);
      this.#settings = wanted;
    });
    return true;
  }

  open(): boolean {
    if (this.#isOpen()) return true;
    this.#revive();
    asWrapper(() => this.#running().callSync({ method: 'open', argument: this.#settings }));
    this.#opened = true;
    return true;
  }

  /** `open` that does not block, for the main thread of a page. */
  async openAsync(): Promise<boolean> {
    if (this.#isOpen()) return true;
    this.#revive();
    await this.#async(() => this.#running().call({ method: 'open', argument: this.#settings }));
    this.#opened = true;
    return true;
  }

  /** Ends the connection, after the tasks that were given before. */
  close(): boolean {
    if (!this.#isOpen()) return true;
    asWrapper(() => this.#running().callSync({ method: 'close' }));
    this.#opened = false;
    return true;
  }

  async closeAsync(): Promise<boolean> {
    if (this.#isOpen()) await this.#async(() => this.#running().call({ method: 'close' }));
    this.#opened = false;
    return true;
  }

  isOpened(): boolean {
    return this.#isOpen();
  }

  /** Runs a JSON task; undefined when it has no answer. With `uuid` or `key` in the task it is executed once. */
  // biome-ignore lint/suspicious/noExplicitAny: as the wrapper's own declaration has it.
  processJson(json: unknown): any {
    const argument = textOf(json, 'ProcessJson');
    return asWrapper(() => this.#keeping(argument).callSync({ method: 'processJson', argument }));
  }

  processJsonAsync(json: unknown, callback: WrapperCallback): void {
    if (typeof callback !== 'function')
      throw new Error('Fptr10::ProcessJsonAsync - expected 2nd argument to be function');
    const argument = textOf(json, 'ProcessJsonAsync', '1st argument');
    const done = this.#async(() => this.#keeping(argument).call({ method: 'processJson', argument }));
    // Out of the promise: what the callback throws is the program's, not ours.
    done.then(
      (result) => setImmediate(() => callback.call(globalThis, null, result)),
      (error: unknown) => setImmediate(() => callback.call(globalThis, error, null)),
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
  // biome-ignore lint/suspicious/noExplicitAny: as the wrapper's own declaration has it.
  fnReport(number: number): any {
    if (typeof number !== 'number') throw new Error('Fptr10::FnReport - expected argument to be number');
    asWrapper(() => this.#running().callSync({ method: 'fnReport', argument: number }));
    return undefined;
  }

  findLastDocument(): LastDocument {
    return asWrapper(() => this.#running().callSync({ method: 'findLastDocument' })) as LastDocument;
  }

  #start(): void {
    this.#thread = asWrapper(() => new WrapperThread());
    this.#opened = false;
  }

  // Public methods may be overridden by a program's own class.
  #isOpen(): boolean {
    return this.#opened && this.#lives();
  }

  #lives(): boolean {
    return this.#thread?.dead === false;
  }

  /** After its thread has died a wrapper gets another one; the connection has to be opened again. */
  #revive(): void {
    if (this.#thread?.dead) this.#start();
  }

  /** Without a directory the keys of tasks are in the thread's memory, which must not end before this process. */
  #keeping(text: string): WrapperThread {
    const thread = this.#running();
    if (!this.#settings.Journal) for (const key of keysOf(text)) thread.keepKey(key);
    return thread;
  }

  #change(wanted: Settings): void {
    const thread = this.#running();
    this.#opened = false;
    thread.callSync({ method: 'close' });
    try {
      thread.callSync({ method: 'open', argument: wanted });
    } catch (error) {
      thread.callSync({ method: 'open', argument: this.#settings });
      throw error;
    } finally {
      this.#opened = true;
    }
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

/** What two settings of the same connection have in common. */
function connectionText(settings: Settings): string {
  return JSON.stringify([addressOf(settings), connectionOf(settings), settings.Journal]);
}

function keysOf(text: string): string[] {
  const json = parsed(text);
  const tasks: unknown[] = Array.isArray(json) ? json : [json];
  return tasks.flatMap((task) => {
    const { uuid, key } = (task ?? {}) as { uuid?: unknown; key?: unknown };
    const name = [uuid, key].find(
      (one) => (typeof one === 'string' && one !== '') || typeof one === 'number',
    );
    return name === undefined ? [] : [String(name)];
  });
}

function mustBeObject(value: unknown, method: string, argument = 'argument'): void {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function'))
    throw new Error(`Fptr10::${method} - expected ${argument} to be object`);
}

function textOf(json: unknown, method: string, argument = 'argument'): string {
  mustBeObject(json, method, argument);
  // What JSON cannot say throws what the engine says of it, before anything is sent; of a function it says nothing.
  return JSON.stringify(json) ?? '';
}

function settingsOf(settings: unknown): unknown {
  mustBeObject(settings, 'SetSettings');
  let text: string | undefined;
  try {
    text = JSON.stringify(settings);
  } catch (cause) {
    throw new Error('Fptr10::SetSettings - expected argument to be non empty object', { cause });
  }
  return parsed(text ?? '');
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
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
