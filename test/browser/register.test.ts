import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../scripts/chromium.mjs';
import { loadedBy as loadedIn } from '../support/loaded.js';
import { every, thorough } from '../support/thorough.js';
import { call, Stage } from './stage.js';

describe.skipIf(chromiumPath === undefined)('a register at a page in Chromium', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());
  afterEach(() => expect(stage.errors.splice(0)).toEqual([]));

  const dist = fileURLToPath(new URL('../../dist/browser/', import.meta.url));
  const loadedBy = (entry: string) => loadedIn(dist, entry);
  const ofConnecting = /\/(?:open-register|web-serial-connection)\.js$/;
  const textsOfErrors = ['/driver/chunks/error-texts.js', '/driver/real/error-texts.js'];

  const filters = { serial: [[{ usbVendorId: 0x2912 }]], usb: [[{ vendorId: 0x2912 }]] };
  const ways = (['serial', 'usb'] as const).flatMap((over) =>
    (['v3', 'p5'] as const).map((link) => ({ over, link })),
  );

  test.each([...ways, { over: 'serial', link: 'v2' } as const])(
    'sells for a shift over $over by $link',
    async ({ over, link }) => {
      const page = await stage.page();
      expect(await call(page, 'shift', over, link)).toEqual({
        linkVersion: link,
        forms: [1, 2, 3, 3, 5],
        open: 'open',
        numbers: [3, 4, 5],
        asked: filters[over],
      });
      await page.close();
    },
  );

  test('needs no more of a strict page than its own scripts', async () => {
    const policy =
      "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";
    stage.served.set(
      '/strict.html',
      `<!doctype html><html lang="ru"><meta http-equiv="content-security-policy" content="${policy}"><title>strict</title><script type="module" src="/stage/main.js"></script></html>`,
    );
    const page = await stage.page(undefined, '/strict.html');
    const refused: string[] = [];
    page.on('console', (message) => void refused.push(message.text()));
    expect(await call(page, 'shift', 'usb', 'p5')).toMatchObject({ numbers: [3, 4, 5] });
    expect(await page.evaluate("fetch('data:,').then(() => 'let through', () => 'refused')")).toBe('refused');
    expect(refused.filter((text) => !text.includes('data:,'))).toEqual([]);
    await page.close();
  });

  test('loads for a whole shift what bundle.test.ts weighs, and the texts of errors', async () => {
    const { later } = loadedBy('index.js');
    const parts = ['index.js', ...[...later].filter((name) => ofConnecting.test(name))];
    const needed = new Set(parts.flatMap((name) => [...loadedBy(name).atOnce.keys()]));
    const page = await stage.page(await stage.context());
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await call(page, 'shift', 'serial', 'v3');
    const others = asked.filter((path) => path.startsWith('/driver/') && !needed.has(path.slice(8)));
    expect(others.sort()).toEqual(textsOfErrors);
    await page.context().close();
  });

  const refused = { statusName: 'deniedInClosedShift', status: 0x8f, outcome: 'refused' };

  test('says what a refusal means', async () => {
    const page = await stage.page();
    expect(await call(page, 'refusal', '/driver/chunks/error-texts.js')).toMatchObject({
      refused: {
        ...refused,
        message: expect.stringContaining('8Fh: Смена закрыта - операция невозможна'),
        textEn: 'shift is closed, registers already cleared',
        advice: expect.stringContaining('openShift()'),
      },
      documentNumber: 3,
    });
    await page.close();
  });

  test('names a refusal, and sells, where its text does not come', async () => {
    const page = await stage.page(await stage.context());
    await page.route('**/error-texts.js', (route) => route.abort());
    expect(await call(page, 'refusal')).toMatchObject({
      refused: { ...refused, message: expect.stringContaining('8Fh: deniedInClosedShift (') },
      documentNumber: 3,
    });
    await page.context().close();
  });

  test.each([
    { over: 'serial', reachable: false, asked: 'LOAD_FAILED' },
    { over: 'usb', reachable: false, asked: 'LOAD_FAILED' },
    { over: 'serial', reachable: true, asked: 'fiscal' },
  ] as const)('has all that a day needs when connected: $over, server reachable: $reachable', async (way) => {
    const page = await stage.page(await stage.context());
    await call(page, 'begin', way.over);
    if (!way.reachable) await page.route('**/driver/**', (route) => route.abort());
    expect(await call(page, 'carryOn')).toEqual({
      refused: expect.stringContaining('refused'),
      struck: true,
      asked: way.asked,
      forms: [1, 2, 3, 5],
    });
    await page.context().close();
  });

  test('prints, counts, asks the FN, reads settings and the clock', async () => {
    const page = await stage.page();
    expect(await call(page, 'rooms')).toEqual({
      phase: 'fiscal',
      cashKopecks: 0,
      clock: true,
      setting: 'string',
      printed: true,
    });
    await page.close();
  });

  test('finds the speed of the port, and lives with noise', async () => {
    const page = await stage.page();
    expect(await call(page, 'speeds')).toMatchObject({
      speeds: [115_200, 115_200, 4800, 57_600],
      documentNumber: 3,
      forms: [1, 2, 3],
    });
    await page.close();
  });

  test('says what was chosen, and why nothing was', async () => {
    const page = await stage.page();
    expect(await call(page, 'choosing')).toEqual({
      known: ['serial:2912:0005'],
      nothing: 'ABORTED not-sent',
      none: 0,
      unable: 'CONNECT_FAILED not-sent',
      wrong: 'INVALID not-sent',
    });
    await page.close();
  });

  test.each(ways)('is found again after unplugging, and no other: $over, $link', async ({ over, link }) => {
    const page = await stage.page();
    const told = await call<Record<string, unknown>>(page, 'unplugging', over, link);
    expect(told).toMatchObject({
      struck: true,
      lost: 'ABORTED not-sent',
      forms: [1, 2, 3, 3],
      neighbour: 1,
      numbers: [3, 4],
    });
    expect(told['states']).toContain('lost');
    await page.close();
  });

  test.each(ways)('tells the truth wherever the cable is pulled: $over, $link', async ({ over, link }) => {
    const page = await stage.page();
    // All of the places one by one in the exhaustive run.
    const step = thorough ? every : 131;
    const told = await call<{ cases: number; struck: number; outcomes: object; wrong: string[] }>(
      page,
      'cuts',
      over,
      link,
      step,
    );
    process.stdout.write(`${over} ${link}: ${JSON.stringify(told)}\n`);
    expect(told.wrong).toEqual([]);
    expect(told.cases).toBeGreaterThan(400 / step);
    expect(told.struck).toBe(told.cases);
    await page.close();
  });
});
