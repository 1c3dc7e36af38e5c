import { expect, test } from 'vitest';
import { shown, troubles } from '../../playground/page/shown.js';
import { ValidationError } from '../../src/errors.js';

const itself: Record<string, unknown> = { sum: 10n, list: new Map([[1, new Uint8Array([1, 255])]]) };
itself['again'] = { itself };
const twice = { a: 1 };

test.each<[unknown, string]>([
  ['текст', 'текст'],
  [undefined, 'undefined'],
  [1n, '1n'],
  [Symbol('s'), 'Symbol(s)'],
  [new Error('oops'), 'Error: oops'],
  [Object.create(null), '{}'],
  [[twice, twice], '[ { "a": 1 }, { "a": 1 } ]'],
  [itself, '{ "sum": "10n", "list": [ [ 1, "01 ff" ] ], "again": { "itself": "…" } }'],
  [{ error: new TypeError('no'), set: new Set(['a']) }, '{ "error": "TypeError: no", "set": [ "a" ] }'],
])('shows %s', (value, told) => {
  expect(shown(value).replace(/\s+/g, ' ')).toBe(told);
});

test('shows what does not let itself be looked at', () => {
  const secret = {
    get bad(): never {
      throw new Error('never');
    },
  };
  expect(shown(secret)).toBe('[object Object]');
});

test('says what was thrown, whatever it is, and every fault of an input', () => {
  expect(troubles(null, 'ru')).toEqual(['null']);
  expect(troubles('нет', 'en')).toEqual(['нет']);
  const error = new ValidationError(
    [{ path: 'items', code: 'required', ru: 'нет позиций', en: 'no items' }],
    'Чек',
  );
  expect(troubles(error, 'ru')).toEqual([
    'ValidationError INVALID (not-sent): Чек: items: нет позиций (не задано)',
  ]);
  expect(troubles(error, 'en')[0]).toMatch(
    /^ValidationError INVALID \(not-sent\): .*items: no items \(.*\)$/,
  );
  // Somebody's own error.
  const own = Object.assign(new Error('wrong'), { problems: error.problems });
  expect(troubles(own, 'en')).toEqual(['Error: wrong', 'items: no items']);
});
