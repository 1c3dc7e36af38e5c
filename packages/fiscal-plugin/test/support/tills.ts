import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach } from 'vitest';
import {
  folderSource,
  type HostEvent,
  openTill,
  type PluginSetup,
  signArtefact,
  type Till,
  type TillOptions,
} from '../../src/host/index.js';
import type { Sale } from '../../src/index.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fiscal-till-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A publisher with a key, and a folder of artefacts. */
export class Publisher {
  readonly folder = temporary();
  readonly #key: KeyObject;
  readonly publishers: Record<string, string>;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#key = privateKey;
    this.publishers = { chain: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
  }

  get source() {
    return folderSource(this.folder);
  }

  /** Publishes a bundled plug-in under a version. `alter` changes its text. */
  publish(
    plugin: string,
    version: string,
    file: string,
    alter: (text: string) => string = (text) => text,
  ): void {
    const text = alter(readFileSync(file, 'utf8').replaceAll('"1.0.0"', JSON.stringify(version)));
    this.publishZip(plugin, version, zipSync({ 'index.js': strToU8(text), 'package.json': ESM }));
  }

  publishZip(plugin: string, version: string, zip: Uint8Array): void {
    mkdirSync(join(this.folder, plugin), { recursive: true });
    const signature = signArtefact(zip, { plugin, version, key: 'chain' }, this.#key);
    this.put(plugin, `${version}.zip`, zip);
    this.put(plugin, `${version}.zip.sig`, JSON.stringify(signature));
    this.put(plugin, 'version', `${version}\n`);
  }

  put(plugin: string, name: string, content: Uint8Array | string): void {
    writeFileSync(join(this.folder, plugin, name), content);
  }
}

/** A program starts slowly on a busy machine, and says later that it lives. */
const PATIENT = { startMs: 240_000, probeMs: 60_000 };

const ESM = strToU8('{"type":"module"}');

export interface TestTill {
  readonly till: Till;
  readonly events: HostEvent[];
  readonly folder: string;
}

/** A till that is closed after the test. */
export async function tillOf(
  child: string,
  plugins: Readonly<Record<string, PluginSetup>>,
  options: Partial<TillOptions> = {},
): Promise<TestTill> {
  const events: HostEvent[] = [];
  const folder = options.folder ?? temporary();
  const till = await openTill({
    folder,
    till: { id: 'till-7' },
    child: { entry: child },
    plugins: Object.fromEntries(
      Object.entries(plugins).map(([id, setup]) => [
        id,
        { ...setup, limits: { ...PATIENT, ...setup.limits } },
      ]),
    ),
    onEvent: (event) => void events.push(event),
    ...options,
  });
  cleanups.push(() => till.close());
  return { till, events, folder };
}

export function sale(key: string, minor = 1250): Sale {
  const sum = { minor, currency: 'XTS', exponent: 2 };
  return {
    key,
    cashier: { id: '1', name: 'Anna' },
    items: [{ id: 'a', name: 'Tea', price: sum, quantity: '1', sum, tax: 'none' }],
    payments: [{ type: 'cash', sum }],
    total: sum,
  };
}
