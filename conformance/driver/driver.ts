import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LibraryFiles } from './library.js';
import type { Call, CallOutcome, CallsReply, CallsRequest, Params, Reads, ReadValues } from './values.js';
import type { WorkerConfiguration } from './worker.js';

export interface DriverOptions {
  readonly files: LibraryFiles;
  readonly host: string;
  readonly port: number;
  /** Number of the model as the driver knows it: 77 is 42FS, 61 is 30F, 500 asks the register. */
  readonly model: number;
  /** More settings of the driver, such as `UserPassword`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Setting `Port`: TCP. */
const PORT_TCP = 2;
const START_LIMIT_MS = 20_000;
/** The driver gives up a silent register by itself after 35–50 s; whatever takes longer than this hangs. */
const CALL_LIMIT_MS = 90_000;

/** The driver refused a call or reported an error; `code` is one of its error numbers. */
export class DriverRefusal extends Error {
  override name = 'DriverRefusal';
  readonly operation: string;
  readonly code: number;
  readonly description: string;

  constructor(operation: string, { code, description }: CallOutcome) {
    super(`${operation}: driver error ${code} (${description})`);
    this.operation = operation;
    this.code = code;
    this.description = description;
  }
}

/** The process of the driver crashed, hung, or was asked for something it does not have. */
export class DriverProcessError extends Error {
  override name = 'DriverProcessError';
}

interface Pending {
  readonly what: string;
  readonly resolve: (reply: CallsReply) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** ATOL's driver (libfptr10) in a process and a home folder of its own, bound to one TCP address. */
export class Driver implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #home: string;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #nextId = 1;
  #stderr = '';
  #ended: string | undefined;

  static async start(options: DriverOptions): Promise<Driver> {
    const home = await mkdtemp(join(tmpdir(), 'atol-driver-'));
    const settings = {
      Model: options.model,
      Port: PORT_TCP,
      IPAddress: options.host,
      IPPort: options.port,
      OfdChannel: 0,
      ...options.settings,
    };
    const driver = new Driver(home, { files: options.files, settings });
    try {
      await driver.#started();
    } catch (error) {
      await driver.stop();
      throw error;
    }
    return driver;
  }

  private constructor(home: string, configuration: WorkerConfiguration) {
    this.#home = home;
    this.#process = fork(
      fileURLToPath(new URL('./worker.ts', import.meta.url)),
      [JSON.stringify(configuration)],
      {
        execArgv: ['--import', import.meta.resolve('tsx')],
        // The driver writes its log to HOME and labels the register's local time with the zone of the machine.
        env: { ...process.env, HOME: home, TZ: 'UTC' },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      },
    );
    const kill = () => this.#process.kill('SIGKILL');
    process.once('exit', kill);
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-2_000);
    });
    this.#process.on('message', (message: CallsReply | { ready: true }) => {
      if ('id' in message) this.#settle(message);
    });
    this.#exited = new Promise((resolve) => {
      this.#process.on('exit', (code, signal) => {
        process.off('exit', kill);
        this.#ended ??= `The driver process ended (${signal ?? `code ${code}`})`;
        for (const id of this.#pending.keys()) this.#fail(id, this.#ended);
        resolve();
      });
    });
  }

  /** Runs one operation of the native API and reads parameters back; throws {@link DriverRefusal}. */
  async call<const R extends Reads = Record<never, never>>(
    operation: string,
    params: Params = {},
    read?: R,
  ): Promise<ReadValues<R>> {
    const outcome = await this.attempt({ operation, params, ...(read && { read }) });
    if (outcome.code !== 0) throw new DriverRefusal(operation, outcome);
    return outcome.values as ReadValues<R>;
  }

  /** As {@link call}, but a refusal is a value. */
  async attempt(call: Call): Promise<CallOutcome> {
    const { outcomes } = await this.#request([call], 1, CALL_LIMIT_MS);
    const [outcome] = outcomes;
    if (outcome === undefined)
      throw new DriverProcessError(`${call.operation}: the driver process gave no outcome`);
    return outcome;
  }

  /** Runs a JSON task; the answer is undefined when the task has none. */
  async task(task: { readonly type: string; readonly [field: string]: unknown }): Promise<unknown> {
    const call = {
      operation: 'process_json',
      params: { JSON_DATA: JSON.stringify(task) },
      read: { JSON_DATA: 'string' },
    } as const;
    const outcome = await this.attempt(call);
    if (outcome.code !== 0) throw new DriverRefusal(`task ${task.type}`, outcome);
    const text = String(outcome.values['JSON_DATA']);
    // The driver writes an empty array as nothing at all: `"licenses":}`.
    return text === '' ? undefined : JSON.parse(text.replace(/(?<!\\)":(?=\s*[,}\]])/g, '":[]'));
  }

  /** Wall milliseconds of `rounds` runs of the same calls, measured inside the driver's process. */
  async measure(calls: readonly Call[], rounds: number, limitMs = CALL_LIMIT_MS): Promise<readonly number[]> {
    const { outcomes, roundMs } = await this.#request(calls, rounds, limitMs);
    const last = outcomes.at(-1);
    const failed = calls[outcomes.length - 1];
    if (last !== undefined && last.code !== 0 && failed !== undefined)
      throw new DriverRefusal(failed.operation, last);
    return roundMs;
  }

  /** Ends the process at once, whatever it is doing, and removes its home folder. */
  async stop(): Promise<void> {
    this.#ended ??= 'The driver was stopped';
    this.#process.kill('SIGKILL');
    await this.#exited;
    await rm(this.#home, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #started(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(this.#problem('The driver process did not start')),
        START_LIMIT_MS,
      );
      this.#process.once('message', () => {
        clearTimeout(timer);
        resolve();
      });
      void this.#exited.then(() => {
        clearTimeout(timer);
        reject(this.#problem(this.#ended ?? ''));
      });
    });
  }

  #request(
    calls: readonly Call[],
    rounds: number,
    limitMs: number,
  ): Promise<Extract<CallsReply, { outcomes: unknown }>> {
    const id = this.#nextId++;
    const what = calls.map((call) => call.operation).join(', ');
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#problem(this.#ended));
        return;
      }
      const timer = setTimeout(() => {
        this.#ended = `The driver hung for ${limitMs} ms and was killed`;
        this.#process.kill('SIGKILL');
      }, limitMs);
      const settled = (reply: CallsReply) => {
        if ('broken' in reply) reject(new DriverProcessError(reply.broken));
        else resolve(reply);
      };
      this.#pending.set(id, { what, resolve: settled, reject, timer });
      const request: CallsRequest = { id, calls, rounds };
      this.#process.send(request);
    });
  }

  #settle(reply: CallsReply): void {
    const pending = this.#take(reply.id);
    pending?.resolve(reply);
  }

  #fail(id: number, reason: string): void {
    const pending = this.#take(id);
    pending?.reject(this.#problem(`${reason} in ${pending.what}`));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }

  #problem(reason: string): DriverProcessError {
    return new DriverProcessError(this.#stderr === '' ? reason : `${reason}\n${this.#stderr.trim()}`);
  }
}
