import { parentPort, workerData } from 'node:worker_threads';
import { type Call, carryOut, type Reply, WrapperSession } from '../session.js';

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

/** Carries out the calls of one wrapper, in the order in which they come; each reply wakes whoever waits for it. */
export function serve(port: Port, signal: Int32Array): Promise<void> {
  const session = new WrapperSession();
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, call }: { id: number; call: Call }) => {
    last = last.then(async () => {
      const reply: Reply = await carryOut(session, call);
      port.postMessage({ id, reply });
      Atomics.add(signal, 0, 1);
      Atomics.notify(signal, 0);
    });
  });
  return new Promise((resolve) => {
    port.on('close', () => resolve(last.then(() => session.close()).catch(() => undefined)));
  });
}

/** What a thread of ours is started with. */
interface Handover {
  readonly atolWrapper?: true;
}

if ((workerData as Handover | null)?.atolWrapper) obey(parentPort as Port);

function obey(owner: Port): void {
  const serving = new Set<Promise<void>>();
  owner.on('message', (order: Order) => {
    if ('end' in order) {
      // Whatever is still under way keeps the thread running.
      owner.close();
      return;
    }
    const { port, signal } = order.serve;
    const served = serve(port, signal).finally(() => serving.delete(served));
    serving.add(served);
  });
}
