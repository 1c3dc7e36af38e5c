/** The part of Electron's API that this program uses, by its documentation; Electron's own types say the same and more. */
declare module 'electron' {
  interface WebContents {
    readonly id: number;
    send(channel: string, message: unknown): void;
    isDestroyed(): boolean;
    once(event: 'destroyed', listener: () => void): unknown;
    off(event: 'destroyed', listener: () => void): unknown;
  }
  interface IpcMainEvent {
    readonly sender: WebContents;
    readonly senderFrame: { readonly url: string } | null;
  }
  type MainListener = (event: IpcMainEvent, message: unknown) => void;
  type RendererListener = (event: unknown, message: unknown) => void;
  export const ipcMain: {
    on(channel: string, listener: MainListener): unknown;
    off(channel: string, listener: MainListener): unknown;
  };
  export const ipcRenderer: {
    send(channel: string, message: unknown): void;
    on(channel: string, listener: RendererListener): unknown;
    off(channel: string, listener: RendererListener): unknown;
  };
  export const contextBridge: { exposeInMainWorld(name: string, api: object): void };
  export const safeStorage: { encryptString(text: string): Buffer; decryptString(encrypted: Buffer): string };
  export const app: {
    whenReady(): Promise<void>;
    getPath(name: 'userData'): string;
    on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown;
    exit(code?: number): void;
  };
  export class BrowserWindow {
    constructor(options: {
      width: number;
      height: number;
      webPreferences: { preload: string; contextIsolation: boolean; sandbox: boolean };
    });
    loadFile(path: string): Promise<void>;
  }
}
