import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChromium } from '../../scripts/chromium.mjs';
import { bundlePrograms } from '../../scripts/site/bundle.mjs';

const ORIGIN = 'http://localhost';
const dist = fileURLToPath(new URL('../../dist/browser/', import.meta.url));
const source = fileURLToPath(new URL('./stage/main.ts', import.meta.url));

const PAGE = `<!doctype html><html lang="ru"><title>till</title>
<script type="module" src="/stage/main.js"></script></html>`;

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };

/** Pages with the driver as it is published, and with a register that the page plays. */
export class Stage implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #contexts: BrowserContext[] = [];
  /** Pages of the tests, by their paths. */
  readonly served = new Map<string, string>();
  /** Errors of pages that nobody caught. */
  readonly errors: string[] = [];

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.#folder = folder;
  }

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'atol-stage-'));
    await bundlePrograms({
      inputs: { main: source },
      dir: folder,
      driver: '/driver/index.js',
      minify: false,
    });
    return new Stage(await openChromium(), folder);
  }

  /** Pages of one context share what a browser keeps for a site. */
  async context(): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ locale: 'ru-RU', timezoneId: 'Europe/Moscow' });
    // Only against pages that hang: how long one takes says how busy the machine is.
    context.setDefaultTimeout(240_000);
    this.#contexts.push(context);
    await context.route('**/*', async (route) => {
      const { pathname, origin } = new URL(route.request().url());
      if (origin !== ORIGIN) return route.abort();
      const given = this.served.get(pathname);
      if (given !== undefined) return route.fulfill({ body: given, contentType: 'text/html; charset=utf-8' });
      if (pathname === '/') return route.fulfill({ body: PAGE, contentType: 'text/html; charset=utf-8' });
      const [, place = '', name = ''] = /^\/(driver|stage|atol-kkt)\/(.+)$/.exec(pathname) ?? [];
      if (place === '') return route.fulfill({ status: 204 });
      const body = readFileSync(join(place === 'stage' ? this.#folder : dist, name), 'utf8');
      return route.fulfill({ body, contentType: `${TYPES[extname(name)]}; charset=utf-8` });
    });
    return context;
  }

  async page(context?: BrowserContext, path = '/'): Promise<Page> {
    const page = await (context ?? (await this.context())).newPage();
    page.on('pageerror', (error) => this.errors.push(String(error)));
    await page.goto(`${ORIGIN}${path}`);
    await page.waitForFunction('globalThis.stage !== undefined');
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Calls a function of the stage in the page. */
export async function call<T>(page: Page, name: string, ...given: readonly unknown[]): Promise<T> {
  return (await page.evaluate(
    ([method, ...rest]) =>
      (globalThis as unknown as { stage: Record<string, (...all: unknown[]) => unknown> }).stage[
        method as string
      ]?.(...rest),
    [name, ...given] as readonly unknown[],
  )) as T;
}
