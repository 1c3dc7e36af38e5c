import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Emulator } from 'atol-kkt/emulator';
import type { Params } from 'fiscal-plugin';
import { type HostEvent, openTill, type Till } from 'fiscal-plugin/host';
import { afterEach, describe, expect, it } from 'vitest';
import { chromiumPath, openChromium } from '../../../scripts/chromium.mjs';
import { built } from './support/built.js';

const artefact = await built();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

let tills = 0;
async function tillOf(
  settings: Record<string, unknown>,
  {
    language = 'en',
    file = artefact.file,
    env = {},
  }: { language?: string; file?: string; env?: Record<string, string> } = {},
) {
  tills += 1;
  const folder = join(artefact.folder, `till-${tills}`);
  const events: HostEvent[] = [];
  const till = await openTill({
    folder,
    language,
    till: { id: 'till-7' },
    child: { entry: artefact.child, env },
    plugins: { 'ru-atol': { file, settings, limits: { startMs: 30_000 } } },
    onEvent: (event) => void events.push(event),
  });
  closers.push(() => till.close());
  return { till, folder, events };
}

async function emulator(options: Parameters<typeof Emulator.listen>[0] = {}): Promise<Emulator> {
  const made = await Emulator.listen(options);
  closers.push(() => made.close());
  return made;
}

function sale(key: string): Params<'sale'> {
  const sum = { minor: 12_350, currency: 'RUB', exponent: 2 };
  return {
    key,
    cashier: { id: '1', name: 'Анна' },
    items: [{ id: 'a', name: 'Чай', price: sum, quantity: '1', sum, tax: 'vat22' }],
    payments: [{ type: 'cash', sum }],
    total: sum,
  };
}

/** Kills the plug-in while the register makes the receipt; there is one in the end, and everybody says so. */
async function killedInTheMiddle(register: Emulator, till: Till, events: readonly HostEvent[]) {
  const begun = new Promise<void>((resolve) => {
    register.onCommand(({ name }) => {
      if (name === 'closeReceipt') resolve();
    });
  });
  const selling = till.call('ru-atol', 'sale', sale('order-1'));
  await begun;
  const started = events.filter((event) => event.kind === 'started').at(-1);
  process.kill(Number(started?.pid), 'SIGKILL');
  expect(await selling).toMatchObject({ outcome: expect.stringMatching(/done|refused/) });
  const again = await till.call('ru-atol', 'sale', sale('order-1'));
  expect(again).toMatchObject({ outcome: 'done', document: { marks: { receiptNumber: '1' } } });
  expect(register.receipts).toHaveLength(1);
  expect(await till.call('ru-atol', 'resolve', { key: 'order-1' })).toEqual(again);
  return again as Extract<typeof again, { outcome: 'done' }>;
}

const hostOf = ({ url }: Emulator) => url.replace('tcp://', '');
const hasSocat = spawnSync('socat', ['-V']).status === 0;

describe('registers that the plug-in reaches', () => {
  it('finds the only one by itself, over Ethernet, and keeps its journal in the storage of the host', async () => {
    const register = await emulator();
    const { till, folder } = await tillOf({ url: 'auto', hosts: [hostOf(register)], taxation: 'osn' });
    expect(await till.call('ru-atol', 'health', {})).toMatchObject({
      state: 'ready',
      shift: { open: false },
    });
    const sold = await till.call('ru-atol', 'sale', sale('order-1'));
    expect(sold).toMatchObject({
      outcome: 'done',
      document: { id: expect.stringMatching(/^\d{16}-\d+$/), marks: { receiptNumber: '1' } },
    });
    expect(register.receipts).toHaveLength(1);
    expect(readdirSync(join(folder, 'storage', 'ru-atol', 'journal')).length).toBeGreaterThan(0);
  });

  it('says that there is none, in the language of the till', async () => {
    const words = {
      ru: 'ККТ не найдена: проверьте питание и кабель',
      en: 'No register was found: check its power and its cable',
    };
    // Each looks for a register for some seconds: together.
    const looking = Object.entries(words).map(async ([language, text]) => {
      const { till } = await tillOf({ url: 'auto', hosts: ['127.0.0.1:1'] }, { language });
      expect(await till.call('ru-atol', 'health', {})).toMatchObject({
        state: 'down',
        problems: [{ whose: 'device', code: 'not-found', text }],
      });
      const refused = { outcome: 'refused', fault: { whose: 'device', code: 'not-found', text } };
      expect(await till.call('ru-atol', 'sale', sale('order-1'))).toMatchObject(refused);
    });
    await Promise.all(looking);
  });

  it('does not choose between two, and names both', async () => {
    const [one, other] = [await emulator(), await emulator()];
    const { till } = await tillOf({ hosts: [hostOf(one), hostOf(other)] });
    const { problems } = await till.call('ru-atol', 'health', {});
    expect(problems).toMatchObject([{ whose: 'request', code: 'several-found', fields: ['/settings/url'] }]);
    for (const { url } of [one, other]) expect(problems[0]?.text).toContain(url);
  });

  describe('on USB', () => {
    /** A till whose computer has this register plugged in. */
    const plugged = async (settings: Record<string, unknown>, register: Emulator) =>
      await tillOf(settings, { file: await artefact.withUsb(), env: { FAKE_USB: hostOf(register) } });

    it('is found by itself, sells, and makes one receipt though it is killed in the middle', async () => {
      const register = await emulator({ latency: 300, serialNumber: '00106900000001' });
      const { till, events } = await plugged({ url: 'auto', taxation: 'osn' }, register);
      expect(await till.call('ru-atol', 'health', {})).toMatchObject({ state: 'ready' });
      const found = 'connecting to usb://2912:0005?serial=00106900000001';
      expect(events).toContainEqual(expect.objectContaining({ kind: 'log', message: found }));
      const again = await killedInTheMiddle(register, till, events);
      expect(await till.call('ru-atol', 'copy', { document: { id: again.document.id } })).toMatchObject({
        outcome: 'done',
      });
    });

    it('is listed beside one in the network, and reached by its address', async () => {
      const [register, other] = [await emulator({ serialNumber: '00106900000001' }), await emulator()];
      const { till } = await plugged({ url: 'auto', hosts: [hostOf(other)], taxation: 'osn' }, register);
      const { problems } = await till.call('ru-atol', 'health', {});
      expect(problems).toMatchObject([{ whose: 'request', code: 'several-found' }]);
      expect(problems[0]?.text).toContain('usb://2912:0005?serial=00106900000001');
      expect(problems[0]?.text).toContain(other.url);
      expect(await till.configure('ru-atol', { url: 'usb://2912:0005', taxation: 'osn' })).toEqual({
        outcome: 'done',
      });
      expect(await till.call('ru-atol', 'sale', sale('order-1'))).toMatchObject({ outcome: 'done' });
      expect([register, other].map(({ receipts }) => receipts.length)).toEqual([1, 0]);
    });

    it('is not there: nothing is sold, and the cashier reads about cable and power', async () => {
      const { till } = await tillOf({ url: 'usb://2912:0005' }, { file: await artefact.withUsb() });
      expect(await till.call('ru-atol', 'sale', sale('order-1'))).toMatchObject({
        outcome: 'refused',
        fault: { whose: 'device', text: expect.stringMatching(/USB.*cable/) },
      });
    });
  });

  const lines: [line: string, open: () => Promise<[Emulator, string]>][] = [
    [
      'Ethernet',
      async () => {
        const register = await emulator({ latency: 300 });
        return [register, register.url];
      },
    ],
    [
      'a serial port',
      async () => {
        const register = new Emulator({ latency: 300 });
        closers.push(() => register.close());
        // Of a number that the system gave, the plug-in might find another register behind this one.
        const link = join(mkdtempSync(join(artefact.folder, 'port-')), 'kkt');
        return [register, (await register.listenPty({ link })).url];
      },
    ],
  ];
  it.each(hasSocat ? lines : lines.slice(0, 1))(
    'makes one receipt over %s, killed in the middle of it',
    async (_line, open) => {
      const [register, url] = await open();
      const { till, events } = await tillOf({ url, taxation: 'osn' });
      await killedInTheMiddle(register, till, events);
    },
  );
});

describe.skipIf(chromiumPath === undefined)(
  'settings drawn from the schema (skipped without Chromium)',
  () => {
    it('are filled in on the page, without hardware and with a register', async () => {
      const serveHost = await artefact.host();
      const register = await emulator();
      const host = await serveHost({
        file: artefact.file,
        setup: { id: 'ru-atol', settings: { emulate: true, taxation: 'osn', signMs: 0 } },
        folder: join(artefact.folder, 'page'),
        port: 0,
        child: { entry: artefact.child },
      });
      closers.push(() => host.close());
      const browser = await openChromium();
      closers.push(() => browser.close());
      const page = await browser.newPage();
      // Only against pages that hang.
      page.setDefaultTimeout(240_000);
      await page.goto(host.url);
      const call = async (operation: string) => {
        await page.getByRole('button', { name: operation, exact: true }).click();
        return await send();
      };
      const send = async () => {
        await page.evaluate(`document.getElementById('answer').textContent = '…'`);
        await page.getByRole('button', { name: 'Call' }).click();
        await page.locator('#answer').filter({ hasNotText: /^…$/ }).waitFor();
        return JSON.parse(String(await page.locator('#answer').textContent()));
      };
      expect(await call('sale')).toMatchObject({
        outcome: 'done',
        document: { marks: { receiptNumber: '1' } },
      });
      expect(register.receipts).toHaveLength(0);

      await page.getByRole('button', { name: 'init', exact: true }).click();
      const form = page.getByRole('form', { name: 'Settings' });
      expect(await form.getByLabel(/Address of the register/).inputValue()).toBe('auto');
      expect(await form.getByLabel(/Access password/).getAttribute('type')).toBe('password');
      await form.getByLabel(/Address of the register/).fill(register.url);
      await form.getByLabel(/Taxation system/).selectOption('osn');
      await form.getByLabel(/the emulator$/).uncheck();
      expect(await send()).toEqual({ outcome: 'done' });
      expect(await call('sale')).toMatchObject({
        outcome: 'done',
        document: { marks: { receiptNumber: '1' } },
      });
      expect(register.receipts).toHaveLength(1);
      expect(await page.locator('.paper').first().textContent()).toContain('КАССОВЫЙ ЧЕК');
    });
  },
);
