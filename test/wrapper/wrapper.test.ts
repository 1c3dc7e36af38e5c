import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { carryOut, WrapperSession } from '../../src/wrapper/session.js';
import { addressOf, connectionOf, defaultSettings, mergeSettings } from '../../src/wrapper/settings.js';
import { translate } from '../support/program.js';

describe('settings', () => {
  it.each([
    [{ Port: 2, IPAddress: '10.0.0.5', IPPort: '7778' }, 'tcp://10.0.0.5:7778'],
    [{ Port: 0, ComFile: 'COM4' }, 'serial://COM4?baudRate=115200'],
    [{ Port: 0, ComFile: '/dev/ttyACM0', BaudRate: 57600 }, 'serial:///dev/ttyACM0?baudRate=57600'],
    [{ Port: '1', UsbDevicePath: 'auto' }, 'usb://2912:0005'],
    [{ Port: 1, UsbDevicePath: '/dev/ttyACM1' }, 'serial:///dev/ttyACM1?baudRate=115200'],
  ])('%j is %s', (given, url) => {
    expect(addressOf(mergeSettings(defaultSettings, { Model: 500, ...given }))).toBe(url);
  });

  it('takes passwords, a journal, and no reconnecting', () => {
    const given = { Model: 500, AccessPassword: '12', UserPassword: 29, AutoReconnect: false, Journal: '/j' };
    expect(connectionOf(mergeSettings(defaultSettings, given))).toEqual({
      accessPassword: 12,
      userPassword: 29,
      reconnect: false,
      journal: '/j',
    });
  });

  it.each([
    [{}, 'Отсутствует обязательная настройка [Model]'],
    [{ Model: 500, IPPort: 'x' }, '[IPPort] = "x"'],
    [{ Model: 500, AutoReconnect: 'maybe' }, '[AutoReconnect]'],
    [{ Model: 500, ComFile: {} }, '[ComFile]'],
  ])('refuses %j with error 9', (given, text) => {
    expect(() => mergeSettings(defaultSettings, given)).toThrow(
      expect.objectContaining({ code: 9, description: expect.stringContaining(text) }),
    );
  });

  it('refuses Bluetooth with error 11', () => {
    expect(() => addressOf({ ...defaultSettings, Port: 3 })).toThrow(expect.objectContaining({ code: 11 }));
  });
});

it('carries errors as plain data', async () => {
  const session = new WrapperSession();
  const closed = await carryOut(session, { method: 'processJson', argument: '{}' });
  expect(closed).toEqual({
    error: { code: 1, description: 'Соединение не установлено', outcome: 'not-sent' },
  });
});

it('runs a program for node-atol-wrapper, synchronous calls included', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atol-wrapper-'));
  const emulator = new Emulator({ latency: 0 });
  try {
    const own = join(folder, 'node_modules', 'atol-kkt');
    await mkdir(own, { recursive: true });
    await translate('src/wrapper/index.ts', join(own, 'wrapper.mjs'));
    await translate('src/wrapper/worker/index.ts', join(own, 'worker.mjs'));
    const exports = { './wrapper': './wrapper.mjs', './wrapper/worker': './worker.mjs' };
    await writeFile(join(own, 'package.json'), JSON.stringify({ name: 'atol-kkt', exports }));
    await copyFile('test/wrapper/program.mjs', join(folder, 'program.mjs'));
    const { port } = await emulator.listen();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(folder, 'program.mjs'), String(port)],
      { timeout: 240_000 },
    );
    const seen = JSON.parse(stdout) as Record<string, unknown>;
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
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
});
