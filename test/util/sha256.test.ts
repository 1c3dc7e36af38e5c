import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hmacSha256, sha256 } from '../../src/util/sha256.js';

const bytes = fc.uint8Array({ maxLength: 300 });

test('the hash of anything, in any parts, is that of Node', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 4 }), (parts) => {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      expect(sha256(...parts)).toEqual(new Uint8Array(hash.digest()));
    }),
  );
});

test('the code of a message, also with keys longer than a block, is that of Node', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), bytes, (key, message) => {
      const whole = Buffer.from(key).toString();
      const hmac = createHmac('sha256', whole).update(message).digest();
      expect(hmacSha256(whole, message)).toEqual(new Uint8Array(hmac));
    }),
  );
});

test('a message of many blocks', () => {
  const long = new Uint8Array(100_000).map((_, index) => index * 7);
  expect(sha256(long)).toEqual(new Uint8Array(createHash('sha256').update(long).digest()));
});
