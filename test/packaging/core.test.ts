import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, openChromium } from '../../scripts/chromium.mjs';
import { yardstick } from '../support/receipts.js';

const src = fileURLToPath(new URL('../../src', import.meta.url)).replaceAll('\\', '/');

/** What a page takes of the sources: the layers by themselves, no entry of the package. */
const core = `
export { commands, registers } from './protocol/index.js';
export { receipt, toNamed } from './fiscal/index.js';
export { openLink } from './link/detect.js';
export { connectOver } from './register/connect-over.js';
export { EmulatorCore } from './emulator/emulator-core.js';
`;

/** Nothing is left out and nothing is put in the place of anything. */
async function bundled(): Promise<OutputChunk> {
  const entry = `${src}/core-of-the-test.ts`;
  const bundle = await rolldown({
    input: 'core',
    platform: 'browser',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [
      {
        name: 'core',
        resolveId: (id) => (id === 'core' ? entry : undefined),
        load: (id) => (id === entry ? core : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  expect(output).toHaveLength(1);
  return output[0];
}

let bundling: Promise<OutputChunk> | undefined;
const bundle = (): Promise<OutputChunk> => {
  bundling ??= bundled();
  return bundling;
};

describe('the core', () => {
  it('bundles for a browser: nothing of Node is asked for, now or later', async () => {
    const chunk = await bundle();
    const asked = [...chunk.imports, ...chunk.dynamicImports];
    expect(asked.filter((name) => name !== chunk.fileName)).toEqual([]);
    expect(chunk.code).not.toMatch(/['"]node:(?!zlib['"]\))|\brequire\(['"]/);
    const layers = Object.keys(chunk.modules).map((path) =>
      path.replaceAll('\\', '/').replace(`${src}/`, '').replace(/\/.*/, ''),
    );
    for (const layer of ['fiscal', 'protocol', 'link', 'register', 'emulator'])
      expect(layers).toContain(layer);
    const outside = Object.keys(chunk.modules).filter((path) =>
      /src\/(transport\/(tcp|pty|serial|usb)|journal\/(file|archive)|emulator\/(control|store\/state|listeners))/.test(
        path,
      ),
    );
    expect(outside).toEqual([]);
  });

  describe.skipIf(chromiumPath === undefined)('in a page of Chromium', () => {
    let close: () => Promise<void>;
    let page: import('playwright-core').Page;
    const faults: string[] = [];

    beforeAll(async () => {
      const { code } = await bundle();
      const browser = await openChromium();
      close = () => browser.close();
      page = await browser.newPage();
      // Only against pages that hang.
      page.setDefaultTimeout(240_000);
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.addScriptTag({
        type: 'module',
        content: code.replace(/^export \{([^}]*)\};?\s*$/m, 'globalThis.core = { $1 };'),
      });
      await page.waitForFunction(() => 'core' in globalThis);
    });

    afterAll(async () => {
      await close();
      expect(faults).toEqual([]);
    });

    it.each(['v3', 'v2', 'p5'] as const)('runs a shift over %s', async (link) => {
      const shift = await page.evaluate(
        async ({ link, sale }) => {
          type Core = typeof import('../../src/register/connect-over.js') &
            typeof import('../../src/emulator/emulator-core.js') &
            typeof import('../../src/fiscal/index.js') &
            typeof import('../../src/protocol/index.js');
          const { connectOver, EmulatorCore, registers, toNamed } = (globalThis as unknown as { core: Core })
            .core;
          const emulator = new EmulatorCore({ latency: 0, link });
          const kkt = await connectOver(emulator.transport());
          const opened = await kkt.openShift();
          const first = await kkt.issue(sale, { key: 'order-1' });
          const again = await kkt.issue(sale, { key: 'order-1' });
          const broken = await kkt.issue({ ...sale, payments: [] }).catch((error) => error.name as string);
          await kkt.cashIn(100);
          await kkt.cashOut(10);
          const setting = await kkt.settings.get('ofdPort');
          await kkt.print.document((paper) => paper.text('Заказ 15').qr('https://example.com'));
          const cash = await kkt.read(registers.cashSum);
          const { shift } = await kkt.status();
          const closed = await kkt.closeShift();
          const picture = emulator.paper.toPng();
          const { createImageBitmap } = globalThis as unknown as {
            createImageBitmap: (file: Blob) => Promise<{ height: number }>;
          };
          const { height } = await createImageBitmap(new Blob([new Uint8Array(picture)]));
          const documents = emulator.receipts.map((document) => toNamed(document).fields['fiscalSign']);
          const numbers = emulator.fn.documents().map(({ number, form }) => [number, form]);
          const nodes = ['process', 'Buffer', 'require', 'setImmediate'].filter((name) => name in globalThis);
          await kkt.close();
          await emulator.close();
          return {
            linkVersion: kkt.linkVersion,
            opened: opened.shiftNumber,
            first: first.documentNumber,
            again: again.documentNumber,
            broken,
            setting,
            cash: cash.sum,
            shift: shift.state,
            closed: closed.shiftNumber,
            pictureHead: [...picture.slice(0, 4)],
            isTall: height > 100,
            receipts: documents.length,
            numbers,
            nodes,
          };
        },
        { link, sale: yardstick },
      );
      expect(shift).toMatchObject({
        linkVersion: link,
        opened: 1,
        first: 3,
        again: 3,
        broken: 'ValidationError',
        shift: 'open',
        closed: 1,
        pictureHead: [0x89, 0x50, 0x4e, 0x47],
        isTall: true,
        receipts: 1,
        numbers: [
          [1, 1],
          [2, 2],
          [3, 3],
          [4, 5],
        ],
        nodes: [],
      });
      expect(typeof shift.setting).toBe('number');
    });
  });
});
