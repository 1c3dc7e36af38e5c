import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { cp866, cp1251 } from '../../src/util/code-pages.js';

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe.each([
  ['cp866', cp866],
  ['cp1251', cp1251],
])('%s is the page that iconv has', (name, page) => {
  test('for every byte', () => {
    expect(page.decode(allBytes)).toBe(iconv.decode(Buffer.from(allBytes), name));
  });

  test('for every character of two bytes', () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('');
    expect(Buffer.from(page.encode(all)).equals(iconv.encode(all, name))).toBe(true);
  });

  test('for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Array.from(page.encode(text))).toEqual(Array.from(iconv.encode(text, name)));
      }),
    );
  });
});
