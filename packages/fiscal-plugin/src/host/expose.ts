import { Peer } from '../bridge/peer.js';
import { type AnyMessagePort, type Port, portOf } from '../bridge/port.js';
import { FiscalFault, fault, faultOf } from '../contract/fault.js';
import { KEYED_OPERATIONS, type Operation, type Params } from '../contract/types.js';
import type { HostEvent } from './events.js';
import type { Till } from './till.js';

/** The part of Electron's `ipcMain` that is needed. */
export interface IpcMainLike {
  on(channel: string, listener: (event: IpcMainEventLike, message: unknown) => void): unknown;
  off(channel: string, listener: (event: IpcMainEventLike, message: unknown) => void): unknown;
}

interface IpcMainEventLike {
  readonly sender: {
    readonly id: number;
    send(channel: string, message: unknown): void;
    isDestroyed?(): boolean;
    once(event: 'destroyed', listener: () => void): unknown;
  };
  readonly senderFrame?: { readonly url: string } | null;
}

export interface ExposeOptions {
  /** IPC channel, `fiscal-plugin` by default. */
  readonly channel?: string;
  /** Which pages may speak, by the address of their frame; all of the till's own by default. */
  readonly allow?: (url: string) => boolean;
}

/** Pages that speak with a till, and what they are told. */
export interface Exposed {
  /** Passes on what happens to plug-ins; give it as `onEvent` of the till. */
  tell(event: HostEvent): void;
  close(): void;
}

/** Serves a till to one page over a MessagePort or anything shaped like one. */
export function serveTill(port: Port | AnyMessagePort, till: Till): Exposed {
  const peer = new Peer('onMessage' in port ? port : portOf(port), {
    faultOf: (error) => ({ ...faultOf(error), whose: 'till' }),
    handle: (method, params, signal) => answer(till, method, params, signal),
  });
  return { tell: (event) => peer.emit('host', event), close: () => peer.close() };
}

/** Serves a till to the pages of an Electron program, one conversation for each page. */
export function exposeInMain(
  ipcMain: IpcMainLike,
  till: Till,
  { channel = 'fiscal-plugin', allow = () => true }: ExposeOptions = {},
): Exposed {
  const pages = new Map<number, { served: Exposed; deliver: (message: unknown) => void }>();
  const listener = (event: IpcMainEventLike, message: unknown): void => {
    if (!allow(event.senderFrame?.url ?? '')) return;
    const { sender } = event;
    let page = pages.get(sender.id);
    if (page === undefined) {
      const listeners: ((message: unknown) => void)[] = [];
      const closers: ((reason: string) => void)[] = [];
      const port: Port = {
        send: (out) => {
          if (sender.isDestroyed?.() !== true) sender.send(channel, out);
        },
        onMessage: (take) => listeners.push(take),
        onClose: (take) => closers.push(take),
        close: () => {},
      };
      page = {
        served: serveTill(port, till),
        deliver: (incoming) => {
          for (const take of listeners) take(incoming);
        },
      };
      pages.set(sender.id, page);
      sender.once('destroyed', () => {
        pages.delete(sender.id);
        for (const take of closers) take('the page is gone');
      });
    }
    page.deliver(message);
  };
  ipcMain.on(channel, listener);
  return {
    tell: (event) => {
      for (const { served } of pages.values()) served.tell(event);
    },
    close: () => {
      ipcMain.off(channel, listener);
      for (const { served } of pages.values()) served.close();
    },
  };
}

async function answer(till: Till, method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
  const { plugin, operation, params: inner } = (params ?? {}) as Record<string, unknown>;
  const id = String(plugin);
  switch (method) {
    case 'plugins':
      return till.ids;
    case 'describe':
      return await till.describe(id);
    case 'version':
      return till.version(id);
    case 'call':
      // A page that goes away does not stop a document that is being made.
      return await till.call(
        id,
        operation as Operation,
        inner as Params<Operation>,
        (KEYED_OPERATIONS as readonly unknown[]).includes(operation) ? {} : { signal },
      );
    default:
      throw new FiscalFault(fault('till', 'no-such-method', method));
  }
}
