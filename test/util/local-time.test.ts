import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import { localToMs, msToLocal } from '../../src/util/local-time.js';

describe('local time', () => {
  it.each([
    ['1970-01-01T00:00:00', 0],
    ['2021-08-29T16:22:00', 1_630_254_120_000],
    ['2024-02-29T23:59:59', 1_709_251_199_000],
    ['2026-11-22', undefined],
  ])('%s', (text, ms) => {
    if (ms === undefined) expect(() => localToMs(text)).toThrow(ProtocolError);
    else {
      expect(localToMs(text)).toBe(ms);
      expect(msToLocal(ms)).toBe(text);
    }
  });

  it('takes a time without seconds', () => {
    expect(localToMs('2021-08-29T16:22')).toBe(localToMs('2021-08-29T16:22:00'));
    expect(msToLocal(1_630_254_159_999, 'minutes')).toBe('2021-08-29T16:22');
  });

  it.each([
    '2023-02-29T00:00',
    '2024-04-31T00:00:00',
    '2024-13-01T00:00',
    '2024-00-10T00:00',
    '2024-01-01T24:00:00',
    '2024-01-01T12:60',
    '2024-01-01T12:00:60',
    '2024-01-01T12:00:00Z',
    '2024-01-01T12:00:00+03:00',
    '2024-01-01 12:00:00',
    '24-01-01T12:00:00',
    '0050-01-01T12:00:00',
    '',
  ])('refuses %s', (text) => {
    expect(() => localToMs(text)).toThrow(expect.objectContaining({ name: 'ProtocolError', code: 'RANGE' }));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15, -1e14])('has no moment %d', (ms) => {
    expect(() => msToLocal(ms)).toThrow(expect.objectContaining({ name: 'ProtocolError', code: 'RANGE' }));
  });

  it('goes there and back, in any time zone of the host', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5e10, max: 2e11 }), (seconds) => {
        expect(localToMs(msToLocal(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});
