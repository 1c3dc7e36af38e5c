/** Stands for the types of Electron where it is not installed, as in the checks of this repository. Delete it after `npm install electron`. */
declare module 'electron' {
  interface Preventable {
    preventDefault(): void;
  }
  export const app: {
    whenReady(): Promise<void>;
    requestSingleInstanceLock(): boolean;
    getPath(name: 'userData'): string;
    on(event: 'window-all-closed' | 'second-instance', listener: () => void): void;
    on(event: 'before-quit', listener: (event: Preventable) => void): void;
    quit(): void;
  };
  export const ipcMain: {
    handle(
      channel: string,
      listener: (
        event: { readonly senderFrame: { readonly url: string } | null },
        // biome-ignore lint/suspicious/noExplicitAny: as Electron has it, which listeners must accept.
        ...args: any[]
      ) => unknown,
    ): void;
  };
  export const ipcRenderer: { invoke(channel: string, ...given: unknown[]): Promise<unknown> };
  export const dialog: {
    showMessageBox(options: {
      type: 'error';
      message: string;
      buttons: string[];
    }): Promise<{ response: number }>;
  };
  export const powerSaveBlocker: { start(type: 'prevent-app-suspension'): number };
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
    readonly webContents: {
      setWindowOpenHandler(handler: () => { action: 'deny' }): void;
      on(event: 'will-navigate', listener: (event: Preventable) => void): void;
    };
    isMinimized(): boolean;
    restore(): void;
    focus(): void;
    loadFile(path: string): Promise<void>;
  }
}
