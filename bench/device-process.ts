import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Counts, MeteredLink } from './meter.js';
import type { RecordedLine } from './recording.js';
import type { LineSpeed } from './slow-line.js';

export type DeviceRequest = 'reset' | 'counts' | 'recording';
export type DeviceReply =
  | Ports
  | { readonly counts: Counts }
  | { readonly recording: readonly RecordedLine[] };

interface Ports {
  readonly port: number;
  /** Where its line has no delay, whatever the options say. */
  readonly fastPort: number;
}

export interface DeviceOptions {
  readonly link?: MeteredLink | undefined;
  readonly speed?: LineSpeed | undefined;
  /** No register at all: the n-th chunk is answered by chunks of these lengths, round and round. */
  readonly bare?: ReadonlyArray<readonly number[]> | undefined;
  /** What passes over its lines is written down, for `recording()`. */
  readonly record?: boolean | undefined;
  /** No register either: a file with a recording of one, which answers at once. Whatever was not recorded ends the process. */
  readonly replay?: string | undefined;
}

/** A zero-latency 42FS that counts what it is asked. */
export class DeviceProcess implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly fastPort: number;

  static async start(options: DeviceOptions = {}): Promise<DeviceProcess> {
    const child = fork(fileURLToPath(new URL('./device.ts', import.meta.url)), [JSON.stringify(options)], {
      execArgv: ['--import', import.meta.resolve('tsx')],
    });
    const reply = await next(child);
    if (!('port' in reply)) throw new Error('The device did not say its port');
    return new DeviceProcess(child, reply);
  }

  private constructor(child: ChildProcess, { port, fastPort }: Ports) {
    this.#process = child;
    this.port = port;
    this.fastPort = fastPort;
  }

  get url(): string {
    return `tcp://${this.host}:${this.port}`;
  }

  get fastUrl(): string {
    return `tcp://${this.host}:${this.fastPort}`;
  }

  /** Forgets what was counted so far. */
  async reset(): Promise<void> {
    await this.#ask('reset');
  }

  counts(): Promise<Counts> {
    return this.#ask('counts');
  }

  async recording(): Promise<readonly RecordedLine[]> {
    this.#process.send('recording' satisfies DeviceRequest);
    const reply = await next(this.#process);
    if (!('recording' in reply)) throw new Error('The device gave no recording');
    return reply.recording;
  }

  /** Work that needs the device: rejects when the device ends before it. */
  async during<T>(work: Promise<T>): Promise<T> {
    const ended = next(this.#process).then(() => Promise.reject(new Error('The device said something')));
    ended.catch(() => undefined);
    return await Promise.race([work, ended]);
  }

  async #ask(request: DeviceRequest): Promise<Counts> {
    this.#process.send(request);
    const reply = await next(this.#process);
    if (!('counts' in reply)) throw new Error('The device gave no counts');
    return reply.counts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill();
    await exited;
  }
}

/** The next message; rejects when the process ends instead. */
async function next(child: ChildProcess): Promise<DeviceReply> {
  const stop = new AbortController();
  try {
    const message = once(child, 'message', { signal: stop.signal }) as Promise<[DeviceReply]>;
    const exit = once(child, 'exit', { signal: stop.signal }).then(([code]: unknown[]) => {
      throw new Error(`The device process ended with ${code}`);
    });
    const [reply] = await Promise.race([message, exit]);
    return reply;
  } finally {
    stop.abort();
  }
}
