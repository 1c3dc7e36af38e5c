/** The main process: it has the register and its journal. Pages get neither Node nor the driver. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CashRegister, connect, isAtolError } from 'atol-kkt';
import { app, BrowserWindow, dialog, ipcMain, powerSaveBlocker } from 'electron';
import { serve } from './ipc.js';
import { till } from './till.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const page = join(folder, 'index.html');

// Two programs at one register would get into each other's way.
if (!app.requestSingleInstanceLock()) app.quit();
else {
  await app.whenReady();
  const kkt = await connected();
  if (kkt === undefined) app.quit();
  else await run(kkt);
}

/** A register that is switched off in the morning is no reason to end. Undefined: the cashier gave up. */
async function connected(): Promise<CashRegister | undefined> {
  for (;;) {
    try {
      return await connect(process.env['REGISTER'] ?? 'usb://2912:0005', {
        journal: join(app.getPath('userData'), 'journal'),
      });
    } catch (error) {
      if (!isAtolError(error)) throw error;
      const buttons = ['Повторить', 'Выйти'];
      const { response } = await dialog.showMessageBox({ type: 'error', message: error.message, buttons });
      if (response !== 0) return undefined;
    }
  }
}

async function run(kkt: CashRegister): Promise<void> {
  const served = serve(ipcMain, till(kkt, 'Кассир Иванова'), isPage);
  // A computer that dozes would let the answers of the register wait.
  powerSaveBlocker.start('prevent-app-suspension');

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
  window.webContents.on('will-navigate', (event) => event.preventDefault());
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });

  // What has begun is waited for. Where that is not possible, as in a power cut, the journal settles it at the next start.
  let isClosed = false;
  app.on('before-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void served
      .idle()
      .then(() => kkt.close())
      .finally(() => {
        isClosed = true;
        app.quit();
      });
  });
  app.on('window-all-closed', () => app.quit());
  await window.loadFile(page);
}

/** Chromium and Node write the address of a file in different ways; the path is the same. */
function isPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'file:' && fileURLToPath(new URL(url)) === page;
}
