import { isMainThread, workerData } from 'node:worker_threads';
import { type Call, carryOut, type Reply, WrapperSession } from '../session.js';

/** What is needed of a MessagePort; the declarations of this file work without those of Node. */
interface CallPort {
  on(event: 'message' | 'close', listener: (message: { id: number; call: Call }) => void): unknown;
  postMessage(message: unknown): void;
}

/** What the thread of a wrapper is started with. */
export interface Handover {
  readonly atolWrapper: { readonly port: CallPort; readonly signal: Int32Array };
}

/** Carries out the calls of one wrapper, in the order in which they come; each reply wakes whoever waits for it. */
export function serve({ port, signal }: Handover['atolWrapper']): void {
  const session = new WrapperSession();
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, call }) => {
    last = last.then(async () => {
      const reply: Reply = await carryOut(session, call);
      port.postMessage({ id, reply });
      Atomics.add(signal, 0, 1);
      Atomics.notify(signal, 0);
    });
  });
  port.on('close', () => void last.then(() => session.close()));
}

const handover = isMainThread ? undefined : (workerData as Partial<Handover> | null);
if (handover?.atolWrapper) serve(handover.atolWrapper);
