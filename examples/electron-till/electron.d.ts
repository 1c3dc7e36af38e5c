/** Stands for the types of Electron where it is not installed, as in the checks of this repository. Delete it after `npm install electron`. */
declare module 'electron' {
  export const app: {
    whenReady(): Promise<void>;
    requestSingleInstanceLock(): boolean;
    getPath(name: 'userData'): string;
    on(event: 'window-all-closed', listener: () => void): void;
    quit(): void;
  };
  export const ipcMain: {
    handle(
      channel: string,
      listener: (
        event: { readonly senderFrame: { readonly url: string } | null },
        ...given: never[]
      ) => Promise<unknown>,
    ): void;
  };
  export const ipcRenderer: { invoke(channel: string, ...given: unknown[]): Promise<unknown> };
  export const contextBridge: { exposeInMainWorld(name: string, api: unknown): void };
  export class BrowserWindow {
    constructor(options: {
      width: number;
      height: number;
      webPreferences: {
        preload: string;
        contextIsolation: boolean;
        nodeIntegration: boolean;
        sandbox: boolean;
      };
    });
    readonly webContents: { setWindowOpenHandler(handler: () => { action: 'deny' }): void };
    loadFile(path: string): Promise<void>;
  }
}
