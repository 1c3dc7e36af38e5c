import { crc32 as ofNode } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../src/util/crc32.js';

test('the check sum of anything is that of Node', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(crc32(bytes)).toBe(ofNode(bytes));
    }),
  );
});
