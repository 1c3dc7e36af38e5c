import { describe, expect, it } from 'vitest';
import { crc16 } from '../../src/util/crc16.js';
import { fromHex } from '../../src/util/hex.js';

describe('CRC-16/CCITT-FALSE', () => {
  it.each([
    ['', 0xffff],
    ['313233343536373839', 0x29b1],
    // Commands 30h and 31h of the storage, length and code.
    ['010030', 0xcdff],
    ['010031', 0xddde],
  ])('of %s', (hex, crc) => {
    expect(crc16(fromHex(hex))).toBe(crc);
  });

  it('goes on where it stopped', () => {
    expect(crc16(fromHex('36373839'), crc16(fromHex('3132333435')))).toBe(0x29b1);
  });
});
