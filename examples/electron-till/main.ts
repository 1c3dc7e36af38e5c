/** The main process: it has the register and its journal. Pages get neither Node nor the driver. */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { connect } from 'atol-kkt';
import { app, BrowserWindow, ipcMain } from 'electron';
import { serve } from './ipc.js';
import { till } from './till.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const page = join(folder, 'index.html');

// Two programs at one register would get into each other's way.
if (!app.requestSingleInstanceLock()) app.quit();
else {
  await app.whenReady();
  const kkt = await connect(process.env['REGISTER'] ?? 'usb://2912:0005', {
    journal: join(app.getPath('userData'), 'journal'),
  });
  serve(ipcMain, till(kkt, 'Кассир Иванова'), (url) => url === pathToFileURL(page).href);

  const window = new BrowserWindow({
    width: 1000,
    height: 700,
    webPreferences: {
      preload: join(folder, 'preload.cjs'),
      contextIsolation: true,
      nodeIntegration: false,
      sandbox: true,
    },
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  await window.loadFile(page);

  app.on('window-all-closed', () => {
    void kkt.close().finally(() => app.quit());
  });
}
