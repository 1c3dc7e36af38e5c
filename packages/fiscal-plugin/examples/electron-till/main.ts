/** The main process: opens the till's plug-ins and serves them to its own page. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, ipcMain, safeStorage } from 'electron';
import { type Exposed, exposeInMain, httpSource, openTill, type Secrets } from 'fiscal-plugin/host';

/** Kept by the system's own key ring. */
function secretsIn(folder: string): Secrets {
  const file = (plugin: string, name: string) => join(folder, `${plugin}.${name}`);
  return {
    async get(plugin, name) {
      const encrypted = await readFile(file(plugin, name)).catch(() => undefined);
      return encrypted === undefined ? undefined : safeStorage.decryptString(encrypted);
    },
    async set(plugin, name, value) {
      await mkdir(folder, { recursive: true });
      await writeFile(file(plugin, name), safeStorage.encryptString(value), { mode: 0o600 });
    },
    remove: (plugin, name) => rm(file(plugin, name), { force: true }),
  };
}

await app.whenReady();
const folder = join(app.getPath('userData'), 'fiscal');
let exposed: Exposed | undefined;
const till = await openTill({
  folder,
  till: { id: 'till-7' },
  language: 'sk',
  source: httpSource('https://plugins.example.com/till/'),
  publishers: { publisher: await readFile(join(import.meta.dirname, 'publisher.pub.pem'), 'utf8') },
  plugins: { 'sk-demo': { settings: { printer: 'ready' } } },
  services: { httpHosts: [], programs: {}, secrets: secretsIn(join(folder, 'secrets')) },
  onEvent: (event) => exposed?.tell(event),
});
const page = join(import.meta.dirname, 'page.html');
exposed = exposeInMain(ipcMain, till, { allow: (url) => url === pathToFileURL(page).href });

const window = new BrowserWindow({
  width: 1024,
  height: 700,
  webPreferences: {
    preload: join(import.meta.dirname, 'preload.cjs'),
    contextIsolation: true,
    sandbox: true,
  },
});
await window.loadFile(page);

let closing = false;
app.on('before-quit', (event) => {
  if (closing) return;
  closing = true;
  // A receipt that is being made is waited for by nobody, but its plug-in puts its things away.
  event.preventDefault();
  exposed?.close();
  void till.close().finally(() => app.exit());
});
