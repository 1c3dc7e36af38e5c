import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { chromiumFlags, chromiumPath } from '../../../scripts/chromium.mjs';
import { openOffice } from '../examples/country-http/office.mjs';
import { folderPrinter, pdfPrinter } from '../examples/country-paper/printers.js';
import { type KitSetup, kitText, runKit } from '../src/testing/index.js';
import { built, bundle } from './support/built.js';
import { temporary, tillOf } from './support/tills.js';

const examples = fileURLToPath(new URL('../examples/', import.meta.url));
const { child, folder } = await built();
const office = await openOffice();
afterAll(() => office.close());

const country = async (name: string): Promise<{ file: string; setup: KitSetup }> => ({
  file: await bundle(join(examples, name, 'plugin.ts'), join(folder, `${name}.mjs`)),
  setup: JSON.parse(readFileSync(join(examples, name, 'fiscal-plugin.kit.json'), 'utf8')),
});

describe('examples of countries', () => {
  it('paper passes the kit', async () => {
    const report = await runKit({
      ...(await country('country-paper')),
      child: { entry: child },
      quick: true,
    });
    expect(kitText(report)).toContain('11 passed, 0 failed, 2 skipped');
  });

  const openDay = { key: 'day', cashier: { id: '1', name: 'Anna' } };
  const paperSale = (key: string) => {
    const sum = { minor: 1999, currency: 'EUR', exponent: 2 };
    return {
      key,
      cashier: { id: '1', name: 'Anna' },
      items: [{ id: 'a', name: 'Tea <b>&', price: sum, quantity: '1', sum, tax: 'vat' }],
      payments: [{ type: 'cash', sum }],
      total: sum,
    };
  };

  it.skipIf(chromiumPath === undefined)(
    'paper becomes a PDF, once for a key (skipped without Chromium)',
    async () => {
      const { file } = await country('country-paper');
      const pdfs = temporary();
      const { till } = await tillOf(
        child,
        { 'xp-paper': { file, settings: { shop: 'Corner shop' } } },
        { services: { print: pdfPrinter(String(chromiumPath), pdfs, chromiumFlags) } },
      );
      expect(await till.call('xp-paper', 'shift.open', openDay)).toMatchObject({ outcome: 'done' });
      for (const key of ['a', 'a']) {
        expect(await till.call('xp-paper', 'sale', paperSale(key))).toMatchObject({ outcome: 'done' });
      }
      const names = readdirSync(pdfs).sort();
      expect(names).toMatchObject(
        [/^xp-paper-Day-opened-1-.*\.pdf$/, /^xp-paper-Receipt-2-.*\.pdf$/].map((name) =>
          expect.stringMatching(name),
        ),
      );
      for (const [index, name] of names.entries()) {
        const pdf = readFileSync(join(pdfs, name));
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
        expect(pdf.toString('latin1')).toContain(
          `/Title (${index === 0 ? 'Day opened' : 'Receipt'} ${index + 1})`,
        );
        expect(pdf.toString('latin1')).toMatch(/\/Count 1\b/);
        expect(pdf.toString('latin1').trimEnd()).toMatch(/%%EOF$/);
      }
    },
  );

  it('paper goes to the folder of a printer, as many copies as the settings say', async () => {
    const { file } = await country('country-paper');
    const spool = temporary();
    const { till } = await tillOf(
      child,
      { 'xp-paper': { file, settings: { shop: 'Corner shop', copies: 2 } } },
      { services: { print: folderPrinter(spool) } },
    );
    expect(await till.call('xp-paper', 'sale', paperSale('a'))).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'request', code: 'day-closed' },
    });
    expect(await till.call('xp-paper', 'shift.open', openDay)).toMatchObject({ outcome: 'done' });
    expect(await till.call('xp-paper', 'sale', paperSale('a'))).toMatchObject({ outcome: 'done' });
    const names = readdirSync(spool).filter((name) => name.startsWith('xp-paper-Receipt'));
    expect(names).toHaveLength(2);
    for (const name of names) {
      const html = readFileSync(join(spool, name), 'utf8');
      expect(html).toContain('<h1>Corner shop</h1><h2>Receipt 2</h2>');
      expect(html).toContain('Tea &#60;b&#62;&#38;');
      expect(html).toContain('19.99');
    }
    const closed = await till.call('xp-paper', 'shift.close', { ...openDay, key: 'night' });
    expect(closed).toMatchObject({ outcome: 'done', document: { id: '3' } });
    // It was printed: the till must not print it once more.
    expect(closed).not.toHaveProperty('document.paper');
    const [report = ''] = readdirSync(spool).filter((name) => name.startsWith('xp-paper-Day-closed'));
    expect(readFileSync(join(spool, report), 'utf8')).toContain('1 documents, 19.99 EUR');
  });

  it('a program passes the kit', async () => {
    const { file, setup } = await country('country-program');
    const vendor = join(examples, 'country-program', 'vendor.mjs');
    const programs = { vendor: { path: process.execPath, args: [vendor] } };
    const report = await runKit({
      file,
      setup: { ...setup, programs },
      child: { entry: child },
      quick: true,
    });
    expect(kitText(report)).toContain('13 passed, 0 failed, 0 skipped');
  });

  it('a tax office passes the kit', async () => {
    const { file, setup } = await country('country-http');
    const report = await runKit({
      file,
      setup: { ...setup, settings: { office: office.url }, slowDevice: { office: `${office.url}slow` } },
      child: { entry: child },
      quick: true,
    });
    expect(kitText(report)).toContain('13 passed, 0 failed, 0 skipped');
  });

  const sale = (key: string) => {
    const sum = { minor: 1999, currency: 'EUR', exponent: 2 };
    return {
      key,
      cashier: { id: '1', name: 'Anna' },
      items: [{ id: 'a', name: 'Tea', price: sum, quantity: '1', sum, tax: 'full' }],
      payments: [{ type: 'cash', sum }],
      total: sum,
    };
  };

  it('numbers and queues receipts while the tax office is away, and sends each once when it is back', async () => {
    const { file } = await country('country-http');
    let now = Date.parse('2026-11-30T10:00:00Z');
    const { till } = await tillOf(
      child,
      { 'xh-http': { file, settings: { office: office.url, offlineHours: 48 } } },
      { services: { httpHosts: ['127.0.0.1'], now: () => new Date(now).toISOString() } },
    );
    const before = office.receipts.length;
    office.outage = true;
    const queued = await till.call('xh-http', 'sale', sale('a'));
    for (const key of ['a', 'b', 'c']) {
      expect(await till.call('xh-http', 'sale', sale(key))).toMatchObject({
        document: { authority: 'queued' },
      });
    }
    expect(await till.call('xh-http', 'health', {})).toMatchObject({ state: 'attention', queued: 3 });
    now += 49 * 3_600_000;
    expect(await till.call('xh-http', 'sale', sale('d'))).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'authority', code: 'offline-too-long' },
    });
    // The office is back: the first sale goes, and what waited goes before it.
    office.outage = false;
    expect(await till.call('xh-http', 'sale', sale('d'))).toMatchObject({
      document: { authority: 'accepted' },
    });
    expect(office.receipts.slice(before).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(await till.call('xh-http', 'health', {})).toMatchObject({ state: 'ready', queued: 0 });
    // The document that was queued is the same one, accepted by now, and stays so.
    if (queued.outcome !== 'done') throw new Error(queued.fault.message);
    const accepted = await till.call('xh-http', 'resolve', { key: 'a' });
    const marks = { ...queued.document.marks, code: expect.stringMatching(/^OFFICE-/) };
    expect(accepted).toEqual({
      outcome: 'done',
      document: { ...queued.document, authority: 'accepted', marks },
    });
    expect(await till.call('xh-http', 'sale', sale('a'))).toEqual(accepted);
  });

  it('sends what waits while nobody sells, and tells of it', async () => {
    const { file } = await country('country-http');
    const before = office.receipts.length;
    office.outage = true;
    const { till, events } = await tillOf(
      child,
      { 'xh-http': { file, settings: { office: office.url } } },
      { services: { httpHosts: ['127.0.0.1'] }, healthEveryMs: 20 },
    );
    expect(await till.call('xh-http', 'sale', sale('evening'))).toMatchObject({
      document: { authority: 'queued' },
    });
    office.outage = false;
    const told = () => events.flatMap((event) => (event.kind === 'health' ? [event] : []));
    const isSent = () => told().at(-1)?.state === 'ready' && told().at(-1)?.queued === 0;
    while (!isSent()) await new Promise((soon) => setTimeout(soon, 5));
    expect(office.receipts.slice(before)).toHaveLength(1);
    expect(told().at(-1)).toMatchObject({ state: 'ready', queued: 0, problems: [] });
  });
});
