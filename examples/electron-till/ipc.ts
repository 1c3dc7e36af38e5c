/** The till behind `ipcMain`: only calls of its own page, only the channels of the bridge. */
import { channelName, channels, type TillApi } from './bridge.js';

/** The part of Electron's `ipcMain` that is used. */
export interface IpcMainLike {
  handle(channel: string, listener: (event: IpcEvent, ...given: never[]) => Promise<unknown>): void;
}

export interface IpcEvent {
  /** Null for a frame that is gone. */
  readonly senderFrame: { readonly url: string } | null;
}

export function serve(ipc: IpcMainLike, api: TillApi, isOwn: (url: string) => boolean): void {
  for (const name of channels) {
    ipc.handle(channelName(name), async ({ senderFrame }, ...given) => {
      if (senderFrame === null || !isOwn(senderFrame.url)) throw new Error('not our page');
      return (api[name] as (...all: never[]) => Promise<unknown>)(...given);
    });
  }
}
