import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { driverError, JsonTaskError } from '../json/index.js';
import { DriverThread } from './driver-thread.js';
import type { Call, Reply } from './session.js';

interface Answered {
  readonly id: number;
  readonly reply: Reply;
}

const INTERNAL = 6;
const NOT_SUPPORTED = 11;
/** How often a blocked caller looks whether the thread lives, ms. */
const LOOK_MS = 200;

/** One wrapper's line to the thread of the driver. */
export class WrapperThread {
  readonly #thread: DriverThread;
  readonly #port: MessagePort;
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  readonly #onEnd = () => this.#fail();
  #nextId = 1;
  #leaving = false;

  constructor() {
    this.#thread = DriverThread.get();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#thread.add(port2, this.#signal, this.#onEnd);
    this.#port.on('message', (answered: Answered) => this.#settle(answered));
    this.#port.unref();
  }

  /** The thread has ended, and what it was doing nobody knows. */
  get dead(): boolean {
    return this.#thread.dead;
  }

  /** @throws JsonTaskError 241 for a key that died with an earlier thread. */
  keepKey(key: string): void {
    this.#thread.keepKey(key);
  }

  /** Waits for the answer and blocks this thread meanwhile, as ATOL's driver does. */
  callSync(call: Call): unknown {
    if (!canWait()) throw pageThread(call.method);
    const id = this.#send(call);
    const stopped = this.#thread.pulse();
    for (;;) {
      const seen = Atomics.load(this.#signal, 0);
      // Looked at before the answers: one that was given before the end counts.
      const over = stopped();
      for (let got = this.#receive(); got !== undefined; got = this.#receive()) {
        if (got.id === id) return unwrapped(got.reply);
        // An asynchronous task that was given before.
        const { id: other, reply } = got;
        setImmediate(() => this.#settle({ id: other, reply }));
      }
      if (over) throw new JsonTaskError(INTERNAL, this.#gone(), { outcome: 'unknown' });
      Atomics.wait(this.#signal, 0, seen, LOOK_MS);
    }
  }

  async call(call: Call): Promise<unknown> {
    const id = this.#send(call);
    const reply = await new Promise<Reply>((resolve) => {
      if (this.#waiting.size === 0) this.#thread.hold();
      this.#waiting.set(id, resolve);
      this.#port.ref();
    });
    return unwrapped(reply);
  }

  /** What was given before is still done and answered. */
  end(): void {
    this.#leaving = true;
    if (this.#waiting.size === 0) this.#leave();
  }

  #leave(): void {
    this.#port.close();
    this.#thread.remove(this.#onEnd);
  }

  /** @throws JsonTaskError with the outcome `not-sent` when the thread is gone. */
  #send(call: Call): number {
    if (this.dead) throw new JsonTaskError(INTERNAL, this.#gone());
    const id = this.#nextId++;
    this.#port.postMessage({ id, call });
    return id;
  }

  #receive(): Answered | undefined {
    return receiveMessageOnPort(this.#port)?.message as Answered | undefined;
  }

  #settle({ id, reply }: Answered): void {
    this.#waiting.get(id)?.(reply);
    if (!this.#waiting.delete(id) || this.#waiting.size > 0) return;
    this.#port.unref();
    this.#thread.release();
    if (this.#leaving) this.#leave();
  }

  #fail(): void {
    // Answers that came before the end are answers.
    for (let got = this.#receive(); got !== undefined; got = this.#receive()) this.#settle(got);
    const reply: Reply = { error: { code: INTERNAL, description: this.#gone(), outcome: 'unknown' } };
    for (const id of [...this.#waiting.keys()]) this.#settle({ id, reply });
  }

  #gone(): string {
    const { reason } = this.#thread;
    return `${driverError(INTERNAL).description} (поток драйвера завершился${reason && `: ${reason}`})`;
  }
}

let waits: boolean | undefined;

/** The main thread of a page must not wait. */
export function canWait(): boolean {
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

function unwrapped(reply: Reply): unknown {
  if ('value' in reply) return reply.value;
  const { code, description, outcome } = reply.error;
  throw new JsonTaskError(code, description, { outcome: outcome as JsonTaskError['outcome'] });
}
