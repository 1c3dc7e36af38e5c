/** The page's side of the bridge: no Node, no dependencies. */
import { ipcMessageOf } from '../bridge/ipc.js';
import { Peer } from '../bridge/peer.js';
import { type AnyMessagePort, type Port, portOf } from '../bridge/port.js';
import type { IpcMessage } from '../contract/envelope.js';
import { faultOf } from '../contract/fault.js';
import { worded } from '../contract/host-texts.js';
import { type Description, isKeyed, type Operation, type Params, type Result } from '../contract/types.js';

export type { Description, Operation, Params, Result } from '../contract/types.js';

type IpcListener = (event: unknown, message: unknown) => void;

/**
 * What a preload script exposes of Electron's `ipcRenderer`. `close()` must be able to end the listening: `on` returns a
 * function that does (functions lose their identity on the way out of a preload script, so `off` cannot know them
 * there), or there is `off`, as Electron's own object has it.
 */
export interface IpcRendererLike {
  send(channel: string, message: unknown): void;
  on(channel: string, listener: IpcListener): unknown;
  off?(channel: string, listener: IpcListener): unknown;
}

export interface PageTill {
  /** Ids of the till's plug-ins. */
  plugins(): Promise<readonly string[]>;
  describe(plugin: string): Promise<Description>;
  version(plugin: string): Promise<string | undefined>;
  /**
   * Carries out an operation. Never rejects: where the bridge itself fails, an operation that makes a document is
   * `unknown` with `whose: 'bridge'`, and `resolve` tells later.
   */
  call<O extends Operation>(
    plugin: string,
    operation: O,
    params: Params<O>,
    options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ): Promise<Result<O>>;
  /** Listens to what happens to plug-ins; returns the means to stop. */
  onEvent(listener: (event: unknown) => void): () => void;
  close(): void;
}

/** Longest wait of a page for any answer, ms: longer than every limit of the host. */
const TIMEOUT_MS = 600_000;

/**
 * Connects a page with its till over a MessagePort or Electron's IPC.
 *
 * @param options `language` of the cashier's texts for faults of the bridge itself, as the till has it; `en` by default.
 * @throws TypeError where listening to this IPC could never be ended.
 */
export function connectFromPage(
  over: Port | AnyMessagePort | IpcRendererLike,
  {
    channel = 'fiscal-plugin',
    language = 'en',
  }: { readonly channel?: string; readonly language?: string } = {},
): PageTill {
  const listeners = new Set<(event: unknown) => void>();
  const peer = new Peer(portFrom(over, channel), {
    faultOf,
    onEvent: (name, data) => {
      if (name !== 'host') return;
      for (const listener of [...listeners]) {
        try {
          listener(data);
        } catch {
          // A listener that throws must not take the others' events.
        }
      }
    },
  });
  const timeoutMs = TIMEOUT_MS;
  return {
    plugins: async () => (await peer.call('plugins', {}, { timeoutMs })) as readonly string[],
    describe: async (plugin) => (await peer.call('describe', { plugin }, { timeoutMs })) as Description,
    version: async (plugin) => (await peer.call('version', { plugin }, { timeoutMs })) as string | undefined,
    async call(plugin, operation, params, options = {}) {
      try {
        const answer = await peer.call('call', { plugin, operation, params }, { timeoutMs, ...options });
        return answer as Result<typeof operation>;
      } catch (error) {
        const makes = isKeyed(operation) || operation === 'resolve';
        const fault = worded(faultOf(error), language, makes ? 'unknown' : undefined);
        const failed =
          operation === 'health'
            ? { state: 'down', problems: [fault] }
            : { outcome: makes ? 'unknown' : 'refused', fault };
        return failed as Result<typeof operation>;
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => peer.close(),
  };
}

function portFrom(over: Port | AnyMessagePort | IpcRendererLike, channel: string): Port {
  if ('onMessage' in over) return over;
  if ('postMessage' in over) return portOf(over);
  // A page that was loaded anew shares the channel with what the main side still sends to the one before.
  const conversation = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const ends: (() => void)[] = [];
  return {
    send: (message) => over.send(channel, { conversation, message } satisfies IpcMessage),
    onMessage(listener) {
      const take: IpcListener = (_event, raw) => {
        const incoming = ipcMessageOf(raw);
        if (incoming?.conversation === conversation) listener(incoming.message);
      };
      const end: unknown = over.on(channel, take);
      if (typeof end === 'function') ends.push(() => void end());
      else if (over.off !== undefined) ends.push(() => void over.off?.(channel, take));
      else throw new TypeError('on() of the IPC must return what ends the listening, or off() must be there');
    },
    onClose: () => {},
    close() {
      for (const end of ends.splice(0)) end();
      over.send(channel, { conversation, ended: true } satisfies IpcMessage);
    },
  };
}
