import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openChromium } from '../../../../scripts/chromium.mjs';
import type { Dev } from '../../src/cli/dev.js';
import { Walk, walkStand } from '../support/walk/index.js';
import { takePictures, wide } from '../support/walk/pictures.js';

/** A folder: every page of the walk is kept there as a picture, in both widths. */
const PICTURES = process.env['PICTURES'];

/** What a walk that does not end stands at: rejects before the test's own limit, which could not tell. */
async function stuck(dev: Dev, page: Page): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 270_000).unref());
  const text = await page.locator('body').ariaSnapshot({ timeout: 5000 }).catch(String);
  const { jobs } = await dev.gateway.store.jobs.find({});
  const lanes = await dev.gateway.registers.list();
  throw new Error(`the walk stands at ${page.url()}\n${text}\n${JSON.stringify({ jobs, lanes }, null, 1)}`);
}

describe.skipIf(chromiumPath === undefined)('the cabinet in Chromium (skipped where there is none)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  test('everything an owner does, and nothing leaves the machine', async () => {
    const dev = await walkStand();
    try {
      const context = await browser.newContext({
        locale: 'ru-RU',
        timezoneId: 'Europe/Moscow',
        viewport: wide,
      });
      const wrong: string[] = [];
      await context.route(
        (url) => url.origin !== dev.front.url,
        (route) => {
          wrong.push(route.request().url());
          return route.abort();
        },
      );
      // Only against pages that hang.
      context.setDefaultTimeout(240_000);
      const page = await context.newPage();
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('console', (message) => {
        // Chromium reports answers such as 400 of a form that was wrong on purpose.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          wrong.push(message.text());
      });
      const walk = new Walk(dev, page, async (name) => {
        if (PICTURES !== undefined) await takePictures(page, PICTURES, name);
      });
      await Promise.race([walk.all(), stuck(dev, page)]);
      expect(wrong).toEqual([]);
    } finally {
      await dev.close();
    }
  });
});
