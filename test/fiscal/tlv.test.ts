import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import { parseTlv, writeTlv } from '../../src/fiscal/tlv.js';
import { fromHex, toHex } from '../../src/util/hex.js';

describe('TLV', () => {
  it.each([
    ['', []],
    ['FC 03 01 00 00', [{ tag: 1020, value: Uint8Array.of(0) }]],
    ['35 04 06 00 21 04 AA 10 75 41', [{ tag: 1077, value: fromHex('2104AA107541') }]],
    [
      '01 00 00 00 FF FF 02 00 41 42',
      [
        { tag: 1, value: new Uint8Array() },
        { tag: 65535, value: fromHex('4142') },
      ],
    ],
  ])('%s', (hex, items) => {
    expect(parseTlv(fromHex(hex))).toEqual(items);
    expect(toHex(writeTlv(items))).toBe(hex);
  });

  it.each(['FC', 'FC 03', 'FC 03 01', 'FC 03 01 00', 'FC 03 00 00 01', 'FC 03 FF FF 00'])(
    'refuses %s',
    (hex) => {
      expect(() => parseTlv(fromHex(hex))).toThrow(
        expect.objectContaining({ name: 'ProtocolError', code: 'TRUNCATED' }),
      );
    },
  );

  it.each([-1, 65536, 1.5, Number.NaN])('does not write tag %d', (tag) => {
    expect(() => writeTlv([{ tag, value: new Uint8Array() }])).toThrow(ProtocolError);
  });

  it('does not write more than a length can say', () => {
    expect(writeTlv([{ tag: 1, value: new Uint8Array(65535) }])).toHaveLength(65539);
    expect(() => writeTlv([{ tag: 1, value: new Uint8Array(65536) }])).toThrow(
      expect.objectContaining({ code: 'RANGE' }),
    );
  });

  it('copies values, also out of a Buffer', () => {
    const source = Buffer.from('fc03020001ff', 'hex');
    const [item] = parseTlv(source);
    source.fill(0);
    expect(item?.value).toEqual(Uint8Array.of(1, 255));
  });

  it('any bytes either parse and write back the same, or are a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(writeTlv(parseTlv(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('any items come back', () => {
    const item = fc.record({
      tag: fc.integer({ min: 0, max: 65535 }),
      value: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(item), (items) => {
        expect(parseTlv(writeTlv(items))).toEqual(items);
      }),
    );
  });
});
