/** The page's side of the bridge: no Node, no dependencies. */
import { Peer } from '../bridge/peer.js';
import { type AnyMessagePort, type Port, portOf } from '../bridge/port.js';
import { faultOf } from '../contract/fault.js';
import { type Description, isKeyed, type Operation, type Params, type Result } from '../contract/types.js';

export type { Description, Operation, Params, Result } from '../contract/types.js';

/** What a preload script exposes of Electron's `ipcRenderer`. */
export interface IpcRendererLike {
  send(channel: string, message: unknown): void;
  on(channel: string, listener: (event: unknown, message: unknown) => void): unknown;
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

/** Connects a page with its till over a MessagePort or Electron's IPC. */
export function connectFromPage(
  over: Port | AnyMessagePort | IpcRendererLike,
  { channel = 'fiscal-plugin' }: { readonly channel?: string } = {},
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
        const fault = faultOf(error);
        const failed =
          operation === 'health'
            ? { state: 'down', problems: [fault] }
            : { outcome: isKeyed(operation) || operation === 'resolve' ? 'unknown' : 'refused', fault };
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
  return {
    send: (message) => over.send(channel, message),
    onMessage: (listener) => {
      over.on(channel, (_event, message) => listener(message));
    },
    onClose: () => {},
    close: () => {},
  };
}
