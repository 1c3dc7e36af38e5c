import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fiscalSignBytes, fiscalSignNumber } from '../../src/fiscal/fiscal-sign.js';
import { isInn, isRegistrationNumber, registrationNumber } from '../../src/fiscal/registration-number.js';
import { fromHex, toHex } from '../../src/util/hex.js';

const range = expect.objectContaining({ name: 'ProtocolError', code: 'RANGE' });

describe('fiscal sign', () => {
  it.each([
    // Registration report of a test storage, and a sign of another document.
    ['21 04 AA 10 75 41', 2853205313, 11],
    ['31 04 00 01 F0 4F', 127055, 3],
    ['31 04 00 00 00 00', 0, 5],
    ['21 04 FF FF FF FF', 4294967295, 1],
  ] as const)('%s is %d', (hex, number, form) => {
    expect(fiscalSignNumber(fromHex(hex))).toBe(number);
    expect(toHex(fiscalSignBytes(number, form))).toBe(hex);
  });

  it('reads a part of a larger buffer', () => {
    expect(fiscalSignNumber(fromHex('FFFF 310400 01F04F FF').subarray(2, 8))).toBe(127055);
  });

  it('has six bytes and 32 bits', () => {
    expect(() => fiscalSignNumber(fromHex('3104'))).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
    for (const bad of [-1, 2 ** 32, 0.5, Number.NaN]) expect(() => fiscalSignBytes(bad, 3)).toThrow(range);
  });
});

describe('taxpayer number', () => {
  it.each(['7707083893', '5544332219', '7702203276', '500100732259', '112233445573'])(
    '%s is right',
    (inn) => {
      expect(isInn(inn)).toBe(true);
    },
  );

  it.each([
    '7707083894',
    '500100732258',
    '500100732269',
    '112233445566',
    '0000000000',
    '000000000000',
    '770708389',
    '',
  ])('%s is wrong', (inn) => {
    expect(isInn(inn)).toBe(false);
  });

  it.each(['7707083893 ', '77070838931', '77070a3893', '７７０７０８３８９３'])(
    '%s is not one at all',
    (inn) => {
      expect(isInn(inn)).toBe(false);
    },
  );

  it('notices every single wrong digit but those that the double remainder hides', () => {
    const inn = '7707083893';
    let missed = 0;
    for (let at = 2; at < 10; at++) {
      for (let digit = 0; digit <= 9; digit++) {
        const changed = inn.slice(0, at) + digit + inn.slice(at + 1);
        if (changed !== inn && isInn(changed)) missed++;
      }
    }
    // Remainders 0 and 10 give the same check digit; this number's remainder is 3, so none is hidden.
    expect(missed).toBe(0);
  });
});

describe('registration number', () => {
  it.each([
    // The first is of a real registration report, the others follow from the rule.
    [5, '7702203276', '000000000002', '0000000005008570'],
    [1, '7707083893', '00106101234567', '0000000001060573'],
    [1, '500100732259', '00106101234567', '0000000001018838'],
    ['0000000001', '112233445573', '00106300000000', '0000000001016076'],
  ])('%s of %s, %s', (number, inn, serial, expected) => {
    expect(registrationNumber(number, { inn, serial })).toBe(expected);
    expect(isRegistrationNumber(expected, { inn, serial })).toBe(true);
    expect(isRegistrationNumber(expected, { inn, serial: `${serial.slice(0, -1)}9` })).toBe(false);
  });

  it.each(['0004949010060931', '0006494026037143', '0009878214024962'])('%s keeps the bound', (number) => {
    expect(isRegistrationNumber(number)).toBe(true);
  });

  it.each(['0004949010065536', '000494901006093', '00049490100609310', '000494901006093a', ''])(
    '%s does not',
    (number) => {
      expect(isRegistrationNumber(number)).toBe(false);
    },
  );

  it.each([
    ['12345678901', '7707083893', '1'],
    [-1, '7707083893', '1'],
    [1.5, '7707083893', '1'],
    [1, '770708389', '1'],
    [1, '7707083893', ''],
    [1, '7707083893', '123456789012345678901'],
    [1, '7707083893', 'серия'],
  ])('refuses %s of %s, %s', (number, inn, serial) => {
    expect(() => registrationNumber(number, { inn, serial })).toThrow(range);
  });

  it('always passes its own check', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
    fc.assert(
      fc.property(digits(10), fc.oneof(digits(10), digits(12)), digits(14), (number, inn, serial) => {
        expect(isRegistrationNumber(registrationNumber(number, { inn, serial }), { inn, serial })).toBe(true);
      }),
    );
  });
});
