import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath, openChromium } from '../../../../scripts/chromium.mjs';
import { CabinetStand, type Person } from '../support/cabinet.js';

const MARK = 'hacked=1';
const tag = `<img src=x onerror=${MARK}>`;
const closing = `"'></textarea></script><script>${MARK}</script>`;
const EXTERNAL_ID = `${closing}${tag}`;

/** Every field that a shop can fill, with something that wants to run. */
async function fill({ stand }: CabinetStand): Promise<string> {
  const { gateway } = stand;
  const { uuid } = await gateway.submit(
    'shop',
    EXTERNAL_ID,
    {
      type: 'sell',
      electronic: true,
      taxation: 'osn',
      customer: { contact: 'buyer@example.com', name: `Buyer ${tag}` },
      place: `javascript:${MARK}`,
      operator: { name: `<b onclick=${MARK}>` },
      items: [
        {
          name: `${tag}${closing}`.slice(0, 128),
          price: 45,
          unit: '<i>',
          vat: 'vat10',
          additionalAttribute: `<script>${MARK}</script>`,
        },
      ],
      userAttribute: { name: `<a href=javascript:${MARK}>`, value: tag },
      payments: [{ type: 'electronic', sum: 45 }],
    },
    { callbackUrl: `http://127.0.0.1:1/${closing}`, meta: { callbackUrl: tag } },
  );
  await gateway.finished(uuid);
  return uuid;
}

describe('what a shop sends', () => {
  let cabinet: CabinetStand;
  let person: Person;
  let uuid: string;
  let paths: readonly string[];
  beforeEach(async () => {
    cabinet = await CabinetStand.start();
    person = await cabinet.person('administrator');
    uuid = await fill(cabinet);
    await person.post(`/receipts/${uuid}/callback`);
    const inAddress = encodeURIComponent(EXTERNAL_ID);
    paths = [
      '/',
      '/registers/r0',
      '/receipts',
      `/receipts?id=${inAddress}&contact=${inAddress}&total=${inAddress}&from=${inAddress}&after=${inAddress}`,
      `/receipts/${uuid}`,
      `/receipts/${uuid}/return`,
      `/corrections/new?receipt=${uuid}`,
      `/registers?word=${inAddress}&state=${inAddress}`,
      `/audit?login=${inAddress}&target=${inAddress}`,
      '/audit',
      `/statistics?from=${inAddress}&by=${inAddress}`,
      `/plan?peak=${inAddress}&rent=${inAddress}`,
      `/?done=${inAddress}`,
      '/?done=__proto__',
    ];
  });
  afterEach(() => cabinet?.[Symbol.asyncDispose]());

  test('is a text on every page, and in every fragment', async () => {
    const answers = [
      ...(await Promise.all(paths.map((path) => person.get(path)))),
      await person.post(`/receipts/${uuid}/return/check`, { line: '0', 'quantity-0': '1', operator: tag }),
      await person.post('/corrections/check', {
        group: 'shop',
        description: `${tag}${closing}`,
        date: closing,
        'pay-cash': tag,
      }),
      await person.post('/corrections/preview', {
        key: '00000000-0000-4000-8000-000000000000',
        group: 'shop',
        description: closing,
        date: '2026-11-01',
        'pay-cash': '1',
      }),
      await person.post('/registers', { group: 'shop', name: tag, address: closing }),
      await person.post('/registers/discover', { group: 'shop', hosts: tag }),
      await person.post('/groups', { name: tag, title: closing, inn: tag }),
      await person.post('/people', { login: tag, name: closing, role: tag }),
    ];
    for (const { text, headers } of answers) {
      expect(text).not.toMatch(/<(img|script>|b |svg\/|i>|a href=javascript)/);
      expect(text).not.toMatch(/(href|src|action)="javascript:/);
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    }
    expect(answers.filter(({ text }) => text.includes('&lt;img src=x')).length).toBeGreaterThan(8);
  });

  describe.skipIf(chromiumPath === undefined)('in Chromium (skipped where there is none)', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openChromium();
    });
    afterAll(() => browser?.close());

    test('does nothing', async () => {
      const context = await browser.newContext();
      // Only against pages that hang.
      context.setDefaultTimeout(240_000);
      const [name = '', value = ''] = person.cookie.split('=');
      await context.addCookies([
        { name, value, url: cabinet.server.url, sameSite: 'Strict', httpOnly: true },
      ]);
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => asked.push(dialog.message()));
      for (const path of paths) {
        await page.goto(cabinet.server.url + path);
        expect(await page.evaluate(() => 'hacked' in globalThis), path).toBe(false);
      }
      await page.goto(`${cabinet.server.url}/receipts`);
      await page.getByText('<img src=x').first().waitFor();
      expect(asked.filter((url) => !url.startsWith(cabinet.server.url) || url.endsWith('/x'))).toEqual([]);
      // A page of another site may link to us; it neither shows us in a frame nor sends a form that counts.
      await page.goto('data:text/html,<title>evil</title>');
      await page.setContent(
        `<form method="post" action="${cabinet.server.url}/registers/r0/drain"><button>prize</button></form><iframe src="${cabinet.server.url}/"></iframe>`,
      );
      await page.getByRole('button').click();
      await page.waitForURL(/drain$|sign-in/);
      expect((await cabinet.stand.gateway.registers.get('r0')).options.drained ?? false).toBe(false);
      expect((await cabinet.audit()).join()).not.toContain('register.drain');
    });
  });
});
