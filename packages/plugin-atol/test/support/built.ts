import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { afterAll } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..', '..');
const contract = join(root, 'packages/fiscal-plugin');

const alias = {
  'atol-kkt/emulator': join(root, 'src/emulator/index.ts'),
  'atol-kkt/fiscal': join(root, 'src/fiscal/index.ts'),
  'atol-kkt': join(root, 'src/index.ts'),
  'fiscal-plugin': join(contract, 'src/index.ts'),
};

/** The page of `fiscal-plugin host`. */
type ServeHost = (options: {
  file: string;
  setup: { id: string; settings: Record<string, unknown> };
  folder: string;
  port: number;
  child: { entry: string };
}) => Promise<{ url: string; close(): Promise<void> }>;

/** The artefact as tills get it, one file with the driver inside and its native packages beside it. */
export async function built() {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-atol-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const bundle = async (name: string, input: string): Promise<string> => {
    await build({
      input,
      platform: 'node',
      resolve: { alias },
      external: ['serialport', 'usb', 'jsbarcode'],
      logLevel: 'silent',
      output: { dir: join(folder, name), entryFileNames: 'index.mjs', format: 'esm' },
    });
    return join(folder, name, 'index.mjs');
  };
  return {
    folder,
    file: await bundle('plugin', join(here, '..', '..', 'src', 'index.ts')),
    child: await bundle('child', join(contract, 'src/child/index.ts')),
    /** The same plug-in with another package `usb` beside it, as an artefact has its native packages. */
    async withUsb(): Promise<string> {
      const beside = join(folder, 'usb', 'node_modules', 'usb');
      cpSync(join(folder, 'plugin'), join(folder, 'usb', 'plugin'), { recursive: true });
      cpSync(
        await bundle('usb-package', join(here, '..', 'programs', 'usb-package.ts')),
        join(beside, 'index.mjs'),
      );
      writeFileSync(join(beside, 'package.json'), '{ "name": "usb", "exports": "./index.mjs" }');
      return join(folder, 'usb', 'plugin', 'index.mjs');
    },
    async host(): Promise<ServeHost> {
      const file = await bundle('host', join(contract, 'src/cli/host.ts'));
      for (const beside of ['package.json', 'assets']) {
        cpSync(join(contract, beside), join(folder, 'host', beside), { recursive: true });
      }
      return (await import(pathToFileURL(file).href)).serveHost;
    },
  };
}
