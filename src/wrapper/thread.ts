import { createRequire } from 'node:module';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { driverError, JsonTaskError } from '../json/index.js';
import type { Call, Reply } from './session.js';
import type { Handover } from './worker/index.js';

interface Answered {
  readonly id: number;
  readonly reply: Reply;
}

const INTERNAL = 6;
const NOT_SUPPORTED = 11;
/** No task takes so long; whoever waits for longer waits for a thread that is gone, ms. */
const LIMIT_MS = 15 * 60_000;
const LOOK_MS = 1000;

/** A thread of its own for one register, so that the caller can wait for it without an event loop. */
export class WrapperThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #nextId = 1;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const data: Handover = { atolWrapper: { port: port2, signal: this.#signal } };
    this.#worker = new Worker(workerFile(), { workerData: data, transferList: [port2] });
    this.#port.on('message', (answered: Answered) => this.#settle(answered));
    this.#worker.on('error', (error) => this.#fail(error));
    // Nobody's program has to end a driver that it does not use any more.
    this.#worker.unref();
    this.#port.unref();
  }

  /** Waits for the answer and blocks this thread meanwhile, as ATOL's driver does. */
  callSync(call: Call): unknown {
    if (!canWait()) throw pageThread(call.method);
    const id = this.#send(call);
    const end = Date.now() + LIMIT_MS;
    for (;;) {
      const seen = Atomics.load(this.#signal, 0);
      for (let got = this.#receive(); got !== undefined; got = this.#receive()) {
        if (got.id === id) return unwrapped(got.reply);
        // An asynchronous task that was given before.
        const { id: other, reply } = got;
        setImmediate(() => this.#settle({ id: other, reply }));
      }
      if (Date.now() > end) throw new JsonTaskError(INTERNAL, threadGone(), { outcome: 'unknown' });
      Atomics.wait(this.#signal, 0, seen, LOOK_MS);
    }
  }

  async call(call: Call): Promise<unknown> {
    const reply = await new Promise<Reply>((resolve) => {
      const id = this.#send(call);
      this.#waiting.set(id, resolve);
      this.#port.ref();
    });
    return unwrapped(reply);
  }

  end(): void {
    this.#port.close();
  }

  #send(call: Call): number {
    const id = this.#nextId++;
    this.#port.postMessage({ id, call });
    return id;
  }

  #receive(): Answered | undefined {
    return receiveMessageOnPort(this.#port)?.message as Answered | undefined;
  }

  #settle({ id, reply }: Answered): void {
    this.#waiting.get(id)?.(reply);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#port.unref();
  }

  #fail(error: Error): void {
    const description = `${threadGone()}: ${error.message}`;
    for (const id of this.#waiting.keys())
      this.#settle({ id, reply: { error: { code: INTERNAL, description, outcome: 'unknown' } } });
  }
}

/** Beside this package, also when the rest of it was bundled into one file: that one must not be run a second time. */
function workerFile(): string {
  return createRequire(import.meta.url).resolve('atol-kkt/wrapper/worker');
}

let waits: boolean | undefined;

/** The main thread of a page must not wait. */
function canWait(): boolean {
  if (waits === undefined) {
    try {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
      waits = true;
    } catch {
      waits = false;
    }
  }
  return waits;
}

function pageThread(method: string): JsonTaskError {
  const instead = method === 'processJson' ? 'processJsonAsync' : `${method}Async`;
  const why = `на главном потоке страницы ждать нельзя: вместо ${method} вызывайте ${instead}`;
  return new JsonTaskError(NOT_SUPPORTED, `${driverError(NOT_SUPPORTED).description} (${why})`);
}

function threadGone(): string {
  return `${driverError(INTERNAL).description} (поток драйвера не отвечает)`;
}

function unwrapped(reply: Reply): unknown {
  if ('value' in reply) return reply.value;
  const { code, description, outcome } = reply.error;
  throw new JsonTaskError(code, description, { outcome: outcome as JsonTaskError['outcome'] });
}
