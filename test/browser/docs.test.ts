import { join } from 'node:path';
import type { ConsoleMessage } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../scripts/chromium.mjs';
import { root } from '../readme/run.js';
import { snippetsOf } from '../readme/snippets.js';
import { Stage } from './stage.js';

const IMPORTS = '<script type="importmap">{ "imports": { "atol-kkt/browser": "/driver/index.js" } }</script>';
/** The page has a register before its own program begins. */
const PLAYED = `${IMPORTS}<script type="module" src="/stage/main.js"></script><script type="module">stage.play('serial')</script>`;

const files = ['browser.md', 'browser.ru.md'];

test.each(files)('%s has a page and a program', (file) => {
  const languages = snippetsOf(join(root, 'docs', file)).map(({ language }) => language);
  expect(languages).toEqual(['html', 'js']);
});

describe.skipIf(chromiumPath === undefined)('the programs of docs/browser in Chromium', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test.each(files)('%s: the page sells', async (file) => {
    const [page = { code: '' }] = snippetsOf(join(root, 'docs', file));
    stage.served.set('/till.html', page.code.replace('<title>', `${PLAYED}<title>`));
    const opened = await stage.page(undefined, '/till.html');
    await opened.click('#choose');
    await opened.locator('#sell:not([disabled])').waitFor();
    for (const number of [3, 4]) {
      await opened.click('#sell');
      await expect.poll(() => opened.locator('#told').textContent()).toMatch(new RegExp(`\\D${number}$`));
    }
    expect(stage.errors).toEqual([]);
    await opened.close();
  });

  test.each(files)('%s: the program connects again', async (file) => {
    const [, program = { code: '' }] = snippetsOf(join(root, 'docs', file));
    stage.served.set(
      '/again.html',
      `<!doctype html><title>again</title>${PLAYED}<script type="module">${program.code}\nconsole.log('end');</script>`,
    );
    const context = await stage.context();
    const told: string[] = [];
    context.on('console', (message: ConsoleMessage) => void told.push(message.text()));
    const page = await stage.page(context, '/again.html');
    await expect.poll(() => told).toContain('end');
    expect(told).toEqual(['0', 'closed', 'end']);
    expect(stage.errors).toEqual([]);
    await page.close();
  });
});
