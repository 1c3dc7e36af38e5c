import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { commands, encodeRequest } from '../../src/protocol/index.js';
import { atol, ended, spawnAtol } from './cli.js';

/** The operator as a process of its own, and what it says line by line. */
async function operator(...words: string[]) {
  const child = spawnAtol(['ofd', '--listen', 'tcp://127.0.0.1:0', ...words]);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const end = ended(child);
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await end;
  };
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  /** What came after the first line; waits until so many lines are there. */
  const lines = (count = 0) =>
    vi.waitFor(() => {
      const [, ...rest] = text.split('\n').slice(0, -1);
      expect(rest.length).toBeGreaterThanOrEqual(count);
      return rest;
    }, 240_000);
  const first = text.split('\n')[0] as string;
  const url = first.startsWith('{')
    ? (JSON.parse(first) as { listening: string }).listening
    : first.split(' ')[1];
  return { child, lines, end, url: url as string, [Symbol.asyncDispose]: dispose };
}

async function sell(emulator: Emulator): Promise<void> {
  const run = async (
    name: 'enterMode' | 'openShift' | 'openReceipt' | 'beginPosition' | 'endPosition' | 'closeReceipt',
    request: object,
  ) => {
    const { refused } = await emulator.execute(encodeRequest(commands[name], request as never));
    expect([name, refused]).toEqual([name, false]);
  };
  await run('enterMode', { mode: 1, password: '00000030' });
  await run('openShift', { flags: 0 });
  await run('openReceipt', { flags: 0, type: 1 });
  await run('beginPosition', {});
  const sums = { price: 10_00, quantity: 1000, total: 10_00, taxSum: 0, discount: 0 };
  const kinds = { flags: 0, tax: 1, department: 0, subject: 1, method: 4, discountSign: 0 };
  await run('endPosition', { ...sums, ...kinds, name: 'Чай' });
  await run('closeReceipt', { flags: 0, type: 1, sum: 0 });
}

const register = (ofd: string): Emulator => new Emulator({ latency: 0, ofd });

describe.concurrent('atol ofd', () => {
  it('shows what arrived, and ends with 0 on SIGINT', async () => {
    await using process = await operator();
    const { child, lines, end, url } = process;
    expect(url).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
    await using emulator = register(url);
    await sell(emulator);
    await emulator.ofd.drained();
    child.kill('SIGINT');
    const { code, stderr } = await end;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const shown = await lines();
    const titles = shown.filter((line) => !line.startsWith('  '));
    expect(titles).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d ФН \d{16} ФД 1: отчет о регистрации, ФП \d+ — принят$/),
      expect.stringMatching(/ФД 2: отчет об открытии смены, ФП \d+ — принят$/),
      expect.stringMatching(/ФД 3: кассовый чек, ПРИХОД 10\.00 руб\., ФП \d+ — принят$/),
    ]);
    expect(shown).toContainEqual(expect.stringMatching(/^ {2}\| ИТОГ +=10\.00$/));
  });

  it('speaks JSON, one object a line', async () => {
    await using process = await operator('--json', '--delay', '1');
    const { lines, url } = process;
    await using emulator = register(url);
    await sell(emulator);
    await emulator.ofd.drained();
    const told = (await lines(3)).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told).toMatchObject([
      { documentNumber: 1, answer: 0, repeated: false, problems: [], document: { form: 1 } },
      { documentNumber: 2, answer: 0, document: { form: 2 } },
      { documentNumber: 3, fnNumber: emulator.fn.number, document: { form: 3, fields: { totalSum: 1000 } } },
    ]);
  });

  it('refuses', async () => {
    await using process = await operator('--refuse');
    const { lines, url } = process;
    await using emulator = register(url);
    await emulator.ofd.send();
    expect(emulator.ofd.errors).toMatchObject({ ofd: 14, documentNumber: 1 });
    expect((await lines(1))[0]).toMatch(/ФД 1: .* — отказ, код 14$/);
  });

  it('takes and does not answer', async () => {
    await using process = await operator('--vanish');
    const { lines, url } = process;
    await using emulator = register(url);
    expect((await lines(1))[0]).toMatch(/ФД 1: .* — без ответа$/);
    expect(emulator.ofd.line).toMatchObject({ connected: true, waiting: true });
    expect(emulator.ofd.queue.count).toBe(1);
  });

  it('works for the emulator of the command line', async () => {
    await using process = await operator('--json');
    const { lines, url } = process;
    const stop = new AbortController();
    const arrived = lines(1).then(() => stop.abort());
    const words = ['emulate', '--listen', 'tcp://127.0.0.1:0', '--latency', '0', '--ofd', url];
    const { code } = await atol(words, { signal: stop.signal });
    await arrived;
    expect(code).toBe(0);
    expect(JSON.parse((await lines(1))[0] as string)).toMatchObject({ documentNumber: 1 });
  });

  it.each([
    ['ofd --listen 7777', 'Неверный адрес «7777»'],
    ['ofd --delay soon', '--delay — целое число миллисекунд'],
    ['ofd --refuse --vanish', 'Либо --refuse, либо --vanish'],
    ['emulate --ofd nowhere', 'tcp://адрес:порт'],
  ])('«atol %s» is wrong usage', async (line, message) => {
    const { code, stderr } = await atol(line.split(' '));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
