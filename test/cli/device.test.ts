import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { settings } from '../../src/protocol/index.js';
import { atol } from './cli.js';

let emulator: Emulator;
let url: string;

beforeEach(async () => {
  emulator = await Emulator.listen({ model: '30F', latency: 0 });
  url = emulator.url;
});

afterEach(() => emulator.close());

async function done(...words: string[]) {
  const { code, stdout, stderr } = await atol(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function json(...words: string[]) {
  return JSON.parse(await done(...words, '--json')) as Record<string, unknown>;
}

/** Names of the commands that reach the register, in their order. */
function recorded() {
  const names: Array<string | undefined> = [];
  emulator.onCommand(({ name }) => names.push(name));
  return names;
}

describe('atol register', () => {
  it('reads by name and by number, with parameters', async () => {
    await done('shift', 'open', url);
    await done('cash', 'in', url, '1500.50');
    expect(await json('register', url, 'cashSum')).toEqual({
      register: 0x0a,
      name: 'cashSum',
      bytes: '00 00 00 00 15 00 50',
      value: { sum: 150_050 },
    });
    expect(await done('register', url, '0a')).toMatch(
      /^0A cashSum: .*\n {2}байты .*\n {2}sum +1500\.50 руб\.\n$/,
    );
    const requests: unknown[] = [];
    emulator.onCommand(({ request }) => requests.push(request));
    await done('register', url, 'paymentsSum', '1', '2');
    expect(requests).toEqual([{ register: 3, p1: 1, p2: 2 }]);
  });

  it('lists the registers in its help', async () => {
    const help = await done('register', '--help');
    expect(help).toMatch(/^ {2}0A cashSum +наличность в кассе$/m);
    expect(help).toMatch(/^ {2}03 paymentsSum +сумма платежей \(P1: /m);
  });

  it.each([
    [['nonsense'], 'Нет регистра «nonsense»'],
    [['toString'], 'Нет регистра «toString»'],
    [['1FF'], 'Нет регистра «1FF»'],
    [['0A', '256'], 'P1 — целое число 0..255'],
    [['0A', '1', 'x'], 'P2 — целое число 0..255'],
  ])('%s is wrong', async (words, message) => {
    const { code, stderr } = await atol(['register', url, ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('tells the refusal of a register that does not exist', async () => {
    expect((await atol(['register', url, 'FE'])).code).toBe(1);
  });
});

describe('atol cash', () => {
  it('puts money in and takes it out', async () => {
    await done('shift', 'open', url);
    expect(await done('cash', 'in', url, '100')).toBe('Внесено 100 руб., в ящике 100.00 руб.\n');
    expect(await json('cash', 'out', url, '30.50')).toMatchObject({ cashKopecks: 6950 });
  });

  it('refuses what is no sum, and more than there is', async () => {
    expect((await atol(['cash', 'in', url, '0.001'])).code).toBe(2);
    expect((await atol(['cash', 'in', url, 'much'])).code).toBe(2);
    expect((await atol(['cash', 'out', url, '1'])).code).toBe(1);
    // Also where nobody is there to be asked.
    await emulator.close();
    const words = ['cash', 'out', url, '1500,00'];
    expect(await atol(words)).toMatchObject({ code: 2, stderr: expect.stringContaining('с точкой') });
  });
});

describe('atol drawer, atol cut', () => {
  it('send their commands', async () => {
    const names = recorded();
    expect(await json('drawer', url)).toEqual({ drawer: 'opened' });
    expect(await json('cut', url)).toEqual({ cut: 'partial' });
    expect(await json('cut', url, '--full')).toEqual({ cut: 'full' });
    expect(names).toEqual(['openDrawer', 'cutPaper', 'cutPaper']);
  });
});

describe('atol table', () => {
  it('reads a field, and writes it in the mode for that', async () => {
    const before = await json('table', url, '2', '1', '15');
    expect(before).toMatchObject({
      table: 2,
      row: 1,
      field: 15,
      bytes: expect.stringMatching(/^[0-9A-F]{2}/),
    });
    const names = recorded();
    expect(await json('table', url, '2', '1', '15', '01')).toMatchObject({ bytes: '01' });
    expect(names).toContain('writeTable');
    expect(await json('table', url, '2', '1', '15', '00')).toMatchObject({ bytes: '00' });
    expect(emulator.state.mode).toBe(0);
  });

  it('leaves the mode when the register refuses the bytes', async () => {
    const { code, stderr } = await atol(['table', url, '2', '1', '15', '01', '02', '03']);
    expect(code).toBe(1);
    expect(stderr).toContain('(команда writeTable)');
    expect(emulator.state.mode).toBe(0);
  });

  it('refuses what is no place and no bytes', async () => {
    expect((await atol(['table', url, '256', '1', '1'])).code).toBe(2);
    expect((await atol(['table', url, '2', '1', 'x'])).code).toBe(2);
    expect((await atol(['table', url, '2', '1', '15', '0'])).code).toBe(2);
  });
});

describe('atol fn', () => {
  it('answers every question', async () => {
    await done('shift', 'open', url);
    const { number } = emulator.fn;
    expect(await json('fn', url, 'state')).toMatchObject({ number, phase: 'fiscal', lastDocument: 2 });
    expect(await done('fn', url, 'number')).toBe(`${number}\n`);
    expect(await json('fn', url, 'version')).toMatchObject({ debug: true });
    expect(await json('fn', url, 'validity')).toMatchObject({ registrationsDone: 1 });
    expect(await json('fn', url, 'shift')).toMatchObject({ open: true, number: 1 });
    expect(await json('fn', url, 'ofd')).toMatchObject({ unsentCount: 2, errors: { network: { code: 0 } } });
    expect(await json('fn', url, 'registration')).toMatchObject({
      registrationNumber: emulator.registration.registrationNumber,
      fields: { userName: emulator.registration.user },
    });
    expect(await done('fn', url, 'registration', '1')).toMatch(/^owner\.inn +\d{10}$/m);
  });

  it('shows a document as paper and as fields', async () => {
    await done('shift', 'open', url);
    expect(await done('fn', url, 'document', '2')).toMatch(/^ +ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ\n[\s\S]*^ФД № +2$/m);
    expect(await json('fn', url, 'document', '2')).toMatchObject({
      number: 2,
      form: 2,
      document: { fields: { docNumber: 2, shiftNumber: 1 } },
    });
  });

  it.each([
    [['document', '99'], 1, 'Документа 99 в ФН нет'],
    [['ticket', '1'], 1, 'Квитанции на документ 1 в ФН нет'],
    [['registration', '7'], 1, 'Регистрации нет в ФН'],
    [['document'], 2, 'нужен номер документа'],
    [['document', '0'], 2, 'больше нуля'],
    [['number', '5'], 2, 'номер не нужен'],
    [['mood'], 2, 'Вместо «mood» нужно одно из: state'],
  ])('%s: exit code %i', async (words, exit, message) => {
    const { code, stdout, stderr } = await atol(['fn', url, ...words]);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('atol setting', () => {
  it('reads and writes by name, and by the number of the vendor', async () => {
    expect(await json('setting', url, 'ofdAddress')).toEqual({ ofdAddress: 'ofd.example.ru' });
    expect(await json('setting', url, 'ofdAddress', 'ofd.test')).toEqual({
      ofdAddress: 'ofd.test',
      written: true,
    });
    expect(await json('setting', url, 'ofdAddress', 'ofd.test')).toMatchObject({ written: false });
    expect(await json('setting', url, 'ofdAddress', '')).toEqual({ ofdAddress: '', written: true });
    await done('setting', url, 'ofdAddress', 'ofd.test');
    const { id } = settings.ofdAddress;
    expect(await done('setting', url, String(id))).toMatch(/^ofdAddress: ofd\.test — [^\n]+\n$/);
    expect(emulator.state.mode).toBe(0);
  });

  it('lists all of them', async () => {
    const values = await json('setting', url);
    expect(Object.keys(values).length).toBeGreaterThan(50);
    expect(values).toHaveProperty('ofdAddress');
    expect(await done('setting', url)).toMatch(/^ofdAddress +ofd\.example\.ru — /m);
  });

  it.each([
    [['mood'], 'Нет настройки «mood»'],
    [['ofdPort', 'many'], 'ofdPort: нужно целое число'],
    [['ofdPort', '65536'], 'ofdPort'],
    [['ofdAddress', 'я'.repeat(300)], 'ofdAddress'],
  ])('%s is wrong', async (words, message) => {
    const names = recorded();
    const { code, stderr } = await atol(['setting', url, ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(names).not.toContain('writeTable');
  });
});

describe('atol print, atol barcode', () => {
  it('prints a text, in lines that fit', async () => {
    await done('print', url, 'Добро', 'пожаловать', 'в', 'магазин', 'номер', '17');
    expect(emulator.tape).toEqual(['Добро пожаловать в магазин номер', '17']);
    await done('print', url, 'Итого', '--align', 'right');
    expect(emulator.tape.at(-1)).toBe('Итого'.padStart(32));
    const requests: unknown[] = [];
    emulator.onCommand(({ request }) => requests.push(request));
    await done('print', url, 'Ура', '--double-height', '--double-width', '--font', '2');
    expect(requests).toContainEqual(expect.objectContaining({ height: 1, font: 2, text: '\tУ\tр\tа' }));
  });

  it('prints what comes through a pipe as a document', async () => {
    const names = recorded();
    const { code, stdout } = await atol(['print', url, '-', '--document'], { stdin: 'Раз\nДва\n' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Напечатано\n' });
    expect(emulator.tape.slice(0, 2)).toEqual(['Раз', 'Два']);
    expect(names).toContain('printFooter');
  });

  it('prints codes', async () => {
    const names = recorded();
    expect(await json('barcode', url, 'https://example.com')).toEqual({
      printed: 'https://example.com',
      type: 'qr',
    });
    await done('barcode', url, 'текст', '--type', 'pdf417', '--scale', '3');
    expect(names.filter((name) => name === 'printBarcode')).toHaveLength(2);
    await done('barcode', url, '460123456789', '--type', 'ean13', '--height', '20');
    expect(names).toContain('printRasterRow');
    expect(emulator.tape.at(-1)?.trim()).toMatch(/^460123456789\d$/);
  });

  it.each([
    [['print', 'Смайлик 🙂'], '🙂'],
    [['print', 'Текст', '--align', 'middle'], '--align бывает left, center, right'],
    [['print', 'Текст', '--font', '300'], '--font — целое число 0..255'],
    [['barcode', 'Текст', '--type', 'ean13'], 'формат ean13 не может содержать такие данные'],
    [['barcode', '漢字'], '漢'],
    [['barcode', '1', '--type', 'aztec'], '--type бывает qr, pdf417, ean13'],
    [['barcode', '1', '--scale', '0'], '--scale — целое число 1..10'],
  ])('%s is wrong, and nothing is printed', async ([command = '', ...words], message) => {
    const { code, stderr } = await atol([command, url, ...words]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(emulator.tape).toEqual([]);
  });
});
