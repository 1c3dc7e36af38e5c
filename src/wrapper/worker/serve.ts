import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { type Call, carryOut, type Reply, serialAddress, WrapperSession } from '../session.js';
import { CHILD, SerialChild } from './child.js';

/** What is needed of a MessagePort; the declarations of this file work without those of Node. */
interface Port {
  // biome-ignore lint/suspicious/noExplicitAny: as MessagePort declares it.
  on(event: string, listener: (message: any) => void): unknown;
  postMessage(message: unknown): void;
  close(): void;
}

/** What the thread of the wrappers is given: another wrapper, or that there are no more. */
export type Order =
  | { readonly serve: { readonly port: Port; readonly signal: Int32Array } }
  | { readonly end: true };

let sessions = 0;

/** Carries out the calls of one wrapper, in the order in which they come; each reply wakes whoever waits for it. */
export function serve(port: Port, signal: Int32Array): Promise<void> {
  const session = new Served();
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, call }: { id: number; call: Call }) => {
    last = last.then(async () => {
      const reply = await session.call(call);
      port.postMessage({ id, reply });
      Atomics.add(signal, 0, 1);
      Atomics.notify(signal, 0);
    });
  });
  return new Promise((resolve) => {
    port.on('close', () => resolve(last.then(() => session.close())));
  });
}

/** A wrapper's register, driven by this thread or, on a serial port, by a process. */
class Served {
  readonly #own = new WrapperSession();
  readonly #number = sessions++;
  #child: SerialChild | undefined;

  async call(call: Call): Promise<Reply> {
    if (call.method === 'open') {
      // The driver refuses settings that are none of a connection.
      const address = serialAddress(call.argument);
      if (!this.#child && address) this.#child = SerialChild.of(address);
      else if (!address) await this.#leave();
    }
    return this.#child ? this.#child.call(this.#number, call) : carryOut(this.#own, call);
  }

  async close(): Promise<void> {
    await this.#leave();
    await this.#own.close().catch(() => undefined);
  }

  async #leave(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.call(this.#number, { method: 'close' });
  }
}

/** What a thread of ours is started with. */
interface Handover {
  readonly atolWrapper?: true;
}

if ((workerData as Handover | null)?.atolWrapper) obey(parentPort as Port);
else if (isMainThread && process.env[CHILD] && process.send) obeyThread();

function obey(owner: Port): void {
  owner.on('message', (order: Order) => {
    if ('end' in order) {
      // Whatever is still under way keeps the thread running.
      owner.close();
      return;
    }
    const { port, signal } = order.serve;
    void serve(port, signal);
  });
}

/** The process of a serial port: it ends with the thread that has started it, whatever it is doing, as a crash would end it. */
function obeyThread(): void {
  const served = new Map<number, { session: WrapperSession; last: Promise<void> }>();
  process.on('disconnect', () => process.exit());
  process.on('message', ({ id, session: number, call }: { id: string; session: number; call: Call }) => {
    const one = served.get(number) ?? { session: new WrapperSession(), last: Promise.resolve() };
    served.set(number, one);
    one.last = one.last.then(async () => {
      process.send?.({ id, reply: await carryOut(one.session, call) });
    });
  });
}
