import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { p5Commands } from '../../src/index.js';
import { p5Channel } from '../../src/protocol/p5/index.js';
import { atol } from './cli.js';

let emulator: Emulator;
let url: string;

beforeEach(async () => {
  emulator = await Emulator.listen({ latency: 0, link: 'p5' });
  url = emulator.url;
});

afterEach(() => emulator.close());

const text = (...words: string[]) => atol(['raw', url, '--text', ...words]);

async function json(...words: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await text(...words, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('atol raw --text: a command of the second protocol', () => {
  it('by its code: the answer, its title, its fields', async () => {
    const { code, stdout } = await text('22');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^00 77;.*\nidentify: Модель и версии\n {2}model +77\n/);
    expect((await text('22', '--lang', 'en')).stdout).toMatch(/\nidentify: identify\n {2}model +77\n/);
  });

  it('by its name, with fields after a blank: the same bytes', async () => {
    const byCode = await json('141;');
    const byName = await json('getShiftPayments 1;');
    expect(byName).toEqual(byCode);
    expect(byName).toMatchObject({
      command: 'getShiftPayments',
      channel: 'fiscal',
      request: '141;',
      code: '00',
      decoded: { count: 0, cash: 0 },
    });
    expect((await json('getCancelled'))['request']).toBe('148;');
  });

  it('money, quantities and times as people read them', async () => {
    await text('login Кассир Иванов;;');
    await text('c10;');
    await text('c20;');
    await text('b120;0;0;');
    await text('Q21003;\\x01\\x00\\x05\\x00100.5;');
    const done = await text('b20;');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const cash = await json('readCounter \\x00\\x80\\x00\\x00;');
    expect(cash['fields']).toContain('100.5');
    expect((await text('getShiftBegin')).stdout).toMatch(/^ {2}dateTime +\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/m);
    expect((await text('13')).stdout).toMatch(/^ {2}total +0\.00 руб\.$/m);
  });

  it('text goes out in CP866, bytes as \\x', async () => {
    const bodies: string[] = [];
    emulator.onCommand(({ message }) => bodies.push(Buffer.from(message).toString('latin1')));
    await text('B1Ё;~;\\\\;');
    expect(bodies.at(-1)).toContain('B1\xf0;~;\\;');
    const table = await json('(D');
    expect(table).toMatchObject({ command: 'readEthernet', channel: 'system', code: '00' });
    expect((table['fields'] as string[]).length).toBeGreaterThan(3);
  });

  it('another channel, and a command that nobody knows', async () => {
    const state = await json('\\xA9\\xA9195');
    expect(state).toMatchObject({ command: 'channelLimit', channel: 'transport' });
    expect((state['decoded'] as { bytes: number }).bytes).toBeGreaterThan(0);
    const { code, stdout } = await text('zz1;', '--channel', 'system', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      command: null,
      channel: 'system',
      request: 'zz1;',
      code: ':1',
      answer: ':1',
      decoded: null,
      error: { name: 'DeviceError' },
    });
  });

  it('a refusal is shown before it is told', async () => {
    const { code, stdout, stderr } = await text('b20;');
    expect(code).toBe(1);
    expect(stdout).toBe('4a\n');
    expect(stderr).toContain('(команда closeReceipt)');
  });

  it('a lost answer leaves a question open, of a question none', async () => {
    emulator.onCommand(() => void emulator.close());
    expect((await text('b20;', '--reconnect', '0')).code).toBe(4);
    expect((await text('01', '--reconnect', '0')).code).toBe(3);
  });

  it('every name finds its command and its channel', async () => {
    for (const [name, command] of Object.entries(p5Commands)) {
      if (!command.safe || command.channel === p5Channel.transport) continue;
      const { stdout } = await text(name, '--json');
      expect(JSON.parse(stdout), name).toMatchObject({ command: name });
    }
  });

  it('a register of the other protocol is not asked', async () => {
    await using classic = await Emulator.listen({ latency: 0 });
    const { code, stderr } = await atol(['raw', classic.url, '--text', '01']);
    expect(code).not.toBe(0);
    expect(stderr).toBe('Команда getState есть только во втором протоколе\n');
  });
});

describe('atol raw --text: what is wrong with the words', () => {
  it.each([
    [['getStat'], 'Нет команды «getStat», возможно, «getState»', 'did you mean “getState”?'],
    [
      ['nothingLikeThat'],
      'Нет команды «nothingLikeThat»: нужно её имя или код и поля',
      'there is no command',
    ],
    [['0'], 'Код команды — два символа', 'has two characters'],
    [['01漢'], 'Символа «漢» в CP866 нет', 'CP866 has no character “漢”'],
    [['01\\q'], 'После \\ нужно x и две цифры', 'must be followed by x and two digits'],
    [['01~'], 'После ~ нужен символ', '~ must be followed by a character'],
    [['01', '--channel', 'sistem'], '--channel бывает fiscal, system, transport', '--channel must be one of'],
    [
      ['getState', '--channel', 'system'],
      'У команды getState другой канал: fiscal, а не system',
      'the command getState is for another channel: fiscal, not system',
    ],
  ])('%j', async (words, russian, english) => {
    const commands: unknown[] = [];
    emulator.onCommand((command) => commands.push(command));
    const said = await text(...words);
    expect(said.code).toBe(2);
    expect(said.stderr).toContain(russian);
    expect((await text(...words, '--lang', 'en')).stderr).toContain(english);
    expect(commands).toEqual([]);
  });

  it('HEX and --text exclude each other', async () => {
    expect((await atol(['raw', url, 'A5', '--text', '01'])).stderr).toContain('Или HEX, или --text');
    expect((await atol(['raw', url, 'A5', '--channel', 'system'])).stderr).toContain(
      'только вместе с --text',
    );
    expect((await atol(['raw', url])).stderr).toContain('Не указано: HEX или --text');
  });
});
