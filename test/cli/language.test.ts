import { describe, expect, it } from 'vitest';
import { cliCommands } from '../../src/cli/commands/index.js';
import { languageOf, linesIn } from '../../src/cli/language.js';
import { Emulator } from '../../src/emulator/index.js';
import { atol } from './cli.js';

const CYRILLIC = /[А-Яа-яЁё]/;

const english = (...words: string[]) => atol(words, { language: 'en' });

describe('the language of the person', () => {
  it.each([
    [{ LC_ALL: 'ru_RU.UTF-8', LANG: 'en_US.UTF-8' }, 'ru'],
    [{ LC_MESSAGES: 'en_GB.UTF-8', LANG: 'ru_RU.UTF-8' }, 'en'],
    [{ LC_ALL: '', LANG: 'ru_RU' }, 'ru'],
    [{ LANG: 'C' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
  ] as const)('%j means %s', (environment, language) => {
    expect(languageOf(environment)).toBe(language);
  });

  it('--lang has the last word, wherever it stands', async () => {
    const russian = await atol(['--help']);
    expect(russian.stdout).toContain('Коды возврата:');
    for (const words of [
      ['--lang', 'ru', '--help'],
      ['help', '--lang=ru'],
      ['--help', '--lang', 'ru'],
    ])
      expect(await english(...words)).toEqual(russian);
    const { code, stderr } = await english('--lang', 'de', 'status');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '--lang must be ru or en, not “de”\n' });
  });
});

describe('help', () => {
  it('of the program in English has no Russian left', async () => {
    const { code, stdout, stderr } = await english('help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(CYRILLIC);
    expect(stdout).toMatch(/^ {2}0 {2}done$/m);
  });

  it.each(cliCommands.map((command) => [command.name, command] as const))(
    'of %s in English has no Russian left but that of its examples',
    async (name, command) => {
      const { code, stdout } = await english('help', name);
      expect(code).toBe(0);
      const lines = stdout.split('\n').filter((line) => !command.examples.includes(line.trim()));
      expect(lines.filter((line) => CYRILLIC.test(line))).toEqual([]);
      expect(await english(name, '--help')).toEqual({ code, stdout, stderr: '' });
    },
  );

  it('columns are aligned by the English', () => {
    expect(linesIn('en', ['Чек', '  Прошивка  3.0', '  ФП        12', 'x  y'])).toEqual([
      'Receipt',
      '  Firmware  3.0',
      '  FP        12',
      'x  y',
    ]);
  });
});

describe('what was meant', () => {
  it.each([
    ['staus', 'Unknown command “staus”, did you mean “status”? See: atol help'],
    ['status tcp://x --pasword 0000', 'Unknown option --pasword, did you mean --password?'],
    ['shift opne tcp://x', 'did you mean “open”?'],
    ['register tcp://x cashsumm', 'No register “cashsumm”, did you mean “cashSum”?'],
    ['setting tcp://x ofdAdress', 'No setting “ofdAdress”, did you mean “ofdAddress”?'],
    ['status tcp://x --user-password abc', '--user-password must be a whole number 0..99999999'],
  ])('atol %s', async (line, message) => {
    const { code, stderr } = await english(...line.split(' '));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(CYRILLIC);
  });
});

it('a register in English: results, refusals, and the note on hexadecimal numbers', async () => {
  await using emulator = await Emulator.listen({ model: '30F', latency: 0 });
  const { url } = emulator;
  const opened = await english('shift', 'open', url);
  expect(opened.stdout).toMatch(/^Shift 1 opened\n {2}Document +2 of \d\d\.\d\d\.\d{4} /);
  const status = await english('status', url);
  expect(status.stdout.replaceAll('АТОЛ 30Ф', '')).not.toMatch(CYRILLIC);
  expect(status.stdout).toMatch(/^Shift +1 open, until /m);
  const again = await english('shift', 'open', url);
  expect(again).toMatchObject({ code: 1, stdout: '' });
  expect(again.stderr).toMatch(/^register error 9Ch: [^А-я]+\n$/);
  const clock = await english('register', url, '11');
  expect(clock.stderr).toBe('11: the number is hexadecimal, 17 in decimal\n');
  expect(clock.stdout).toMatch(/^11 dateTime: date time\n/);
  expect((await english('register', url, '0A')).stderr).toBe('');
  expect((await english('register', url, 'cashSum')).stdout).toMatch(/^0A cashSum: cash sum\n/);
  const raw = await english('raw', url, '91 0A 00 00');
  expect(raw.stdout).toMatch(/\nreadRegister: read register\n {2}sum +0\.00 RUB\n/);
  const settings = await english('setting', url);
  expect(settings.stdout).toMatch(/^ofdAddress +\S+ — OFD address$/m);
});
