import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import { parseTlv, writeTlv } from '../../src/fiscal/tlv.js';
import { recodeTexts } from '../../src/fiscal/tlv-texts.js';
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

describe('texts of TLV', () => {
  const doubled = (text: Uint8Array) => Uint8Array.of(...text, ...text);

  it('are written anew, also within structures; other values are not', () => {
    // 1008 is a text, 1012 a number; 1059 is a structure with 1030 (text) and 1023 (bytes of a quantity).
    const item = writeTlv([
      { tag: 1030, value: fromHex('41') },
      { tag: 1023, value: fromHex('0301') },
    ]);
    const bytes = writeTlv([
      { tag: 1008, value: fromHex('4142') },
      { tag: 1012, value: fromHex('00112233') },
      { tag: 1059, value: item },
    ]);
    const [contact, time, position] = parseTlv(recodeTexts(bytes, doubled));
    expect(contact).toEqual({ tag: 1008, value: fromHex('41424142') });
    expect(time).toEqual({ tag: 1012, value: fromHex('00112233') });
    expect(parseTlv(position?.value ?? new Uint8Array())).toEqual([
      { tag: 1030, value: fromHex('4141') },
      { tag: 1023, value: fromHex('0301') },
    ]);
  });

  it.each(['F0 03 02 00 41', 'F0'])('stay as they are in what is no list of elements: %s', (hex) => {
    expect(recodeTexts(fromHex(hex), doubled)).toEqual(fromHex(hex));
  });
});
