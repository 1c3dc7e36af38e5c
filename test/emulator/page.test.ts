import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { chromiumPath, openChromium } from '../../scripts/chromium.mjs';
import { Emulator, emulateMany, OfdServer, serveControl, VirtualClock } from '../../src/emulator/index.js';
import { connect } from '../../src/index.js';
import { fixed } from '../support/identity.js';
import { yardstick } from '../support/receipts.js';
import { scanPng } from './scanner.js';

const PICTURES = fileURLToPath(new URL('../../docs/page/', import.meta.url));
const paper = { ...yardstick, electronic: false };

async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().textContent()) ?? '';
}

/** A register with a shift and a receipt that the operator has. */
async function selling(): Promise<Emulator> {
  const emulator = new Emulator(fixed({ model: '30F', latency: 0, dateTime: '2026-11-30T10:15:00' }));
  await using kkt = await connect(emulator.transport());
  await kkt.openShift({ operator: { name: 'Кассир Иванова' } });
  await kkt.cashIn(1000);
  await kkt.issue(paper);
  return emulator;
}

test('pictures of the paper and of documents come over HTTP, and a phone reads their code', async () => {
  await using emulator = await selling();
  await using control = await serveControl(emulator);
  const qr = `t=20261130T1015&s=212.50&fn=${emulator.fn.number}&i=3`;
  for (const path of ['/paper.png', '/paper.png?sheet=last', '/registers/1/paper.png?sheet=3']) {
    // A line of its own: on a busy computer the reading takes longer than the server keeps one that is idle.
    const response = await fetch(control.url + path, { headers: { connection: 'close' } });
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(scanPng(new Uint8Array(await response.arrayBuffer())), path).toContain(qr);
  }
  const svg = await fetch(`${control.url}/documents/3.svg`);
  expect(svg.headers.get('content-type')).toMatch('image/svg+xml');
  expect(await svg.text()).toMatch(/^<svg .*<path/s);
  for (const path of ['/documents/99.svg', '/paper.png?sheet=99', '/registers/2/state', '/registers/0'])
    expect((await fetch(control.url + path)).status, path).toBe(404);
  expect((await fetch(`${control.url}/paper.png?sheet=x`)).status).toBe(400);
});

test('pages of others neither read nor embed anything', async () => {
  await using emulator = new Emulator({ latency: 0 });
  await using control = await serveControl(emulator);
  const status = async (headers: Record<string, string>, path = '/state') =>
    (await fetch(control.url + path, { headers })).status;
  const port = Number(new URL(control.url).port);
  for (const origin of [
    'http://evil.example',
    'null',
    `http://127.0.0.1:${port + 1}`,
    `https://127.0.0.1:${port}`,
  ])
    expect(await status({ origin }), origin).toBe(403);
  expect(await status({ origin: control.url })).toBe(200);
  const page = await fetch(control.url, { headers: { accept: 'text/html' } });
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(await page.text()).not.toMatch(/https?:\/\//);
  expect(await (await fetch(control.url)).json()).toHaveProperty('routes');
});

test('many registers have one endpoint', async () => {
  const fleet = await emulateMany(3, { latency: 0 });
  await using control = await serveControl(fleet);
  const read = async (path: string) => await (await fetch(control.url + path)).json();
  expect(await read('/registers')).toMatchObject({
    registers: fleet.map(({ serialNumber, fn }, index) => ({
      number: index + 1,
      serialNumber,
      fnNumber: fn.number,
    })),
  });
  expect(await read('/registers/2/state')).toMatchObject({ serialNumber: fleet[1]?.serialNumber });
  expect(
    (await fetch(`${control.url}/registers/2/power`, { method: 'POST', body: '{"state":"off"}' })).status,
  ).toBe(200);
  expect(fleet.map(({ power }) => power.isOn)).toEqual([true, false, true]);
  expect((await fetch(`${control.url}/state`)).status).toBe(404);
  await Promise.all(fleet.map((emulator) => emulator.close()));
});

describe.skipIf(chromiumPath === undefined)('the page in Chromium', () => {
  let browser: Browser;
  const closing: AsyncDisposable[] = [];
  beforeAll(async () => {
    browser = await openChromium();
    mkdirSync(PICTURES, { recursive: true });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const one of closing.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  async function open(
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; wrong: string[] }> {
    const context = await browser.newContext({ locale: 'ru-RU', timezoneId: 'Europe/Moscow', ...options });
    // Only against pages that hang.
    context.setDefaultTimeout(240_000);
    closing.push(context);
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) wrong.push(request.url());
    });
    await page.goto(url);
    return { page, wrong };
  }

  async function stand(emulator: Emulator): Promise<string> {
    closing.push(emulator);
    const control = await serveControl(emulator);
    closing.push(control);
    return control.url;
  }

  test('shows a register live, and its faults by buttons', async () => {
    const emulator = await selling();
    const { page, wrong } = await open(await stand(emulator), {
      viewport: { width: 1600, height: 2400 },
      deviceScaleFactor: 2,
    });
    const text = (selector: string) => textOf(page, selector);
    await page.locator('#documents .row').nth(2).waitFor();
    expect(await text('#title')).toContain(emulator.serialNumber);
    expect((await text('#sum')).replace(/\s/g, ' ')).toBe('212,50');
    expect((await text('#facts')).replace(/\s+/g, ' ')).toMatch(/Наличные1 000,00.*Ждут ОФД3/);
    expect(await text('#commands')).toMatch(/closeReceipt\s*→ 00 00 4A/);
    // A receipt sold now comes out of the printer now.
    const sheets = await page.locator('#paper img').count();
    await using kkt = await connect(emulator.transport());
    await kkt.issue({ ...paper, customer: { contact: 'a@example.com' } });
    await page.locator('#paper img').nth(sheets).waitFor();
    expect(await text('#documents .row >> nth=0')).toMatch(/^4кассовый чек/);
    // Its code can be scanned from the screen.
    const shot = await page.locator('#paper img').first().screenshot();
    expect(scanPng(shot)).toContain(`fn=${emulator.fn.number}&i=4`);
    // Documents as paper and as tags.
    await page.locator('#documents .row').first().click();
    await page.locator('#detail td', { hasText: '1054' }).first().waitFor();
    expect(await text('#detail')).toContain('признак расчета');
    await page.click('#lang');
    await page.locator('#detail td', { hasText: 'settlementType' }).first().waitFor();
    await page.click('#lang');
    // Faults: on, felt by a host, off.
    await page.click('#fOut');
    await page.locator('#fOut[aria-pressed=true]').waitFor();
    await page.locator('#lamp.bad').waitFor();
    await expect(kkt.issue({ ...paper, customer: { contact: 'b@example.com' } })).rejects.toMatchObject({
      status: 0x67,
    });
    await page.click('#fOut');
    await page.locator('#fOut[aria-pressed=false]').waitFor();
    expect(emulator.paper.trouble).toBeUndefined();
    await page.click('#fPower');
    await page.locator('#fPower[aria-pressed=true]').waitFor();
    expect(emulator.power.isOn).toBe(false);
    await page.click('#fPower');
    await page.locator('#fPower[aria-pressed=false]').waitFor();
    for (const name of ['fNear', 'fCover', 'fHot', 'fFull', 'fGone', 'fSlow', 'fOfd']) {
      await page.click(`#${name}`);
      await page.locator(`#${name}[aria-pressed=true]`).waitFor();
      await page.click(`#${name}`);
      await page.locator(`#${name}[aria-pressed=false]`).waitFor();
    }
    const before = emulator.now;
    await page.click('#fDay');
    await page.locator('#facts', { hasText: /0?1\.12\.(20)?26/ }).waitFor();
    expect(emulator.now > before).toBe(true);
    await page.click('#fReset');
    await page.locator('#documents .row').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('#paper img').count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  test.each(['any', 'p5'] as const)('every fault of a button is felt by a till, link %s', async (link) => {
    const clock = new VirtualClock({ now: Date.UTC(2026, 10, 30, 7), autoAdvance: true });
    const emulator = new Emulator({ model: '30F', latency: 0, clock, dateTime: '2026-11-30T10:15:00', link });
    await using kkt = await connect(emulator.transport(), { clock });
    await kkt.openShift();
    const { page, wrong } = await open(await stand(emulator));
    const sell = () => kkt.issue(paper);
    /** What a till sees while the button is pressed; then it is pressed again. */
    const whilePressed = async (name: string, seen: () => Promise<void>): Promise<void> => {
      await page.click(`#${name}`);
      await page.locator(`#${name}[aria-pressed=true]`).waitFor();
      await seen();
      await page.click(`#${name}`);
      await page.locator(`#${name}[aria-pressed=false]`).waitFor();
    };
    const took = async (call: () => Promise<unknown>): Promise<number> => {
      const started = clock.now();
      await call();
      return clock.now() - started;
    };
    await whilePressed('fNear', async () => expect((await kkt.status()).paperNearEnd).toBe(true));
    await whilePressed('fCover', async () => expect((await kkt.status()).coverOpen).toBe(true));
    await whilePressed('fHot', async () => {
      await expect(sell()).rejects.toMatchObject({ name: 'DeviceError' });
    });
    await whilePressed('fFull', async () => {
      await expect(sell()).rejects.toMatchObject({ status: 0xd8 });
    });
    await whilePressed('fGone', async () => {
      await expect(kkt.fn.state()).rejects.toMatchObject({ status: 0xd2 });
    });
    await whilePressed('fSlow', async () => expect(await took(sell)).toBeGreaterThanOrEqual(10_000));
    // Those that strike once: what they do is over when the till knows.
    const once = async (name: string, seen: () => Promise<void>): Promise<void> => {
      await page.click(`#${name}`);
      await vi.waitFor(() => expect(emulator.faults.list.length).toBeGreaterThan(0), { timeout: 240_000 });
      await seen();
      emulator.faults.clear();
    };
    await once('fBusy', async () => {
      expect(await took(() => kkt.print.openDrawer().catch(() => undefined))).toBeGreaterThan(1000);
      await clock.advance(10_000);
    });
    await once('fLose', async () => {
      const { length } = emulator.receipts;
      await sell();
      expect(emulator.receipts).toHaveLength(length + 1);
    });
    await once('fSilent', async () => expect(await took(() => kkt.status())).toBeGreaterThan(0));
    await once('fCut', async () => expect(await took(() => kkt.status())).toBeGreaterThanOrEqual(5000));
    const before = emulator.now;
    await page.click('#fHour');
    await vi.waitFor(() => expect(emulator.now >= before.replace('T10', 'T11')).toBe(true), {
      timeout: 240_000,
    });
    await once('fZ', async () => {
      await expect(kkt.closeShift()).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) });
    });
    expect(wrong).toEqual([]);
  });

  test('tells what the operator got', async () => {
    await using server = await OfdServer.listen();
    const emulator = new Emulator({ latency: 0, ofd: server.url });
    const { page } = await open(await stand(emulator));
    await using kkt = await connect(emulator.transport());
    await kkt.openShift();
    await emulator.ofd.drained();
    await page.locator('#documents .row', { hasText: '✓' }).nth(1).waitFor();
    // Without a printer the documents themselves are the pictures.
    await page.locator('#paper img[src*="/documents/2.svg"]').waitFor();
  });

  test('lists many registers and opens one', async () => {
    const fleet = await emulateMany(5, { latency: 0, model: '30F' });
    closing.push(...fleet);
    const control = await serveControl(fleet);
    closing.push(control);
    const { page, wrong } = await open(control.url);
    await page.locator('#list a').nth(4).waitFor();
    await page.locator('#list a').nth(2).click();
    await page.locator('#title', { hasText: fleet[2]?.serialNumber ?? '?' }).waitFor();
    await page.click('#all');
    await page.locator('#list a').first().waitFor();
    expect(wrong).toEqual([]);
  });

  const shapes = { wide: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } } as const;
  for (const [shape, viewport] of Object.entries(shapes))
    for (const [lang, locale] of [
      ['ru', 'ru-RU'],
      ['en', 'en-GB'],
    ] as const)
      test(`fits a ${shape} screen in ${lang}`, async () => {
        const dark = lang === 'en' ? 'dark' : 'light';
        const { page } = await open(await stand(await selling()), { viewport, locale, colorScheme: dark });
        await page.locator('#paper img').nth(2).waitFor();
        if (shape === 'wide') {
          await page.locator('#documents .row').first().click();
          await page.locator('#detail td').first().waitFor();
        }
        const across = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect(across).toBeLessThanOrEqual(0);
        const file = `${PICTURES}${shape}-${lang}.png`;
        const picture = await page.screenshot();
        // Those of the documentation stay until they are deleted: the clock on them goes on.
        if (!existsSync(file)) writeFileSync(file, picture);
      });
});
