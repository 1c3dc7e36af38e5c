import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Emulator } from 'atol-kkt/emulator';
import { afterEach, expect, test, vi } from 'vitest';
import { parseConfig } from '../src/cli/config.js';
import { emulatorOptions } from './support/stand.js';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const blocks = (file: string, language: string): string[] =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  );

const shape = (text: string): string => text.replaceAll(/[А-Яа-яё]+|Bread|# or|# или/g, '~');

afterEach(() => vi.restoreAllMocks());

test('both languages show the same code', () => {
  for (const language of ['ts', 'sh', 'yaml']) {
    expect(blocks('README.ru.md', language).map(shape)).toEqual(blocks('README.md', language).map(shape));
  }
});

test('the program of the README issues its receipt', async () => {
  await using first = await Emulator.listen(emulatorOptions(0));
  await using second = await Emulator.listen(emulatorOptions(1));
  const [code = ''] = blocks('README.md', 'ts');
  const file = new URL(`./snippet-${process.pid}.ts`, import.meta.url);
  const database = new URL(`./snippet-${process.pid}.db`, import.meta.url);
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    writeFileSync(
      file,
      code
        .replace('tcp://10.0.0.7:5555', first.url)
        .replace('tcp://10.0.0.8:5555', second.url)
        .replace("'gateway.db'", JSON.stringify(database.pathname)),
    );
    await import(file.pathname);
    expect(log.mock.calls).toEqual([['done', 'till-1', 3]]);
  } finally {
    for (const path of [
      file.pathname,
      database.pathname,
      `${database.pathname}-wal`,
      `${database.pathname}-shm`,
    ])
      rmSync(path, { force: true });
  }
});

test('the configuration of the README is right', () => {
  expect(parseConfig(blocks('README.md', 'yaml')[0] ?? '', 'gateway.yaml').registers).toHaveLength(2);
});

test('the example issues ten receipts', async () => {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  await import('../examples/own-program.js');
  expect(lines[0]).toBe('order-1 again: the same job');
  expect(
    lines.filter((line) => /^order-\d+: done on till-[12], document \d+, sign \d+$/.test(line)),
  ).toHaveLength(10);
});
