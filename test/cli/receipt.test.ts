import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { encodeCp866 } from '../../src/fiscal/cp866.js';
import { type FiscalDocument, toNamed } from '../../src/fiscal/index.js';
import { encodeCp1251 } from '../../src/protocol/text.js';
import { atol } from './cli.js';

const sale = (vat: string, more: object = {}) => ({
  type: 'sell',
  taxation: 'osn',
  items: [{ name: 'Хлеб', price: 122, vat }],
  payments: [{ type: 'cash', sum: 122 }],
  ...more,
});

let emulator: Emulator;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atol-receipt-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  emulator = await Emulator.listen({ latency: 0, dateTime: '2026-11-30T10:00:00' });
});
afterEach(() => emulator.close());

const issue = (input: object, ...words: string[]) =>
  atol(['receipt', emulator.url, '-', '--auto-shift', ...words], { stdin: JSON.stringify(input) });

describe('atol receipt and the law of the day', () => {
  it('issues at 22 % without any option', async () => {
    expect(await issue(sale('vat22'))).toMatchObject({ code: 0, stderr: '' });
  });

  it('prints every warning, also those of the register’s day', async () => {
    const input = sale('vat20', { customer: { contact: '8 912 345-67-89' } });
    const { code, stderr } = await issue(input);
    expect(code).toBe(0);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringContaining('customer.contact: записано как «+79123456789»'),
      expect.stringContaining('items[0].vat: с 2026-01-01 вместо ставки 20% действует 22%'),
    ]);
    const { stdout } = await issue(input, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      warnings: [{ code: 'CONTACT_REWRITTEN' }, { code: 'VAT_REPLACED' }],
    });
  });

  it('refuses a correction of a day that has not come for the register', async () => {
    const { items: _, ...rest } = sale('none');
    const { code, stderr } = await issue({
      ...rest,
      type: 'sellCorrection',
      vats: [{ vat: 'none', sum: 122 }],
      correction: { type: 'self', date: '2061-02-19' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('correction.date: дата позже дня чека (2026-11-30)');
    expect(emulator.receipts).toHaveLength(0);
  });

  it('takes what is known of the register', async () => {
    const refused = await issue(sale('vat22'), '--capabilities', '{"vatRates":{"vat22":false}}');
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('capabilities.vatRates');
    const other = await issue(sale('vat22'), '--capabilities', '{"vatRates":{"vat22":7}}');
    expect(other).toMatchObject({ code: 0 });
    expect(toNamed(emulator.lastReceipt as FiscalDocument).fields['item']).toMatchObject([{ vatRate: 7 }]);
    for (const wrong of ['{"vatRates":{"vat21":1}}', '{"taxes":[]}', '[1', '{"agents":"x"}']) {
      expect(await issue(sale('vat22'), '--capabilities', wrong), wrong).toMatchObject({ code: 2 });
    }
  });

  it('cuts names when that is asked for', async () => {
    const input = sale('none', { items: [{ name: 'Н'.repeat(140), price: 122, vat: 'none' }] });
    expect(await issue(input)).toMatchObject({ code: 2 });
    const { code, stderr } = await issue(input, '--cut-names');
    expect(code).toBe(0);
    expect(stderr).toContain('наименование сокращено с 140 символов до 128');
  });
});

describe('files as Windows programs write them', () => {
  const text = JSON.stringify(sale('none'));
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');

  it.each([
    ['UTF-8', Buffer.from(text), []],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), []],
    ['UTF-16 with a mark', utf16, []],
    ['UTF-16, big-endian', Buffer.from(utf16).swap16(), []],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), []],
    ['windows-1251, which is told', encodeCp1251(text), ['--encoding', 'windows-1251']],
    ['CP866, which is told', encodeCp866(text), ['--encoding', 'cp866']],
  ])('%s is read', async (_name, bytes, words) => {
    const file = join(folder, 'receipt.json');
    await writeFile(file, bytes);
    const result = await atol(['receipt', emulator.url, file, '--auto-shift', ...words]);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(toNamed(emulator.lastReceipt as FiscalDocument).fields['item']).toMatchObject([
      { itemName: 'Хлеб' },
    ]);
  });

  it.each([
    ['windows-1251', encodeCp1251(text)],
    ['cp866', encodeCp866(text)],
  ])('%s is named and not guessed', async (encoding, bytes) => {
    const file = join(folder, 'receipt.json');
    await writeFile(file, bytes);
    const { code, stderr } = await atol(['receipt', emulator.url, file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`похоже на ${encoding}`);
    expect(stderr).toContain(`--encoding ${encoding}`);
  });

  it('an encoding that the text is not in is told', async () => {
    const file = join(folder, 'receipt.json');
    await writeFile(file, encodeCp1251(text));
    const { code, stderr } = await atol(['receipt', emulator.url, file, '--encoding', 'utf-8']);
    expect({ code, stderr: stderr.trim() }).toEqual({ code: 2, stderr: `${file}: не utf-8` });
    expect(await atol(['receipt', emulator.url, file, '--encoding', 'koi8-r'])).toMatchObject({ code: 2 });
  });
});
