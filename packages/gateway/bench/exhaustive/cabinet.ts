import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, openChromium } from '../../../../scripts/chromium.mjs';
import { textTable } from '../../src/cli/table.js';
import { Walk, walkStand } from '../../test/support/walk/index.js';
import { takePictures, wide } from '../../test/support/walk/pictures.js';

const FOLDER = process.env['PICTURES'] ?? join(tmpdir(), 'atol-gateway-cabinet');

interface Seen {
  readonly page: string;
  readonly serious: readonly string[];
}

/** Every page of the walk in both widths, as a picture and for axe; the pages that can be opened by an address also in English and dark. */
export async function cabinetPages(): Promise<boolean> {
  if (chromiumPath === undefined) {
    console.log('no Chromium: the pages of the cabinet are not looked at');
    return true;
  }
  const browser = await openChromium();
  const dev = await walkStand();
  const left: string[] = [];
  const seen: Seen[] = [];
  try {
    const bad = await browser.newPage();
    await bad.setContent('<img src="data:,"><button></button>');
    if ((await axeSays(bad)).length === 0) throw new Error('axe finds nothing wrong with a wrong page');
    const page = await open(browser, dev.front.url, 'light', left);
    const paths = new Map<string, string>();
    await new Walk(dev, page, async (name) => {
      paths.set(name, new URL(page.url()).pathname);
      seen.push(...(await both(page, `${name}-ru`)));
    }).all();
    const english = await open(browser, dev.front.url, 'dark', left);
    await english.getByRole('button', { name: 'English' }).click();
    await english.getByLabel('Login').fill('admin');
    await english.getByLabel('Password').fill(dev.personPassword);
    await english.keyboard.press('Enter');
    await english.getByRole('heading', { name: 'Overview' }).waitFor();
    for (const [name, path] of paths) {
      const answer = await english.goto(dev.front.url + path);
      if (answer?.ok()) seen.push(...(await both(english, `${name}-en-dark`)));
    }
  } finally {
    await dev.close();
    await browser.close();
  }
  const rows = seen.map(({ page, serious }) => [page, serious.length, serious.join(', ')]);
  console.log(textTable(['page', 'serious', 'what axe says'], rows));
  console.log(`pictures: ${FOLDER}; requests to other places: ${left.length} ${left.join(' ')}`);
  return left.length === 0 && seen.every(({ serious }) => serious.length === 0);
}

async function open(
  browser: Browser,
  url: string,
  colorScheme: 'light' | 'dark',
  left: string[],
): Promise<Page> {
  const context = await browser.newContext({
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    viewport: wide,
    colorScheme,
    reducedMotion: 'reduce',
  });
  await context.route(
    ({ origin }) => origin !== url,
    (route) => {
      left.push(route.request().url());
      return route.abort();
    },
  );
  context.setDefaultTimeout(240_000);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function both(page: Page, name: string): Promise<Seen[]> {
  const found: Seen[] = [];
  await takePictures(page, FOLDER, name, async (seen) => {
    found.push({ page: seen, serious: [...(await axeSays(page)), ...(await overflow(page))] });
  });
  return found;
}

/** Serious and critical findings. */
async function axeSays(page: Page): Promise<string[]> {
  await page.evaluate(`${axe.source}; undefined`);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => String(target)).join(' ')}`);
}

/** The page itself never scrolls sideways. */
async function overflow(page: Page): Promise<string[]> {
  const wide = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return wide > 0 ? [`wider than the window by ${wide}`] : [];
}
