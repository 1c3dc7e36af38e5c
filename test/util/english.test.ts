import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ConnectionError,
  commands,
  DeviceError,
  JournalError,
  OutcomeUnknownError,
  ValidationError,
} from '../../src/index.js';
import { deviceError, deviceStatus, encodeRequest } from '../../src/protocol/index.js';
import { Catalogue, englishErrors } from '../../src/util/english/index.js';

const CYRILLIC = /[А-Яа-яё]/;

/** Literals with Russian words beside the making of an error, as templates with `{}`. */
function messagesIn(file: string): string[] {
  const found: string[] = [];
  // Problems have both languages beside each other, and a rule is data.
  const source = file
    .replace(/\b(?:ru|rule): (?:'[^'\n]*'|`[^`]*`)/g, '')
    // A text of several lines.
    .replace(/['`] \+\n\s*['`]/g, '');
  // What a ValidationError begins with is often a constant.
  for (const [, text = ''] of source.matchAll(/^const [A-Z_]+ = '([^'\n]*)';$/gm))
    if (/^[А-ЯЁ]/.test(text)) found.push(text);
  for (const match of source.matchAll(/(?:new (?!History)\w*Error(?:<\w+>)?\(|\bsuper\(|const message =)/g)) {
    const window = source.slice(match.index, match.index + 600);
    const [code = ''] = /^[\s\S]*?[^,]\);?\n|^[\s\S]*?;\n|^[\s\S]*$/.exec(window) ?? [];
    for (const [, quoted, template] of code.matchAll(/'([^'\n]*)'|`([^`]*)`/g)) {
      const text = quoted ?? template ?? '';
      if (CYRILLIC.test(text)) {
        // What follows a whole text may be empty, such as a piece of advice.
        found.push(text.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{}').replace(/(?<=[а-я}])(?:\{\})+$/, ''));
      }
    }
  }
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('cli'))
    .map((file) => join(folder, file));
}

test('every message of an error has its English', () => {
  const missing = sources('src').flatMap((file) =>
    messagesIn(readFileSync(file, 'utf8'))
      // A filled-in place stands for a number or a name.
      .filter((message) => CYRILLIC.test(englishErrors.english(message.replaceAll('{}', '7'))))
      .map((message) => `${file}: ${message}`),
  );
  expect(missing).toEqual([]);
});

test('a catalogue fills templates, in the order of the English, and translates what it fills in', () => {
  const catalogue = new Catalogue([
    ['{} вместо {}', '{2} is expected, not {1}'],
    ['семь', 'seven'],
    ['(цена?) {}', 'price {}'],
  ]);
  expect(catalogue.english('семь вместо 8')).toBe('8 is expected, not seven');
  expect(catalogue.english('(цена?) 45.50')).toBe('price 45.50');
  expect(catalogue.find('восемь')).toBeUndefined();
});

describe('errors speak English, too', () => {
  test('a refusal', () => {
    const error = deviceError(deviceStatus.invalidTable, undefined, 'readTable');
    expect(error.message).toBe('Ошибка ККТ 91h: Неверный номер таблицы (команда readTable)');
    expect(error.english).toBe('register error 91h: wrong table number (command readTable)');
    expect(error.toJSON()).toMatchObject({ message: error.message, english: error.english });
    expect(error).toBeInstanceOf(DeviceError);
  });

  test('reasons inside messages', () => {
    const error = new ConnectionError(
      'CONNECT_FAILED',
      'Нет связи с tcp://10.0.0.1:5555: в соединении отказано',
    );
    expect(error.english).toBe('cannot connect to tcp://10.0.0.1:5555: connection refused');
    const unknown = new OutcomeUnknownError('Неизвестно, оформлен ли чек: касса не отвечает', {
      cause: error,
      resolve: () => Promise.reject(error),
      history: [],
    });
    expect(unknown.english).toBe('nobody knows whether the receipt was issued: the register does not answer');
    const locked = new JournalError(
      'JOURNAL_LOCKED',
      'Журнал ./journal занят: процесс 12 на till-1. Если такого процесса точно нет, удалите файл ./journal/lock',
    );
    expect(locked.english).toBe(
      'the journal ./journal is in use: process 12 on till-1. If you are sure that there is no such process, delete the file ./journal/lock',
    );
  });

  test('bad input', () => {
    const problem = {
      path: 'key',
      code: 'KEY',
      ru: 'непустая строка',
      en: 'a string that is not empty',
      value: '',
    };
    expect(new ValidationError([problem], 'Чек неверен').english).toBe(
      'invalid receipt: key: a string that is not empty ("")',
    );
    expect(() => encodeRequest(commands.readTable, { table: -1, row: 0, field: 0 })).toThrow(
      expect.objectContaining({
        english: 'command readTable: table: the value -1 is not allowed: 1 bytes, an integer 0..255',
      }),
    );
  });
});
