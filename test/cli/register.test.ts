import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { atol, Impostor } from './cli.js';

const sale = JSON.stringify({
  type: 'sell',
  taxation: 'osn',
  items: [{ name: 'Хлеб «Бородинский»', price: '45.50', quantity: 2, vat: 'vat10' }],
  payments: [{ type: 'cash', sum: 100 }],
});

let emulator: Emulator;
let url: string;

beforeEach(async () => {
  emulator = await Emulator.listen({ latency: 0 });
  url = emulator.url;
});

afterEach(() => emulator.close());

const json = async (...words: string[]) => {
  const { code, stdout, stderr } = await atol([...words, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^[^\n]+\n$/);
  return JSON.parse(stdout) as Record<string, never>;
};

describe('atol with a register: exit code 0', () => {
  it('status', async () => {
    const { code, stdout, stderr } = await atol(['status', url]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/ККТ +АТОЛ 42ФС \(42FS\), заводской № \d{14}/);
    expect(stdout).toContain(emulator.fn.number);
    expect(await json('status', url)).toMatchObject({
      identity: { model: 77, modelName: '42FS', ffd: '1.05' },
      status: { shift: { state: 'closed', number: 0 }, receipt: { open: false }, cashKopecks: 0 },
      link: 'v3',
    });
  });

  it('shift open and close, with the cashier in the documents', async () => {
    const words = ['--operator', 'Кассир Иванова', '--inn', '500100732259'];
    const opened = await atol(['shift', 'open', url, ...words]);
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(opened.stdout).toMatch(/^Смена 1 открыта\n {2}Документ +2 от /);
    expect(emulator.state.operator).toMatchObject({ name: 'Кассир Иванова' });
    expect(await json('shift', 'close', url)).toMatchObject({
      shiftNumber: 1,
      documentNumber: 3,
      fnNumber: emulator.fn.number,
      registrationNumber: emulator.registration.registrationNumber,
    });
  });

  it('receipt from a pipe and from a file', async () => {
    await atol(['shift', 'open', url]);
    const piped = await atol(['receipt', url, '-'], { stdin: sale });
    expect(piped).toMatchObject({ code: 0, stderr: '' });
    expect(piped.stdout).toMatch(/^Чек 1 смены 1: 91\.00 руб\.\n {2}Документ +3 от /);

    const folder = await mkdtemp(join(tmpdir(), 'atol чек '));
    const file = join(folder, 'чек.json');
    await writeFile(file, `\uFEFF${sale}`);
    const result = await json('receipt', url, file);
    await rm(folder, { recursive: true });
    expect(result).toMatchObject({ documentNumber: 4, receiptNumber: 2, totalKopecks: 9100 });
    expect(result['qr']).toContain('s=91.00&fn=');
    expect(emulator.receipts).toHaveLength(2);
  });

  it('receipt with a key: the same command again gives the same document', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atol-journal-'));
    const words = ['receipt', url, '-', '--json', '--auto-shift', '--journal', folder, '--key', 'order-1'];
    const first = await atol(words, { stdin: sale });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(await atol(words, { stdin: sale })).toEqual(first);
    expect(emulator.receipts).toHaveLength(1);
    const other = sale.replace('Хлеб', 'Чай');
    expect((await atol(words, { stdin: other })).code).toBe(2);
    await rm(folder, { recursive: true });
  });

  it('report x', async () => {
    expect(await atol(['report', 'x', url])).toEqual({ code: 0, stdout: 'Отчёт x выполнен\n', stderr: '' });
    expect(await json('report', 'x', url)).toEqual({ report: 'x' });
  });

  it('raw: hex and meaning, whatever way the hex is written', async () => {
    const { code, stdout } = await atol(['raw', url, 'A5']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^00 01 01 4D .*\ngetDeviceType: запрос типа устройства\n/);
    expect(stdout).toMatch(/^ {2}model +77 \(4Dh\)$/m);
    expect(stdout).toMatch(/^ {2}name +АТОЛ 42ФС$/m);
    const cash = { command: 'readRegister', request: '91 0A 00 00', decoded: { sum: 0 } };
    for (const words of [['910a0000'], ['91 0A 00 00'], ['91', '0A', '00', '00']]) {
      expect(await json('raw', url, ...words)).toMatchObject(cash);
    }
    expect((await atol(['raw', url, '910A0000'])).stdout).toMatch(/^ {2}sum +0\.00 руб\.$/m);
  });

  it('raw puts the access password in front', async () => {
    const messages: string[] = [];
    emulator.onCommand(({ message }) => messages.push(Buffer.from(message).toString('hex')));
    await atol(['raw', url, '45']);
    await atol(['raw', url, '45', '--password', '1234']);
    expect(messages).toEqual(['000045', '123445']);
  });
});

describe('atol with a register that refuses: exit code 1', () => {
  const refused = async (words: string[], stdin = '') => {
    const { code, stdout, stderr } = await atol(words, { stdin });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    return { stdout, stderr };
  };

  it('names the code and its text', async () => {
    const { stdout, stderr } = await refused(['shift', 'close', url]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Ошибка ККТ 8Fh: .*(closeShift)/);
  });

  it('is an object, too', async () => {
    const { stdout, stderr } = await refused(['shift', 'close', url, '--json']);
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    expect(error).toMatchObject({
      name: 'DeviceError',
      code: 'DEVICE_REFUSED',
      status: 0x8f,
      outcome: 'refused',
    });
    expect(stderr).toContain(error['textRu']);
  });

  it('refuses a receipt without a shift, and signs nothing', async () => {
    const { stderr } = await refused(['receipt', url, '-'], sale);
    expect(stderr).toMatch(/^Ошибка ККТ /);
    expect(emulator.receipts).toEqual([]);
  });

  it('raw shows the bytes of the refusal', async () => {
    const { stdout, stderr } = await refused(['raw', url, '59']);
    expect(stdout).toBe('55 66 00\n');
    expect(stderr).toContain('66h');
    const object = JSON.parse((await refused(['raw', url, '59', '--json'])).stdout) as Record<
      string,
      unknown
    >;
    expect(object).toMatchObject({
      command: 'cancelReceipt',
      request: '59',
      answer: '55 66 00',
      error: { status: 0x66 },
    });
  });

  it('raw sends also a command that nobody knows', async () => {
    const { stdout } = await refused(['raw', url, '07 01 02', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      command: null,
      request: '07 01 02',
      answer: expect.stringMatching(/^55 /),
    });
  });
});

describe('atol without an answer: exit code 3', () => {
  const lost = async (words: string[], stdin = '') => {
    const { code, stdout, stderr } = await atol(words, { stdin });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    return { stdout, stderr };
  };

  it('nobody listens', async () => {
    await emulator.close();
    expect((await lost(['status', url])).stderr).toContain('ECONNREFUSED');
    const { stdout } = await lost(['shift', 'open', url, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'ConnectionError', code: 'CONNECT_FAILED' } });
    await lost(['receipt', url, '-'], sale);
  });

  it('somebody listens and says nothing', async () => {
    await using silent = await Impostor.listen(() => undefined);
    const { stdout } = await lost(['shift', 'open', silent.url, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NO_LINK' } });
  });

  it('somebody answers who is no register', async () => {
    await using other = await Impostor.listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await lost(['status', other.url]);
  });

  it('a question is not answered: nothing is unknown then', async () => {
    emulator.override('getDeviceType', () => {
      void emulator.close();
      return new Promise(() => undefined);
    });
    await lost(['raw', url, 'A5', '--reconnect', '0']);
  });

  it('the port to listen on is taken', async () => {
    expect((await lost(['emulate', '--listen', url])).stderr).toContain('порт занят');
  });
});

describe('atol with a line that dies at the wrong moment: exit code 4', () => {
  /** The register executes the command, and nobody ever hears of it. */
  const dieAfter = (command: 'closeReceipt' | 'openShift') =>
    emulator.override(command, async (_request, next) => {
      await next();
      void emulator.close();
      return new Promise(() => undefined);
    });

  it('receipt: signed, but nobody can say so', async () => {
    await atol(['shift', 'open', url]);
    dieAfter('closeReceipt');
    const { code, stdout, stderr } = await atol(['receipt', url, '-', '--json', '--reconnect', '100'], {
      stdin: sale,
    });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^Неизвестно, оформлен ли чек[^\n]*\n$/);
    const { error } = JSON.parse(stdout) as { error: { history: unknown[] } };
    expect(error).toMatchObject({ name: 'OutcomeUnknownError', code: 'OUTCOME_UNKNOWN', outcome: 'unknown' });
    expect(error.history.length).toBeGreaterThan(0);
    expect(emulator.receipts).toHaveLength(1);
  });

  it('shift open', async () => {
    dieAfter('openShift');
    expect((await atol(['shift', 'open', url, '--reconnect', '100'])).code).toBe(4);
  });

  it('raw', async () => {
    dieAfter('openShift');
    await atol(['raw', url, '56 01 00 00 00 30']);
    const { code, stdout } = await atol(['raw', url, '9A 00', '--reconnect', '0', '--json']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'openShift',
      answer: null,
      error: { outcome: 'unknown' },
    });
  });

  it('a line that comes back leaves no doubt', async () => {
    const { host, port } = await emulator.listen();
    const lines: Socket[] = [];
    await using proxy = await Impostor.listen((socket) => {
      lines.push(socket);
      const device = connect(port, host, () => socket.pipe(device).pipe(socket));
      device.on('error', () => undefined);
      socket.on('close', () => device.destroy());
    });
    await atol(['shift', 'open', proxy.url]);
    emulator.override('closeReceipt', async (_request, next) => {
      await next();
      for (const socket of lines) socket.destroy();
    });
    const { code, stdout } = await atol(['receipt', proxy.url, '-', '--json'], { stdin: sale });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ documentNumber: 3 });
    expect(emulator.receipts).toHaveLength(1);
    expect(lines).toHaveLength(3);
  });
});

describe('atol that is interrupted', () => {
  it('before anything was done: exit code 130', async () => {
    const { code, stderr } = await atol(['status', url], { signal: AbortSignal.abort('SIGINT') });
    expect(code).toBe(130);
    expect(stderr).toMatch(/^Ожидание прервано/);
  });
});
