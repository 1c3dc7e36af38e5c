/** The till behind `ipcMain`: only calls of its own page, only the channels of the bridge. */
import { channelName, channels, type TillApi } from './bridge.js';

/** The part of Electron's `ipcMain` that is used. */
export interface IpcMainLike {
  handle(channel: string, listener: (event: IpcEvent, ...given: unknown[]) => Promise<unknown>): void;
}

export interface IpcEvent {
  /** Null for a frame that is gone. */
  readonly senderFrame: { readonly url: string } | null;
}

export interface Served {
  /** Waits until every call has its answer: a program that ends before leaves a receipt half done. */
  idle(): Promise<void>;
}

export function serve(ipc: IpcMainLike, api: TillApi, isOwn: (url: string) => boolean): Served {
  const running = new Set<Promise<unknown>>();
  for (const name of channels) {
    // What a page gives may be anything: the driver checks it.
    const method = api[name] as (...all: unknown[]) => Promise<unknown>;
    ipc.handle(channelName(name), async ({ senderFrame }, ...given) => {
      if (senderFrame === null || !isOwn(senderFrame.url)) throw new Error('not our page');
      const work = method(...given);
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    });
  }
  return {
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
