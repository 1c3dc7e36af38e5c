import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChromium } from '../../scripts/chromium.mjs';
import { bundlePrograms } from '../../scripts/site/bundle.mjs';

const dist = fileURLToPath(new URL('../../dist/browser/', import.meta.url));
const source = fileURLToPath(new URL('./stage/main.ts', import.meta.url));

const PAGE = `<!doctype html><html lang="ru"><title>till</title>
<script type="module" src="/stage/main.js"></script></html>`;

const HTML = 'text/html; charset=utf-8';
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript; charset=utf-8', '.html': HTML };

/** Pages with the driver as it is published, and with a register that the page plays. */
export class Stage implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #server: Server;
  #usual: Promise<BrowserContext> | undefined;
  /** Pages of the tests, by their paths. */
  readonly served = new Map<string, string>();
  /** Errors of pages that nobody caught, and addresses of others that they asked. */
  readonly errors: string[] = [];

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.#folder = folder;
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost');
      const given = this.served.get(pathname) ?? (pathname === '/' ? PAGE : undefined);
      if (given !== undefined) return void response.setHeader('content-type', HTML).end(given);
      const [, place = '', name = ''] = /^\/(driver|stage|atol-kkt)\/(.+)$/.exec(pathname) ?? [];
      if (place === '') return void response.writeHead(204).end();
      const body = readFileSync(join(place === 'stage' ? this.#folder : dist, name));
      // The next page takes them out of the browser's memory, as a till's does.
      response.setHeader('cache-control', 'max-age=3600, immutable');
      response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain').end(body);
    });
  }

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'atol-stage-'));
    await bundlePrograms({
      inputs: { main: source },
      dir: folder,
      driver: '/driver/index.js',
      minify: false,
    });
    const stage = new Stage(await openChromium(), folder);
    await new Promise<void>((listening) => stage.#server.listen(0, '127.0.0.1', listening));
    return stage;
  }

  get #origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Pages of one context share what a browser keeps for a site. */
  async context(): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ locale: 'ru-RU', timezoneId: 'Europe/Moscow' });
    // Only against pages that hang: how long one takes says how busy the machine is.
    context.setDefaultTimeout(240_000);
    context.on('request', (request) => {
      if (!request.url().startsWith(`${this.#origin}/`)) this.errors.push(request.url());
    });
    return context;
  }

  /** Without a context it is a page of the one for all that keep nothing. */
  async page(context?: BrowserContext, path = '/'): Promise<Page> {
    this.#usual ??= this.context();
    const page = await (context ?? (await this.#usual)).newPage();
    page.on('pageerror', (error) => this.errors.push(String(error)));
    await page.goto(`${this.#origin}${path}`);
    await page.waitForFunction('globalThis.stage !== undefined');
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await new Promise((closed) => {
      this.#server.close(closed);
      this.#server.closeAllConnections();
    });
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
