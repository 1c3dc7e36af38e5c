import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cliCommands } from '../../src/cli/commands/index.js';
import { atol } from './cli.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe('atol without a register', () => {
  it.each(['--version', '-V'])('%s prints the version and nothing else', async (word) => {
    expect(await atol([word])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each(['--help', '-h'])('%s lists every command and every exit code', async (word) => {
    const { code, stdout, stderr } = await atol([word]);
    expect([code, stderr]).toEqual([0, '']);
    for (const { name, summary } of cliCommands)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    for (const number of [0, 1, 2, 3, 4]) expect(stdout).toMatch(new RegExp(`^  ${number}  \\S`, 'm'));
  });

  it.each(cliCommands.map((command) => [command.name, command] as const))(
    '%s --help names its arguments and options, wherever it stands',
    async (name, command) => {
      const { code, stdout, stderr } = await atol([name, '--help']);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`Использование: atol ${name}`);
      for (const option of [...Object.keys(command.options), 'json', 'help'])
        expect(stdout).toContain(`--${option}`);
      for (const example of command.examples) expect(stdout).toContain(example);
      for (const { name: argument, help } of command.arguments) if (help) expect(stdout).toContain(argument);
      expect(command.examples.length).toBeGreaterThan(0);
      expect((await atol([name, 'some', 'words', '-h'])).stdout).toBe(stdout);
    },
  );

  const url = 'tcp://127.0.0.1:1';
  const wrong: ReadonlyArray<readonly [words: string, message: string]> = [
    ['', 'Не указана команда'],
    ['--json', 'Не указана команда'],
    ['nonsense', 'Неизвестная команда «nonsense»'],
    ['status', 'Не указано: URL'],
    [`status ${url} more`, 'Лишний аргумент «more»'],
    ['status tcp://', 'URL_HOST|адрес'],
    ['status localhost:5555', 'Неверный адрес ККТ'],
    ['status ftp://localhost', 'неизвестная схема «ftp»'],
    ['status tcp://localhost:99999', 'порт'],
    [`status ${url} --color`, 'Неизвестный параметр --color'],
    [`status ${url} -x`, 'Неизвестный параметр -x'],
    [`status ${url} --json=yes`, '--json не принимает значения'],
    [`status ${url} --password`, 'После --password нужно значение'],
    [`status ${url} --password --json`, 'После --password нужно значение'],
    [`status ${url} --password 12`, 'Пароль доступа — 4 цифры'],
    [`status ${url} --reconnect soon`, '--reconnect — целое число миллисекунд'],
    [`shift begin ${url}`, 'Вместо «begin» нужно одно из: open, close'],
    ['shift open', 'Не указано: URL'],
    [`shift open ${url} --inn 123456789012`, 'К --inn нужен --operator'],
    [`report z ${url}`, 'Вместо «z» нужно одно из: x'],
    [`raw ${url}`, 'Не указано: HEX'],
    [`raw ${url} A`, 'Не шестнадцатеричная строка: A'],
    [`raw ${url} XY`, 'Не шестнадцатеричная строка: XY'],
    [`receipt ${url}`, 'Не указано: FILE'],
    [`receipt ${url} no/such/file.json`, 'no/such/file.json: нет такого файла'],
    [`receipt ${url} src`, 'src: это каталог'],
    [`receipt ${url} - --key order-1`, 'К --key нужен --journal'],
    ['emulate --listen 5555', 'Неверный адрес «5555»'],
    ['emulate --listen tcp://127.0.0.1', 'Неверный адрес'],
    ['emulate --listen serial:///dev/ttyS0', 'Неверный адрес'],
    ['emulate --listen tcp://127.0.0.1:70000', 'Неверный адрес'],
    ['emulate --model 99F', 'такая модель не эмулируется'],
    ['emulate --latency -1', 'После --latency нужно значение'],
    ['emulate --latency fast', '--latency — целое число миллисекунд'],
    ['emulate --answers later', '--answers бывает async, sync'],
    ['emulate --vat-rates 2027', '--vat-rates бывает ffd105, 2026'],
    ['emulate --link v1', '--link бывает any, v2, v3'],
    [`status ${url} --link v1`, '--link бывает auto, v2, v3, p5'],
    ['discover --network-only --timeout soon', '--timeout — целое число'],
    ['discover --network-only --baud-rate fast', '--baud-rate — число или auto'],
    ['discover --network-only 10.0.0.1:99999', 'порт'],
    ['emulate extra', 'Лишний аргумент «extra»'],
  ];

  it.each(wrong)('«atol %s» is wrong usage: exit code 2 and one line', async (line, message) => {
    const words = line.split(' ').filter(Boolean);
    const { code, stdout, stderr } = await atol(words);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(message));
    expect(stderr).toMatch(/^[^\n]+\n$/);
    if (!words.includes('--json')) expect(stdout).toBe('');
  });

  it('tells wrong usage as an object, too', async () => {
    const { code, stdout, stderr } = await atol(['status', 'tcp://x', '--json', '--color']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { name: 'InputError', code: 'USAGE', message: stderr.trim(), outcome: 'not-sent' },
    });
  });
});

describe('a receipt that is no receipt', () => {
  const cases: ReadonlyArray<readonly [name: string, text: string, message: RegExp]> = [
    ['nothing', '', /пусто/],
    ['half an object', '{"type":"sell"', /строка 1, позиция 15/],
    ['a missing comma', '{\n  "type": "sell"\n  "items": []\n}', /строка 3, позиция 3/],
    ['a comma too much', '{"items":[1,]}', /строка 1, позиция 13/],
    ['a comma too much in an object', '{"items":1,}', /строка 1, позиция 12/],
    ['two values', '{} {}', /строка 1, позиция 4/],
    ['single quotes', "{'type':'sell'}", /строка 1, позиция 2/],
    ['a wrong escape', '["\\x"]', /строка 1, позиция 2/],
    ['a number with a leading zero', '[01]', /строка 1, позиция 3/],
    ['a wrong bracket', '{"a":[1}', /строка 1, позиция 8/],
    ['a missing colon', '{"a" 1}', /строка 1, позиция 6/],
    ['a wrong literal', '[nil]', /строка 1, позиция 2/],
  ];

  it.each(cases)('%s: exit code 2 with the place', async (_name, stdin, message) => {
    const { code, stdout, stderr } = await atol(['receipt', 'tcp://127.0.0.1:1', '-'], { stdin });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^Стандартный ввод: [^\n]+\n$/);
  });

  it('is checked before anything is connected, all problems in one line and in the object', async () => {
    const stdin = JSON.stringify({
      type: 'sell',
      items: [{ name: 'Хлеб', price: 45.555, vat: 'vat10' }],
      payments: [{ type: 'gold', sum: 1 }],
    });
    const { code, stdout, stderr } = await atol(['receipt', 'tcp://127.0.0.1:1', '-', '--json'], { stdin });
    expect(code).toBe(2);
    expect(stderr).toMatch(/items\[0\]\.price: .*payments\[0\]\.type: .*\n$/);
    const { error } = JSON.parse(stdout) as { error: { code: string; problems: Array<{ path: string }> } };
    expect(error.code).toBe('INVALID');
    expect(error.problems.map(({ path }) => path)).toEqual(['items[0].price', 'payments[0].type']);
  });

  it.each(['null', '[]', '"sell"', '{}'])('%s is JSON but no receipt', async (stdin) => {
    expect((await atol(['receipt', 'tcp://127.0.0.1:1', '-'], { stdin })).code).toBe(2);
  });
});
