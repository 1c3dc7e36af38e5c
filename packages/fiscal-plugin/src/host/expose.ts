import { ipcMessageOf } from '../bridge/ipc.js';
import { Peer } from '../bridge/peer.js';
import { type AnyMessagePort, type Port, portOf } from '../bridge/port.js';
import type { IpcMessage } from '../contract/envelope.js';
import { FiscalFault, fault, faultOf } from '../contract/fault.js';
import { KEYED_OPERATIONS, type Operation, type Params } from '../contract/types.js';
import type { HostEvent } from './events.js';
import type { Till } from './till.js';

/** The part of Electron's `ipcMain` that is needed. */
export interface IpcMainLike {
  on(channel: string, listener: (event: IpcMainEventLike, message: unknown) => void): unknown;
  off(channel: string, listener: (event: IpcMainEventLike, message: unknown) => void): unknown;
}

interface WebContentsLike {
  readonly id: number;
  send(channel: string, message: unknown): void;
  isDestroyed?(): boolean;
  once(event: 'destroyed', listener: () => void): unknown;
  off(event: 'destroyed', listener: () => void): unknown;
}

interface IpcMainEventLike {
  readonly sender: WebContentsLike;
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

/** Conversations of one web contents; a page that is loaded again and again does not say good-bye. */
const MAX_CONVERSATIONS = 16;

/** Serves a till to the pages of an Electron program, one conversation for each connection of a page. */
export function exposeInMain(
  ipcMain: IpcMainLike,
  till: Till,
  { channel = 'fiscal-plugin', allow = () => true }: ExposeOptions = {},
): Exposed {
  const pages = new Map<number, IpcPage>();
  const listener = (event: IpcMainEventLike, raw: unknown): void => {
    const message = ipcMessageOf(raw);
    if (message === undefined || !allow(event.senderFrame?.url ?? '')) return;
    const { sender } = event;
    let page = pages.get(sender.id);
    if (page === undefined) {
      page = new IpcPage(sender, channel, till, () => pages.delete(sender.id));
      pages.set(sender.id, page);
    }
    page.take(message);
  };
  ipcMain.on(channel, listener);
  return {
    tell: (event) => {
      for (const page of pages.values()) page.tell(event);
    },
    close: () => {
      ipcMain.off(channel, listener);
      for (const page of pages.values()) page.close();
      pages.clear();
    },
  };
}

/** One web contents and its conversations. */
class IpcPage {
  readonly #sender: WebContentsLike;
  readonly #channel: string;
  readonly #till: Till;
  readonly #talks = new Map<string, Talk>();
  readonly #destroyed: () => void;

  constructor(sender: WebContentsLike, channel: string, till: Till, onDestroyed: () => void) {
    this.#sender = sender;
    this.#channel = channel;
    this.#till = till;
    this.#destroyed = () => {
      onDestroyed();
      this.close();
    };
    sender.once('destroyed', this.#destroyed);
  }

  take({ conversation, message, ended }: IpcMessage): void {
    if (ended === true) {
      this.#talks.get(conversation)?.end();
      this.#talks.delete(conversation);
      return;
    }
    let talk = this.#talks.get(conversation);
    if (talk === undefined) {
      const [oldest] = this.#talks.size >= MAX_CONVERSATIONS ? this.#talks.keys() : [];
      if (oldest !== undefined) this.take({ conversation: oldest, ended: true });
      talk = this.#open(conversation);
      this.#talks.set(conversation, talk);
    }
    talk.deliver(message);
  }

  tell(event: HostEvent): void {
    for (const { served } of this.#talks.values()) served.tell(event);
  }

  close(): void {
    this.#sender.off('destroyed', this.#destroyed);
    for (const talk of this.#talks.values()) talk.end();
    this.#talks.clear();
  }

  #open(conversation: string): Talk {
    const listeners: ((message: unknown) => void)[] = [];
    const closers: ((reason: string) => void)[] = [];
    const sender = this.#sender;
    const port: Port = {
      send: (message) => {
        if (sender.isDestroyed?.() !== true) {
          sender.send(this.#channel, { conversation, message } satisfies IpcMessage);
        }
      },
      onMessage: (take) => listeners.push(take),
      onClose: (take) => closers.push(take),
      close: () => {},
    };
    return {
      served: serveTill(port, this.#till),
      deliver: (message) => {
        for (const take of listeners) take(message);
      },
      end: () => {
        for (const take of closers.splice(0)) take('the page is gone');
      },
    };
  }
}

interface Talk {
  readonly served: Exposed;
  deliver(message: unknown): void;
  end(): void;
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
