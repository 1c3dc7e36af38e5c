import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openChromium } from '../../scripts/chromium.mjs';
import { makeReference } from '../../scripts/reference/reference.mjs';
import { brokenLinks } from '../../scripts/site/links.mjs';
import { makeSite, referenceFolders, referenceLinks } from '../../scripts/site/site.mjs';
import { scanPng } from '../emulator/scanner.js';

const ORIGIN = 'http://localhost';
const root = fileURLToPath(new URL('../../', import.meta.url));
const SOURCE = join(root, 'src/transport/transport.ts');
const PICTURES = fileURLToPath(new URL('../../docs/page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

let site: string;
beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'atol-site-'));
  await makeSite(site, { api: false });
  await makeSmallReference();
});

/** The reference of one source, made as that of all: they take seconds. `npm run site` checks the links of the whole. */
async function makeSmallReference(): Promise<void> {
  const tsconfig = join(site, 'tsconfig.json');
  const compilerOptions = { noLib: true, types: [], module: 'NodeNext', moduleResolution: 'NodeNext' };
  await writeFile(tsconfig, JSON.stringify({ compilerOptions, files: [SOURCE] }));
  const options = { entryPoints: [SOURCE], tsconfig, highlightLanguages: ['typescript'] };
  await makeReference(referenceFolders(site), { links: referenceLinks, options });
  await rm(tsconfig);
}
afterAll(() => rm(site, { recursive: true, force: true }));

const pages = (): string[] =>
  readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));

test('every page has a title, its language and its other language, and every link leads somewhere', () => {
  expect(pages().length).toBeGreaterThan(30);
  for (const name of pages()) {
    const html = readFileSync(join(site, name), 'utf8');
    expect(html, name).toMatch(name.startsWith('en/') ? /<html [^>]*lang="en"/ : /<html [^>]*lang="ru"/);
    expect(html, name).toMatch(/<title>[^<]{5,}<\/title>/);
    expect(html.match(/<h1[ >]/g)?.length, name).toBe(1);
    expect(html, name).toMatch(/hreflang="(?:ru|en)"/);
  }
  expect(brokenLinks(site)).toEqual([]);
});

test('the reference says in both languages the same, each in its own words', () => {
  const read = (name: string): string => readFileSync(join(site, name), 'utf8');
  const references = pages().filter((name) => /^(?:en\/)?api\//.test(name));
  const russian = references.filter((name) => !name.startsWith('en/'));
  expect(russian.length).toBeGreaterThan(4);
  expect(references.filter((name) => name.startsWith('en/')).sort()).toEqual(
    russian.map((name) => `en/${name}`).sort(),
  );
  const page = 'api/interfaces/Transport.html';
  expect(read(page)).toContain('Описание соединения: знает, куда, и ничего не занимает.');
  expect(read(page)).toContain('Бросает ConnectionError <code>CONNECT_FAILED</code>');
  expect(read(`en/${page}`)).toContain('A recipe for connections: knows where, holds no resource.');
  expect(read(page)).toContain(`<a href="../../en/${page}" hreflang="en" lang="en">English</a>`);
  expect(read(`en/${page}`)).toContain(`<a href="../../../${page}" hreflang="ru" lang="ru">Русский</a>`);
  for (const name of russian) expect(foreignWords(read(name).replace(/<wbr\/?>/g, '')), name).toEqual([]);
});

/** What stands around the texts of the reference (headings, labels, menus) and is neither Russian nor a name of the code. */
function foreignWords(html: string): string[] {
  const code = readFileSync(SOURCE, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const names = new Set(['atol-kkt', 'English', ...(code.match(/\w+/g) ?? [])]);
  const own = html.matchAll(
    /<(h[1-5]|option|label|summary|span class="settings-label")[^>]*>(?:<[^>]*>)*([^<]+)/g,
  );
  const labels = html.matchAll(/(?:aria-label|placeholder|title|name="description" content)="([^"]*)"/g);
  const texts = [...[...own].map(([, , text = '']) => text), ...[...labels].map(([, text = '']) => text)];
  return texts
    .map((text) => text.trim().replace(/ - v\d.*/, ''))
    .filter((text) => /[A-Za-z]/.test(text) && !/[А-Яа-яЁё]/.test(text) && !names.has(text));
}

test('a link that leads nowhere is found', () => {
  writeFileSync(join(site, 'wrong.html'), '<a href="nowhere.html"></a><a href="index.html#nowhere"></a>');
  expect(brokenLinks(site)).toEqual([
    'wrong.html: nowhere.html',
    'wrong.html: index.html#nowhere: no such place',
  ]);
  rm(join(site, 'wrong.html'));
});

describe.skipIf(chromiumPath === undefined)('the site in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  async function open(
    path: string,
    options: { colorScheme?: 'dark' | 'light' } = {},
  ): Promise<{ page: Page; wrong: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, ...options });
    // Only against pages that hang.
    context.setDefaultTimeout(240_000);
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await context.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      const file = join(site, decodeURI(url.pathname));
      if (url.origin !== ORIGIN || !existsSync(file)) {
        wrong.push(url.href);
        return route.abort();
      }
      return route.fulfill({ body: await readFile(file), contentType: TYPES[extname(file)] ?? 'text/plain' });
    });
    await page.goto(`${ORIGIN}/${path}`);
    return { page, wrong };
  }

  async function faultsOf(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const isReference = /\/api\//.test(page.url());
    // How typedoc nests its headings and folds is not ours to say.
    const rules = {
      'heading-order': { enabled: !isReference },
      'nested-interactive': { enabled: !isReference },
    };
    const { violations } = await page.evaluate<{
      violations: Array<{ id: string; nodes: Array<{ html: string }> }>;
    }>(`axe.run(${JSON.stringify({ rules })})`);
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }

  const run = async (page: Page): Promise<string> => {
    await page.click('#run');
    await page.locator('#run:not([disabled])').waitFor();
    return (await page.locator('#output').textContent()) ?? '';
  };

  test.each([
    ['ru', 'index.html'],
    ['en', 'en/index.html'],
  ])('sells in the playground in %s, has its picture, and asks nobody outside', async (language, path) => {
    const { page, wrong } = await open(path);
    await page.locator('html[data-ready]').waitFor();
    expect(await run(page)).toMatch(language === 'ru' ? /ФД № 3.*Итого 180\.9.*Готово/ : /document 3.*Done/);
    expect(await page.locator('#packets').textContent()).toMatch(/closeReceipt/);
    // The scanner of the tests misses a code now and then.
    const codes: string[] = [];
    for (let tries = 0; codes.length === 0 && tries < 5; tries++) {
      const url = await page.evaluate<string>("document.querySelector('#paper canvas').toDataURL()");
      try {
        codes.push(scanPng(Buffer.from(url.split(',')[1] ?? '', 'base64')));
      } catch {
        await run(page);
      }
    }
    expect(codes[0]).toMatch(/^t=\d{8}T\d{4}(?:\d\d)?&s=180\.90&/);
    const picture = await page.screenshot({ type: 'jpeg', quality: 72 });
    expect(picture.length).toBeLessThan(200_000);
    const file = `${PICTURES}playground-${language}.jpg`;
    // The one of the documentation stays until it is deleted: clocks and signs on it go on.
    if (!existsSync(file)) writeFileSync(file, picture);
    // Another program, and a wrong one.
    await page.fill('#code', "print((await kkt.identify()).modelName); throw new Error('oops');");
    expect(await run(page)).toMatch(/oops/);
    await page.fill('#code', "await kkt.issue({ type: 'sell' });");
    expect(await run(page)).toMatch(/INVALID \(not-sent\).*items/);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await faultsOf(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  test('has its troubles by button, and the till sells once', async () => {
    const { page, wrong } = await open('index.html');
    await page.locator('html[data-ready]').waitFor();
    const documents = async (): Promise<number> =>
      Number(/(\d+)$/.exec((await page.locator('#status').textContent()) ?? '')?.[1]);
    await run(page);
    for (const [index, fault] of ['cutInReceipt', 'lostAnswer'].entries()) {
      await page.click(`#${fault}`);
      expect(await run(page), fault).toContain('Готово');
      expect(await documents(), fault).toBe(4 + index);
    }
    await page.click('#noPaper');
    expect(await run(page)).toMatch(/DEVICE|refused/);
    await page.click('#noPaper');
    await page.click('#cut');
    await expect.poll(() => page.locator('#status').textContent()).toContain('кабель выдернут');
    await page.click('#cut');
    expect(await run(page)).toContain('Готово');
    await page.selectOption('#link', 'p5');
    await expect.poll(documents).toBe(1);
    expect(await run(page)).toContain('Готово');
    expect(await documents()).toBe(3);
    // Its frames have names, too, and an answer that was lost is asked for.
    const passed = (await page.locator('#packets').textContent()) ?? '';
    for (const name of [
      '→ openReceipt',
      '← ответ на openReceipt',
      '→ closeReceipt',
      '← ответ на closeReceipt',
    ])
      expect(passed).toContain(name);
    await page.click('#lostAnswer');
    expect(await run(page)).toContain('Готово');
    expect(await documents()).toBe(4);
    expect(await page.locator('#packets').textContent()).toContain('→ запрос результата');
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['docs/readme.html', 'light'],
    ['en/docs/readme.html', 'dark'],
    ['docs/index.html', 'dark'],
    ['en/api.html', 'light'],
    ['index.html', 'dark'],
    ['api/interfaces/Transport.html', 'light'],
    ['en/api/interfaces/Transport.html', 'dark'],
  ] as const)('%s can be read by everybody in %s', async (path, colorScheme) => {
    const { page, wrong } = await open(path, { colorScheme });
    expect(await faultsOf(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});
