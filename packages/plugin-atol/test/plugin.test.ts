import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KitSetup, kitText, runKit } from 'fiscal-plugin/testing';
import { build } from 'rolldown';
import { afterAll, describe, expect, it } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'plugin-atol-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alias = {
  'atol-kkt/emulator': join(root, 'src/emulator/index.ts'),
  'atol-kkt/fiscal': join(root, 'src/fiscal/index.ts'),
  'atol-kkt': join(root, 'src/index.ts'),
  'fiscal-plugin': join(root, 'packages/fiscal-plugin/src/index.ts'),
};

/** The artefact: one file with the driver inside, as tills get it. */
async function bundle(name: string, input: string): Promise<string> {
  await build({
    input,
    platform: 'node',
    resolve: { alias },
    external: ['serialport', 'usb', 'jsbarcode'],
    logLevel: 'silent',
    output: { dir: join(folder, name), entryFileNames: 'index.mjs', format: 'esm' },
  });
  return join(folder, name, 'index.mjs');
}

const file = await bundle('plugin', join(here, '..', 'src', 'index.ts'));
const child = await bundle('child', join(root, 'packages/fiscal-plugin/src/child/index.ts'));

const setup: KitSetup = {
  id: 'ru-atol',
  settings: { emulate: true, taxation: 'osn', signMs: 0 },
  wrongSettings: [{ url: 'ftp://x' }, { emulate: 'yes' }, { taxation: 'none' }, { port: 1 }],
  noDevice: { url: 'tcp://127.0.0.1:1' },
  slowDevice: { emulate: true, taxation: 'osn', signMs: 400 },
  languages: ['ru', 'en'],
};

describe('Russia over the contract', () => {
  it('passes the whole conformance kit', async () => {
    const report = await runKit({ file, setup, child: { entry: child }, quick: true });
    expect(kitText(report)).toContain('12 passed, 0 failed, 0 skipped');
  });
});
