import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';

const ORIGIN = 'http://localhost';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export interface OpenedPage {
  readonly page: Page;
  /** Errors that nobody caught, and addresses outside of the site. */
  readonly wrong: string[];
}

/** A page of the site in the folder `site`, at `path` of a server that has nothing else. */
export async function openPage(
  browser: Browser,
  site: string,
  path: string,
  options: { colorScheme?: 'dark' | 'light' } = {},
): Promise<OpenedPage> {
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

/** What people who hear or feel the page cannot use. */
export async function faultsOf(page: Page): Promise<string[]> {
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
