import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openChromium } from '../../scripts/chromium.mjs';
import { makeReference } from '../../scripts/reference/reference.mjs';
import { brokenLinks } from '../../scripts/site/links.mjs';
import { makeSite, referenceFolders, referenceLinks } from '../../scripts/site/site.mjs';
import { faultsOf, type OpenedPage, openPage } from './opened.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const SOURCE = join(root, 'src/transport/transport.ts');

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
    expect(html, name).toMatch(/<link rel="icon" href="[^"]+\.svg"/);
    expect(html, name).toMatch(/<meta name="viewport" content="width=device-width, initial-scale=1/);
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

  const open = (path: string, options?: { colorScheme: 'dark' | 'light' }): Promise<OpenedPage> =>
    openPage(browser, site, path, options);

  test.each([
    ['docs/readme.html', 'light'],
    ['en/docs/readme.html', 'dark'],
    ['docs/index.html', 'dark'],
    // Tables with a corner, and wide ones.
    ['docs/once.html', 'light'],
    ['en/docs/registers.html', 'dark'],
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
