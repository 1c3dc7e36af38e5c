import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/errors.js';
import {
  formatKopecks,
  formatQuantity,
  MAX_KOPECKS,
  MAX_THOUSANDTHS,
  multiply,
  parseMoney,
  parseQuantity,
  shareOf,
} from '../../src/fiscal/index.js';

const kopecks = fc.integer({ min: 0, max: MAX_KOPECKS });
const thousandths = fc.integer({ min: 1, max: MAX_THOUSANDTHS });

describe('money', () => {
  it.each([
    ['45.50', 4550],
    ['45.5', 4550],
    ['45', 4500],
    ['0', 0],
    ['0.01', 1],
    ['42949672.95', MAX_KOPECKS],
    [45.5, 4550],
    [0, 0],
    [-0, 0],
    [1.1, 110],
    [0.07, 7],
    [4_294_967.29, 429_496_729],
    [42_949_672.95, MAX_KOPECKS],
  ])('%s is %i kopecks', (value, expected) => {
    expect(parseMoney(value)).toBe(expected);
  });

  it.each([
    0.1 + 0.2,
    1.005,
    1.1 * 3,
    '1,5',
    '-1',
    -1,
    '',
    ' 1',
    '1 ',
    '٤٥',
    'NaN',
    42_949_672.96,
    Number.NaN,
  ])('refuses %s', (value) => {
    expect(() => parseMoney(value)).toThrow(ValidationError);
  });

  it('reads what it writes', () => {
    fc.assert(fc.property(kopecks, (sum) => parseMoney(formatKopecks(sum)) === sum));
  });

  it('takes every number of whole kopecks, as people divide them by a hundred', () => {
    fc.assert(fc.property(kopecks, (sum) => parseMoney(sum / 100) === sum));
  });

  it('takes a number exactly when its shortest spelling has two decimals', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
        const exact = /^\d+(\.\d{1,2})?$/.test(String(value));
        if (exact) expect(parseMoney(value)).toBe(Math.round(value * 100));
        else expect(() => parseMoney(value)).toThrow(ValidationError);
      }),
    );
  });
});

describe('quantity', () => {
  it.each([
    ['1', 1000],
    ['0.001', 1],
    [1.5, 1500],
    [0.005, 5],
    ['99999.999', MAX_THOUSANDTHS],
  ])('%s is %i thousandths', (value, expected) => {
    expect(parseQuantity(value)).toBe(expected);
  });

  it.each([0, '0.0', 1 / 3, 100_000, -1, '1.0001'])('refuses %s', (value) => {
    expect(() => parseQuantity(value)).toThrow(ValidationError);
  });

  it('reads what it writes', () => {
    fc.assert(fc.property(thousandths, (value) => parseQuantity(formatQuantity(value)) === value));
  });
});

describe('products', () => {
  it.each([
    // Half up to a kopeck, as the vendor's driver does: 1.00 × 0.125.
    [100, 125, 13],
    [101, 3000, 303],
    [100, 124, 12],
    [26910, 3000, 80730],
    [MAX_KOPECKS, MAX_THOUSANDTHS, 429_496_725_205_033],
  ])('%i kopecks × %i thousandths are %i', (price, quantity, total) => {
    expect(multiply(price, quantity)).toBe(total);
  });

  it('are the nearest kopeck, and the upper one of two', () => {
    fc.assert(
      fc.property(kopecks, thousandths, (price, quantity) => {
        const exact = BigInt(price) * BigInt(quantity);
        const off = BigInt(multiply(price, quantity)) * 1000n - exact;
        expect(off > -500n && off <= 500n).toBe(true);
      }),
    );
  });

  it('shares are the nearest kopeck, and the upper one of two', () => {
    fc.assert(
      fc.property(kopecks, fc.constantFrom(5, 7, 10, 20, 22), (sum, rate) => {
        const off = BigInt(shareOf(sum, rate, 100 + rate)) * BigInt(100 + rate) - BigInt(sum) * BigInt(rate);
        expect(2n * off > -BigInt(100 + rate) && 2n * off <= BigInt(100 + rate)).toBe(true);
      }),
    );
  });
});
