import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { decodeDocument, toNamed } from '../../src/fiscal/index.js';
import { Fptr10 } from '../../src/wrapper/index.js';
import { carryOut, WrapperSession } from '../../src/wrapper/session.js';
import { addressOf, connectionOf, defaultSettings } from '../../src/wrapper/settings.js';
import { readSettings } from '../../src/wrapper/settings-given.js';
import { hasSocat, ownPort } from '../support/pty-cable.js';
import { installed } from './installed.js';

describe('settings', () => {
  it.each([
    [{ Port: 2, IPAddress: '10.0.0.5', IPPort: '7778' }, 'tcp://10.0.0.5:7778'],
    [{ Port: 0, ComFile: 'COM4' }, 'serial://COM4?baudRate=115200'],
    [{ Port: 0, ComFile: '/dev/ttyACM0', BaudRate: 57600 }, 'serial:///dev/ttyACM0?baudRate=57600'],
    [{ Port: '1', UsbDevicePath: 'auto' }, 'usb://2912:0005'],
    [{ Port: 1, UsbDevicePath: '/dev/ttyACM1' }, 'serial:///dev/ttyACM1?baudRate=115200'],
  ])('%j is %s', (given, url) => {
    expect(addressOf(readSettings({ Model: 500, ...given }))).toBe(url);
  });

  it('takes passwords, a journal, and no reconnecting', () => {
    const same = { Model: 500, Port: 2, IPAddress: '10.0.0.5', IPPort: 5555 };
    const given = { ...same, AccessPassword: '12', UserPassword: 29, AutoReconnect: false, Journal: '/j' };
    const settings = readSettings(given);
    expect(settings.Journal).toBe('/j');
    expect(connectionOf(settings)).toEqual({ accessPassword: 12, userPassword: 29, reconnect: false });
    // Those that are not given are the driver's own, whichever way somebody spells them.
    expect(connectionOf(readSettings({ ...same, AccessPassword: 0, UserPassword: '30' }))).toEqual(
      connectionOf(defaultSettings),
    );
  });

  it.each([
    [{}, 'Отсутствует обязательная настройка [Model]'],
    [{ Model: 500 }, 'Отсутствует обязательная настройка [Port]'],
    [{ Model: 500, Port: 'TCP' }, 'Не удалось получить значение настройки [Port]'],
    [
      { Model: 500, Port: 2, IPAddress: '1.2.3.4', IPPort: 'x' },
      'Не удалось получить значение настройки [IPPort]',
    ],
    [
      { Model: 500, Port: 1, AutoReconnect: 'maybe' },
      'Не удалось получить значение настройки [AutoReconnect]',
    ],
    [{ Model: 500, Port: 0, ComFile: {} }, '[ComFile]'],
    [{ Model: 0, Port: 1 }, 'Неизвестная модель - 0'],
    [[], 'Некорректные настройки'],
  ])('refuses %j with error 9', (given, text) => {
    expect(() => readSettings(given)).toThrow(
      expect.objectContaining({ code: 9, description: expect.stringContaining(text) }),
    );
  });

  it('are those of the driver again after destroy()', () => {
    const fptr = new Fptr10();
    fptr.setSettings({ Model: 77, Port: 2, IPAddress: '10.0.0.5', IPPort: 7777 });
    expect(fptr.getSettings()).toMatchObject({ Model: 77, IPPort: 7777 });
    fptr.destroy();
    expect(fptr.getSettings()).toEqual(defaultSettings);
  });

  it('refuses a kind of line that there is not with error 9', () => {
    expect(() => addressOf({ ...defaultSettings, Port: 17 })).toThrow(expect.objectContaining({ code: 9 }));
  });

  it('refuses Bluetooth and a remote server with error 11', () => {
    expect(() => addressOf({ ...defaultSettings, Port: 3 })).toThrow(expect.objectContaining({ code: 11 }));
    expect(() => connectionOf({ ...defaultSettings, RemoteServerAddr: '10.0.0.7' })).toThrow(
      expect.objectContaining({ code: 11 }),
    );
  });
});

it('carries errors as plain data', async () => {
  const session = new WrapperSession();
  const closed = await carryOut(session, { method: 'processJson', argument: '{}' });
  expect(closed).toEqual({
    error: { code: 1, description: 'Соединение не установлено', outcome: 'not-sent' },
  });
});

it('lets a person decide what became of a print whose answer was lost', async () => {
  await using emulator = new Emulator({ latency: 0 });
  const { host, port } = await emulator.listen();
  const session = new WrapperSession();
  const settings = { ...defaultSettings, Port: 2, IPAddress: host, IPPort: port, AutoReconnect: false };
  const coupon = { type: 'nonFiscal', items: [{ type: 'text', text: 'ТАЛОН' }], uuid: 'coupon' };
  const open = () => carryOut(session, { method: 'open', argument: settings });
  const print = () => carryOut(session, { method: 'processJson', argument: JSON.stringify(coupon) });
  const decide = () => carryOut(session, { method: 'decide', argument: { key: 'coupon', verdict: 'done' } });
  await open();
  expect(await decide()).toMatchObject({ error: { code: 13 } });
  const repair = emulator.faults.add({ line: 'cut', at: 'printString' });
  expect(await print()).toMatchObject({ error: { outcome: 'unknown' } });
  repair();
  await carryOut(session, { method: 'close' });
  await open();
  expect(await print()).toMatchObject({ error: { outcome: 'unknown' } });
  expect(await decide()).toEqual({ value: undefined });
  expect(await print()).toEqual({ value: undefined });
  await carryOut(session, { method: 'close' });
  expect(emulator.tape.filter((line) => line === 'ТАЛОН')).toHaveLength(1);
});

describe('programs for node-atol-wrapper', () => {
  let folder: string;
  let emulator: Emulator;
  beforeAll(async () => {
    folder = await installed();
  });
  beforeEach(() => {
    emulator = new Emulator({ latency: 0 });
  });
  afterEach(() => emulator.close());
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What the program prints, which is one JSON text, also if it kills itself then. */
  async function run(name: string, ...words: string[]): Promise<Record<string, unknown>> {
    const { port } = await emulator.listen();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(folder, name), String(port), ...words],
      { timeout: 240_000 },
    ).catch((error: { signal?: string; killed: boolean; stdout: string }) => {
      if (error.signal !== 'SIGKILL' || error.killed) throw error;
      return error;
    });
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  it('run, synchronous calls included', async () => {
    const seen = await run('program.mjs');
    const number = emulator.fn.documents().length;
    expect(seen).toMatchObject({
      setSettings: true,
      before: false,
      closed: {
        message: 'Error 1 [ Соединение не установлено ]',
        code: 1,
        description: 'Соединение не установлено',
      },
      open: true,
      opened: true,
      status: { deviceStatus: { paperPresent: true, blocked: false, fnPresent: true } },
      sale: { fiscalParams: { fiscalDocumentNumber: number, total: 10 } },
      last: { documentNumber: number, date: { second: 0 } },
      between: { fnStatus: { fiscalDocumentNumber: number } },
      asynchronous: [
        [null, null],
        [501, null],
      ],
      close: true,
    });
    expect(seen['again']).toEqual(seen['sale']);
  });

  it('sell once by one key: closed and opened, destroyed and made anew, by two at a time, by both kinds of calls', async () => {
    const { first, ...others } = await run('one-key.mjs');
    expect(first).toHaveProperty('fiscalParams.total', 10);
    expect(Object.keys(others)).toHaveLength(6);
    for (const other of Object.values(others)) expect(other).toEqual(first);
    expect(emulator.receipts).toHaveLength(1);
    expect(emulator.state.cash).toBe(1000 + 10_000);
  });

  it('know their keys after a crash, those of cash included, when they have a directory', async () => {
    const journal = join(folder, 'journal');
    const first = await run('crash.mjs', journal);
    expect(first).toMatchObject({ cash: { counters: { cashSum: 100 } } });
    expect(await run('crash.mjs', journal)).toEqual(first);
    expect(emulator.receipts).toHaveLength(1);
    expect(emulator.state.cash).toBe(1000 + 10_000);
  });

  it('are told when the thread dies, blocked or not, and go on with another one', async () => {
    const seen = await run('dying.mjs');
    expect(seen).toMatchObject({
      blocked: { code: 6, outcome: 'unknown' },
      opened: false,
      after: { code: 6, outcome: 'not-sent' },
      again: true,
      waiting: { code: 6, outcome: 'unknown' },
    });
    expect(seen['lost']).toMatchObject({ code: 241, outcome: 'unknown' });
    expect((seen['blocked'] as { description: string }).description).toContain('поток драйвера завершился');
  });

  it.runIf(hasSocat)('run on a serial port, which threads cannot read (needs socat)', async () => {
    const { path } = await emulator.listenPty(ownPort());
    expect(await run('serial.mjs', path)).toMatchObject({
      opened: true,
      status: { deviceStatus: { fnPresent: true } },
      cash: { counters: { cashSum: 100 } },
      again: { counters: { cashSum: 100 } },
      report: [null, null],
      closed: true,
    });
    expect(emulator.state.cash).toBe(10_000);
  });

  it('are told what is wrong with what nobody expects', async () => {
    const seen = await run('odd.mjs');
    expect(seen).toEqual({
      one: true,
      alike: true,
      other: { thrown: 'Error', code: 3, outcome: 'not-sent' },
      bigint: { thrown: 'TypeError' },
      cyclic: { thrown: 'TypeError' },
      type: { thrown: 'Error', code: 501, outcome: 'not-sent' },
      noDocument: { thrown: 'Error', code: 123, outcome: 'refused' },
      long: 1,
      strange: 1,
    });
    const sold = Array.from(emulator.fn.documents())
      .filter(({ form }) => form === 3)
      .map(({ bytes }) => toNamed(decodeDocument(bytes)).fields['item']);
    expect(sold).toMatchObject([[{ itemName: 'Ы'.repeat(128) }], [{ itemName: 'Чай' }]]);
  });

  it('run in Electron’s main process as the guide shows it', async () => {
    const guide = await readFile('docs/migrating-from-node-atol-wrapper.md', 'utf8');
    const [, shown = ''] = /```js\n(import \{ ipcMain \}[\s\S]*?)```/.exec(guide) ?? [];
    const { port } = await emulator.listen();
    const main = shown.replace('192.168.1.10', '127.0.0.1').replace('5555', String(port));
    await writeFile(join(folder, 'electron-main.mjs'), `${main}\nimport './electron-page.mjs';\n`);
    const stated = { ok: true, value: { shiftStatus: { state: 'closed', number: 0 } } };
    await expect(run('electron-main.mjs')).resolves.toMatchObject({
      state: stated,
      failed: { ok: false, error: { code: 501, outcome: 'not-sent' } },
    });
  });

  it('run in one file with the thread beside it', async () => {
    await expect(run('beside.mjs')).resolves.toHaveProperty('shiftStatus.state');
  });

  it('are told at once that the file of the thread is missing', async () => {
    await expect(run('nowhere.mjs')).resolves.toMatchObject({ code: 155, outcome: 'not-sent' });
  });
});
