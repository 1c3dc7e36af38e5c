import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { channelName, channels, type TillApi } from '../../examples/electron-till/bridge.js';
import { type IpcEvent, serve } from '../../examples/electron-till/ipc.js';
import { till } from '../../examples/electron-till/till.js';
import { chromiumPath, openChromium } from '../../scripts/chromium.mjs';
import { bundlePrograms } from '../../scripts/site/bundle.mjs';
import { Emulator } from '../../src/emulator/index.js';
import { connect } from '../../src/index.js';
import { yardstick } from '../support/receipts.js';

const example = fileURLToPath(new URL('../../examples/electron-till/', import.meta.url));
const PAGE = 'http://localhost/index.html';

type Listener = (event: IpcEvent, ...given: unknown[]) => Promise<unknown>;

const closing: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** `ipcMain` with the till behind it, and a page's `invoke`. */
async function office() {
  const emulator = new Emulator({ latency: 0 });
  const journal = await mkdtemp(join(tmpdir(), 'electron-till-'));
  const kkt = await connect(emulator.transport(), { journal });
  closing.push(
    () => rm(journal, { recursive: true }),
    () => emulator.close(),
    () => kkt.close(),
  );
  const handlers = new Map<string, Listener>();
  const served = serve(
    { handle: (channel, listener) => void handlers.set(channel, listener) },
    till(kkt, 'Иванова'),
    (url) => url === PAGE,
  );
  const invoke = (channel: string, given: readonly unknown[], url = PAGE): Promise<unknown> =>
    structuredCloned(handlers.get(channel)?.({ senderFrame: { url } }, ...structuredClone(given)));
  const api = Object.fromEntries(
    channels.map((name) => [name, (...given: unknown[]) => invoke(channelName(name), given)]),
  ) as unknown as TillApi;
  return { emulator, handlers, invoke, api, served };
}

/** As Electron passes it: what cannot be copied fails. */
const structuredCloned = async (answer: unknown): Promise<unknown> => structuredClone(await answer);

test('sells once under a key, and tells refusals as data', async () => {
  const { api, emulator } = await office();
  expect(await api.state()).toMatchObject({ ok: true, value: { shift: 'closed' } });
  const first = await api.sell('a', yardstick);
  expect(first).toMatchObject({ ok: true, value: { totalKopecks: 21_250 } });
  expect(await api.sell('a', yardstick)).toEqual(first);
  expect(emulator.receipts.length).toBe(1);
  expect(await api.sell('b', { ...yardstick, items: [] })).toMatchObject({
    ok: false,
    error: { code: 'INVALID', outcome: 'not-sent' },
  });
  expect(await api.closeShift()).toMatchObject({ ok: true });
  expect(await api.closeShift()).toMatchObject({ ok: false, error: { outcome: 'refused' } });
});

test('serves the channels of the bridge and nobody but its own page', async () => {
  const { handlers, invoke } = await office();
  expect([...handlers.keys()]).toEqual(channels.map(channelName));
  await expect(invoke('till:state', [], 'https://example.com/')).rejects.toThrow('not our page');
  await expect(handlers.get('till:state')?.({ senderFrame: null })).rejects.toThrow('not our page');
  // The preload script cannot import the names: it has them once more.
  const preload = readFileSync(`${example}preload.cts`, 'utf8');
  expect([...preload.matchAll(/invoke\('([^']+)'/g)].map(([, name]) => name)).toEqual(
    channels.map(channelName),
  );
});

test('ends when the receipt that has begun is done', async () => {
  const { api, emulator, served } = await office();
  const sold = api.sell('a', yardstick);
  await served.idle();
  expect(emulator.receipts.length).toBe(1);
  expect(await sold).toMatchObject({ ok: true });
  await served.idle();
});

test('takes what a page gives for what it is', async () => {
  const { invoke, emulator } = await office();
  for (const given of [[], [1, {}], ['a', null], ['a', 'receipt'], [{}, yardstick]])
    expect(await invoke('till:sell', given)).toMatchObject({ ok: false, error: { outcome: 'not-sent' } });
  expect(emulator.receipts.length).toBe(0);
});

test('opens its window without Node in the page', () => {
  const main = readFileSync(`${example}main.ts`, 'utf8');
  for (const line of ['contextIsolation: true', 'nodeIntegration: false', 'sandbox: true'])
    expect(main).toContain(line);
});

describe.skipIf(chromiumPath === undefined)('the page of the till in Chromium', () => {
  /** `answer`: what the page hears of an answer of the till. */
  async function counter(answer = async (_channel: string, sent: Promise<unknown>) => sent) {
    const { invoke, emulator } = await office();
    const folder = await mkdtemp(join(tmpdir(), 'electron-page-'));
    const browser = await openChromium();
    closing.push(
      () => rm(folder, { recursive: true }),
      () => browser.close(),
    );
    await bundlePrograms({ inputs: { page: `${example}page.ts` }, dir: folder, driver: '/none.js' });
    const page = await browser.newPage();
    // Only against pages that hang.
    page.setDefaultTimeout(240_000);
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await page.exposeFunction('invoke', (channel: string, given: unknown[]) =>
      answer(channel, invoke(channel, given)),
    );
    // What the preload script exposes.
    await page.addInitScript(
      `window.till = Object.fromEntries(${JSON.stringify(channels)}.map((name) => [name, (...given) => invoke('till:' + name, given)]));`,
    );
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/index.html')
        return route.fulfill({
          body: await readFile(`${example}index.html`),
          contentType: 'text/html; charset=utf-8',
        });
      if (pathname === '/page.js')
        return route.fulfill({
          body: await readFile(join(folder, 'page.js')),
          contentType: 'text/javascript',
        });
      return route.fulfill({ status: 204 });
    });
    await page.goto(PAGE);
    return { page, emulator, wrong };
  }

  test('sells once for a double click', async () => {
    const { page, emulator, wrong } = await counter();
    await expect.poll(() => page.locator('#state').textContent()).toContain('смена закрыта');
    await page.locator('#sell').dblclick();
    await expect.poll(() => page.locator('#result').textContent()).toMatch(/^ФД № 3, ФП \d+$/);
    await expect.poll(() => page.locator('#state').textContent()).toContain('смена открыта');
    expect(emulator.receipts.length).toBe(1);
    expect(wrong).toEqual([]);
  });

  test('shows the sale that was under way when it is loaded again', async () => {
    let lost = 0;
    const { page, emulator, wrong } = await counter(async (channel, sent) => {
      if (channel !== 'till:sell' || lost > 0) return sent;
      await sent;
      lost += 1;
      return new Promise(() => {});
    });
    await page.locator('#sell').click();
    await expect.poll(() => lost).toBe(1);
    await page.reload();
    await expect.poll(() => page.locator('#result').textContent()).toMatch(/^ФД № 3, ФП \d+$/);
    expect(emulator.receipts.length).toBe(1);
    await page.locator('#sell').click();
    await expect.poll(() => page.locator('#result').textContent()).toMatch(/^ФД № 4, ФП \d+$/);
    expect(emulator.receipts.length).toBe(2);
    expect(wrong).toEqual([]);
  });
});
