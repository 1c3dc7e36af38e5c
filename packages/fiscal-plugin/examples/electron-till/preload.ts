/** Between both worlds; built to CommonJS, as sandboxed preload scripts must be. */
import { contextBridge, ipcRenderer } from 'electron';

type Listener = (event: undefined, message: unknown) => void;

contextBridge.exposeInMainWorld('fiscalIpc', {
  send: (channel: string, message: unknown) => ipcRenderer.send(channel, message),
  on(channel: string, listener: Listener) {
    // Electron's event stays here: it would give the page the whole `ipcRenderer`.
    const take = (_event: unknown, message: unknown) => listener(undefined, message);
    ipcRenderer.on(channel, take);
    return () => {
      ipcRenderer.off(channel, take);
    };
  },
});
