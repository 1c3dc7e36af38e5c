import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, openChromium } from '../../../scripts/chromium.mjs';
import { serveHost } from '../src/cli/host.js';
import { type Exposed, exposeInMain, folderSource, type HostEvent } from '../src/host/index.js';
import { API_VERSION } from '../src/index.js';
import type { PageTill } from '../src/page/index.js';
import { built } from './support/built.js';
import { Publisher, sale, type TestTill, temporary, tillOf } from './support/tills.js';

declare const window: {
  till: PageTill;
  heard: HostEvent[];
  take(message: unknown): void;
  toMain(message: unknown): void;
};

const { child, plugin, folder } = await built();
const pageScript = join(folder, 'page.js');
await build({
  input: fileURLToPath(new URL('../src/page/index.ts', import.meta.url)),
  logLevel: 'silent',
  output: { file: pageScript, format: 'iife', name: 'fiscalPlugin' },
});

/** Numbers of 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A process that has just ended by itself is as dead as a killed one. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

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

  /** A page of an Electron program: its main side is this process, its `ipcRenderer` passes through Chromium. */
  async function pageOf({ till }: TestTill): Promise<{ page: Page; exposed: Exposed }> {
    const page = await browser.newPage();
    // Only against pages that hang.
    page.setDefaultTimeout(240_000);
    const main = new EventEmitter();
    const sender = Object.assign(new EventEmitter(), {
      id: 1,
      isDestroyed: () => page.isClosed(),
      send: (_channel: string, message: unknown) =>
        void page.evaluate((given) => window.take(given), message).catch(() => {}),
    });
    await page.exposeFunction('toMain', (message: unknown) => {
      main.emit('fiscal-plugin', { sender, senderFrame: { url: 'till://main' } }, message);
    });
    const exposed = exposeInMain(main, till);
    await page.setContent('<title>Till</title>');
    await page.addScriptTag({ content: readFileSync(pageScript, 'utf8') });
    await page.addScriptTag({
      content: `
        const takers = new Set();
        window.take = (message) => takers.forEach((taker) => taker({}, message));
        window.till = fiscalPlugin.connectFromPage({
          send: (channel, message) => window.toMain(message),
          on: (channel, taker) => { takers.add(taker); return () => takers.delete(taker); },
        });`,
    });
    return { page, exposed };
  }

  const sell = (page: Page, key: string) =>
    page.evaluate((message) => window.till.call('xx-good', 'sale', message), sale(key));

  it('lives a day: sales, a plug-in killed in the middle, a new version, a bad one, a start without a network', async () => {
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    const heard: HostEvent[] = [];
    let tell: (event: HostEvent) => void = () => {};
    const options = {
      source: publisher.source,
      publishers: publisher.publishers,
      onEvent: (event: HostEvent) => {
        heard.push(event);
        tell(event);
      },
    };
    const setup = { 'xx-good': { settings: { device: 'slow' }, limits: { startsPerMinute: 50 } } };
    const opened = await tillOf(child, setup, options);
    const { page, exposed } = await pageOf(opened);
    tell = exposed.tell;
    await page.evaluate(() => {
      window.heard = [];
      window.till.onEvent((event) => window.heard.push(event as HostEvent));
    });
    /** What the page itself hears: something has happened so many times, or a sale is in the plug-in's hands. */
    const hears = (kind: string, count = 1) =>
      page.waitForFunction(
        ([what, times]) => window.heard.filter((event) => event.kind === what).length >= Number(times),
        [kind, count],
      );
    const begins = (key: string) =>
      page.waitForFunction(
        (asked) =>
          window.heard.some(
            (event) => event.kind === 'event' && 'key' in event.data && event.data.key === asked,
          ),
        key,
      );
    const documents = () => {
      const file = join(opened.folder, 'storage', 'xx-good', 'documents');
      return readFileSync(file, 'utf8').trim().split('\n');
    };
    expect(await page.evaluate(() => window.till.plugins())).toEqual(['xx-good']);
    expect(await sell(page, 'order-1')).toMatchObject({ outcome: 'done', document: { id: '1' } });

    // Killed while it holds the sale: the page sells again under the same key, and there is one document.
    const selling = sell(page, 'order-2');
    await begins('order-2');
    const pids = heard.flatMap((event) => (event.kind === 'started' ? [event.pid] : []));
    process.kill(Number(pids.at(-1)), 'SIGKILL');
    expect(await selling).toMatchObject({ outcome: expect.stringMatching(/done|refused/) });
    await hears('stopped');
    const settled = await sell(page, 'order-2');
    expect(settled).toMatchObject({ outcome: 'done', document: { id: '2' } });
    expect(documents()).toEqual(['1 order-1', '2 order-2']);

    // A new version comes while a sale runs: it waits for the end of that, and the page notices nothing.
    publisher.publish('xx-good', '1.1.0', plugin('good'));
    const during = sell(page, 'order-3');
    await begins('order-3');
    const updating = opened.till.update('xx-good');
    const behind = sell(page, 'order-4');
    expect(await during).toMatchObject({ outcome: 'done', document: { id: '3' } });
    expect(await updating).toMatchObject({ changed: true, version: '1.1.0', former: '1.0.0' });
    expect(await behind).toMatchObject({ outcome: 'done', document: { id: '4' } });
    expect(await page.evaluate(() => window.till.version('xx-good'))).toBe('1.1.0');

    // A bad one goes back by itself, whatever is wrong with it, and the page is told.
    publisher.publish('xx-good', '1.2.0', plugin('good'), () => 'process.exit(1)');
    expect(await opened.till.update('xx-good')).toMatchObject({ changed: false, version: '1.1.0' });
    await hears('rolled-back');
    publisher.publish('xx-good', '1.3.0', plugin('good'), (text) => text.replaceAll('xx-good', 'xx-evil'));
    expect(await opened.till.update('xx-good')).toMatchObject({ changed: false, version: '1.1.0' });
    await hears('rolled-back', 2);
    expect(await sell(page, 'order-2')).toEqual(settled);
    expect(documents()).toHaveLength(4);
    await opened.till.close();

    // The next morning there is no network.
    const later = await tillOf(child, setup, {
      ...options,
      folder: opened.folder,
      source: folderSource(join(folder, 'nowhere')),
    });
    const { page: next } = await pageOf(later);
    expect(await next.evaluate(() => window.till.version('xx-good'))).toBe('1.1.0');
    expect(heard.filter(({ kind }) => kind === 'source').at(-1)).toMatchObject({
      fault: { whose: 'till', code: 'source-unreachable' },
    });
    expect(await sell(next, 'order-5')).toMatchObject({ outcome: 'done', document: { id: '5' } });
    expect(await sell(next, 'order-1')).toMatchObject({ outcome: 'done', document: { id: '1' } });
    expect(documents()).toEqual([1, 2, 3, 4, 5].map((number) => `${number} order-${number}`));
  });

  const rounds = Number(process.env['KILLS'] ?? 6);
  const seed = Number(process.env['SEED'] ?? 1);
  it(`makes one document a key, killed and exchanged at ${rounds} random moments (seed ${seed})`, async () => {
    const random = randomOf(seed);
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    const options = { source: publisher.source, publishers: publisher.publishers };
    const setup = { 'xx-good': { settings: { device: 'slow' }, limits: { startsPerMinute: 10_000 } } };
    const opened = await tillOf(child, setup, options);
    const { page } = await pageOf(opened);
    const file = join(opened.folder, 'storage', 'xx-good', 'documents');
    const keys = () =>
      (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []).map(
        (line) => line.split(' ')[1],
      );
    const told: Record<string, number> = {};
    for (let round = 0; round < rounds; round += 1) {
      const key = `order-${round}`;
      const selling = sell(page, key);
      await new Promise((moment) => setTimeout(moment, random() * 260));
      const what = random();
      let updating: Promise<unknown> = Promise.resolve();
      if (what < 0.1) {
        publisher.publish('xx-good', `1.${round + 1}.0`, plugin('good'));
        updating = opened.till.update('xx-good');
      }
      if (what < 0.95) kill(processOf(opened));
      const outcome = await selling;
      const word = String((outcome as { outcome?: unknown }).outcome);
      told[word] = (told[word] ?? 0) + 1;
      // What is refused does not exist, what is done does; nothing else is ever said of it.
      if (word === 'refused') expect(keys(), key).not.toContain(key);
      if (word === 'done') expect(keys(), key).toContain(key);
      await updating;
      const resolved = await page.evaluate(
        (asked) => window.till.call('xx-good', 'resolve', { key: asked }),
        key,
      );
      expect(resolved.outcome, key).toBe(keys().includes(key) ? 'done' : 'refused');
      expect(await sell(page, key), key).toMatchObject({
        outcome: 'done',
        document: { id: String(round + 1) },
      });
    }
    expect(keys()).toEqual(Array.from({ length: rounds }, (_, round) => `order-${round}`));
    if (rounds > 50) process.stdout.write(`${JSON.stringify(told)}\n`);
  });

  /** The page of `fiscal-plugin host`, and what it must never do. */
  async function hostOf(name: string, settings: Record<string, unknown>) {
    const host = await serveHost({
      file: plugin(name),
      setup: { id: `xx-${name}`, settings },
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
    const press = async (operation: string) => {
      await page.getByRole('button', { name: operation, exact: true }).click();
      return await send();
    };
    const send = async () => {
      await page.evaluate(`document.getElementById('answer').textContent = '…'`);
      await page.getByRole('button', { name: 'Call' }).click();
      await page.locator('#answer').filter({ hasNotText: /^…$/ }).waitFor();
      return JSON.parse(String(await page.locator('#answer').textContent()));
    };
    const close = async () => {
      expect({ strange, problems }).toEqual({ strange: [], problems: [] });
      await host.close();
    };
    return { host, page, press, send, close };
  }

  it('clicks through every operation of a plug-in as its author does', async () => {
    const { host, page, press, close } = await hostOf('good', { device: 'ok' });
    await page.getByRole('button', { name: 'dispose' }).waitFor();
    const offered = await page.locator('#operations button').allTextContents();
    expect(offered).toEqual([
      'describe',
      'health',
      'init',
      'resolve',
      'shift.open',
      'sale',
      'refund',
      'report',
      'copy',
      'drawer',
      'shift.close',
      'dispose',
    ]);
    expect(await press('describe')).toMatchObject({ id: 'xx-good', apiVersion: API_VERSION });
    expect(await press('health')).toMatchObject({ state: 'ready' });
    const ids: unknown[] = [];
    for (const operation of offered.slice(4)) {
      const answer = await press(operation);
      expect(answer, operation).toMatchObject({ outcome: 'done' });
      ids.push(answer.document?.id);
    }
    expect(ids.filter((id) => id !== undefined)).toEqual(['1', '2', '3', '4', '5']);
    // The key of the last document is asked after.
    expect(await press('resolve')).toMatchObject({ outcome: 'done', document: { id: '5' } });
    const paper = String(await page.locator('.paper').first().textContent());
    expect(paper).toMatch(/^5 page-/);
    // The page says with which key the last message went.
    await press('sale');
    const [sent = ''] = /page-[0-9a-f]{8}$/.exec(String(await page.locator('#sent').textContent())) ?? [];
    expect(sent).not.toBe('');
    expect(await page.locator('.paper').first().textContent()).toContain(sent);
    expect(await page.locator('#log').textContent()).toContain('started');
    await page.setViewportSize({ width: 390, height: 800 });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
    const refused = await fetch(host.url, { headers: { origin: 'http://evil.example' } });
    expect(refused.status).toBe(403);
    expect((await fetch(host.url.replace(/token=.*/, 'token=x'))).status).toBe(403);
    await close();
  });

  it('draws a form of the settings, which the plug-in then has', async () => {
    const { page, press, send, close } = await hostOf('form', {
      address: 'tcp://a',
      mode: 'real',
      unlisted: 7,
    });
    expect(await press('init')).toEqual({ outcome: 'done' });
    const form = page.getByRole('form', { name: 'Settings' });
    expect(await form.getByLabel('Address *').inputValue()).toBe('tcp://a');
    expect(await form.getByLabel('Copies').inputValue()).toBe('1');
    expect(await form.getByLabel('Password').getAttribute('type')).toBe('password');
    await form.getByLabel('Address *').fill('10.0.0.7');
    expect(await page.evaluate(`document.getElementById('settings').checkValidity()`)).toBe(false);
    await form.getByLabel('Address *').fill('tcp://10.0.0.7');
    await form.getByLabel('Mode *').selectOption('test');
    await form.getByLabel('Drawer').selectOption('2');
    await form.getByLabel('Password').fill('secret');
    await form.getByLabel('Copies').fill('3');
    await form.getByLabel('Print').check();
    await form.getByLabel('Hosts').fill('10.0.0.1\n10.0.0.2\n');
    await form.getByLabel('Tables').fill('{"a":[1]}');
    expect(await page.evaluate(`document.getElementById('settings').checkValidity()`)).toBe(true);
    expect(await send()).toEqual({ outcome: 'done' });
    expect(await press('health')).toMatchObject({
      extra: {
        address: 'tcp://10.0.0.7',
        mode: 'test',
        drawer: 2,
        password: 'secret',
        copies: 3,
        print: true,
        hosts: ['10.0.0.1', '10.0.0.2'],
        tables: { a: [1] },
        unlisted: 7,
      },
    });
    await page.getByRole('button', { name: 'init', exact: true }).click();
    expect(await form.getByLabel('Mode *').locator('option:checked').textContent()).toBe('test');
    await close();
  });
});
