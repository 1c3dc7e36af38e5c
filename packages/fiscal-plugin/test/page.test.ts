import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveHost } from '../src/cli/host.js';
import { type Exposed, folderSource, serveTill } from '../src/host/index.js';
import type { PageTill } from '../src/page/index.js';
import { built } from './support/built.js';
import { chromiumPath, openChromium } from './support/chromium.js';
import { Publisher, sale, type TestTill, temporary, tillOf } from './support/tills.js';

declare const window: { till: PageTill; take(message: unknown): void; toMain(message: unknown): void };

const { child, plugin, folder } = await built();
const pageScript = join(folder, 'page.js');
await build({
  input: fileURLToPath(new URL('../src/page/index.ts', import.meta.url)),
  logLevel: 'silent',
  output: { file: pageScript, format: 'iife', name: 'fiscalPlugin' },
});

/** The process that the plug-in runs in now. */
function processOf({ events }: TestTill): number {
  const started = events.filter((event) => event.kind === 'started').at(-1);
  return Number(started?.pid);
}

describe.skipIf(chromiumPath === undefined)('a page in Chromium (skipped where there is none)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  /** A page whose messages pass to the main side as over Electron's IPC. */
  async function pageOf({ till }: TestTill): Promise<{ page: Page; served: Exposed }> {
    const page = await browser.newPage();
    const listeners: ((message: unknown) => void)[] = [];
    await page.exposeFunction('toMain', (message: unknown) => {
      for (const listener of listeners) listener(message);
    });
    await page.setContent('<title>Till</title>');
    await page.addScriptTag({ content: readFileSync(pageScript, 'utf8') });
    await page.addScriptTag({
      content: `
        const takers = [];
        window.take = (message) => takers.forEach((taker) => taker({}, message));
        window.till = fiscalPlugin.connectFromPage({
          send: (channel, message) => window.toMain(message),
          on: (channel, taker) => takers.push(taker),
        });`,
    });
    const served = serveTill(
      {
        send: (message) => void page.evaluate((given) => window.take(given), message).catch(() => {}),
        onMessage: (listener) => listeners.push(listener),
        onClose: () => {},
        close: () => {},
      },
      till,
    );
    return { page, served };
  }

  const sell = (page: Page, key: string) =>
    page.evaluate((message) => window.till.call('xx-good', 'sale', message), sale(key));

  it('lives a day: sales, a plug-in killed in the middle, a new version, a bad one, a start without a network', async () => {
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    const options = { source: publisher.source, publishers: publisher.publishers };
    const killable = { 'xx-good': { settings: { device: 'slow' }, limits: { startsPerMinute: 50 } } };
    const opened = await tillOf(child, killable, options);
    const { page } = await pageOf(opened);
    expect(await page.evaluate(() => window.till.plugins())).toEqual(['xx-good']);
    expect(await sell(page, 'order-1')).toMatchObject({ outcome: 'done', document: { id: '1' } });

    const selling = sell(page, 'order-2');
    await new Promise((begun) => setTimeout(begun, 50));
    process.kill(processOf(opened), 'SIGKILL');
    expect(await selling).toMatchObject({ outcome: expect.stringMatching(/done|refused/) });
    const settled = await sell(page, 'order-2');
    expect(settled).toMatchObject({ outcome: 'done', document: { id: '2' } });

    publisher.publish('xx-good', '1.1.0', plugin('good'));
    expect(await opened.till.update('xx-good')).toMatchObject({ changed: true });
    expect(await page.evaluate(() => window.till.version('xx-good'))).toBe('1.1.0');
    publisher.publish('xx-good', '1.2.0', plugin('good'), () => 'process.exit(1)');
    expect(await opened.till.update('xx-good')).toMatchObject({ changed: false, version: '1.1.0' });
    expect(await sell(page, 'order-2')).toEqual(settled);
    await opened.till.close();

    const later = await tillOf(child, killable, {
      ...options,
      folder: opened.folder,
      source: folderSource(join(folder, 'nowhere')),
    });
    const { page: next } = await pageOf(later);
    expect(await sell(next, 'order-3')).toMatchObject({ outcome: 'done', document: { id: '3' } });
    expect(await sell(next, 'order-1')).toMatchObject({ outcome: 'done', document: { id: '1' } });
  });

  it('clicks through the operations of a plug-in as its author does', async () => {
    const host = await serveHost({
      file: plugin('good'),
      setup: { id: 'xx-good', settings: { device: 'ok' } },
      folder: temporary(),
      port: 0,
      child: { entry: child },
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const strange: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('http://127.0.0.1')) strange.push(request.url());
    });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(host.url);
    await page.getByRole('button', { name: 'sale', exact: true }).click();
    await page.getByRole('button', { name: 'Call' }).click();
    await page.locator('#answer.done').waitFor();
    expect(await page.locator('#answer').textContent()).toContain('"outcome": "done"');
    expect(await page.locator('.paper').first().textContent()).toContain('1 page-');
    await page.getByRole('button', { name: 'refund', exact: true }).click();
    await page.getByRole('button', { name: 'Call' }).click();
    await page.getByText('"id": "2"').waitFor();
    await page.setViewportSize({ width: 390, height: 800 });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
    expect({ strange, problems }).toEqual({ strange: [], problems: [] });
    const refused = await fetch(host.url, { headers: { origin: 'http://evil.example' } });
    expect(refused.status).toBe(403);
    expect((await fetch(host.url.replace(/token=.*/, 'token=x'))).status).toBe(403);
    await host.close();
  });
});
