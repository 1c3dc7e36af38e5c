/** The only thing that a page gets: functions of the bridge by name, no `ipcRenderer`. */
import { contextBridge, ipcRenderer } from 'electron';
import type { TillApi } from './bridge.js' with { 'resolution-mode': 'import' };

// Sandboxed scripts load no other files: the names of the channels stand here once more, and the compiler compares them.
const api: TillApi = {
  state: () => ipcRenderer.invoke('till:state') as ReturnType<TillApi['state']>,
  sell: (key, receipt) => ipcRenderer.invoke('till:sell', key, receipt) as ReturnType<TillApi['sell']>,
  closeShift: () => ipcRenderer.invoke('till:closeShift') as ReturnType<TillApi['closeShift']>,
};

contextBridge.exposeInMainWorld('till', api);
