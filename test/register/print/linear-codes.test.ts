import { describe, expect, it, vi } from 'vitest';
import { rowsOf } from '../../../src/register/print/bitmap.js';
import { type LinearFormat, linearCode } from '../../../src/register/print/linear-codes.js';
import { fromHex } from '../../../src/util/hex.js';
import { linearCodes, twoWidthCodes } from '../../golden/linear-codes.js';

const bits = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .replace(/^0+|0+$/g, '');

/** Widths of bars and gaps in turn. */
const runs = (row: string): number[] => (row.match(/1+|0+/g) ?? []).map((run) => run.length);

describe('linear codes', () => {
  it.each(linearCodes)('$format $data has the bars of the vendor driver', async ({ format, data, dots }) => {
    const { picture } = await linearCode(format, data, { scale: 2, height: 3 });
    const rows = rowsOf(picture).map(bits);
    expect(rows).toEqual(Array(3).fill(bits(fromHex(dots))));
  });

  it.each(twoWidthCodes)('$format $data has the wide and thin bars of the driver', async (row) => {
    const { picture } = await linearCode(row.format, row.data, { scale: 2, height: 1 });
    const [own = ''] = rowsOf(picture).map(bits);
    const wide = (widths: number[]) => widths.map((width) => (width > 2 ? 'W' : 'n')).join('');
    expect(wide(runs(own))).toBe(wide(runs(bits(fromHex(row.dots)))));
  });

  it('adds check digits', async () => {
    expect((await linearCode('ean13', '460703417093')).text).toBe('4607034170936');
    expect((await linearCode('itf14', '1234567890123')).text).toBe('12345678901231');
  });

  it('scales', async () => {
    const { picture } = await linearCode('ean8', '1234567', { scale: 3, height: 5 });
    expect(picture).toMatchObject({ width: 67 * 3, height: 5 });
  });

  it.each([
    ['ean13', '123', {}, 'data'],
    ['ean13', '4607034170937', {}, 'data'],
    ['code128', 'Привет', {}, 'data'],
    ['itf', '123', {}, 'data'],
    ['code128', '', {}, 'data'],
    ['ean99', '1', {}, 'format'],
    ['ean8', '1234567', { scale: 11 }, 'scale'],
    ['ean8', '1234567', { height: 0 }, 'height'],
  ])('%s cannot hold %s', async (format, data, options, path) => {
    await expect(linearCode(format as LinearFormat, data, options)).rejects.toMatchObject({
      name: 'ValidationError',
      outcome: 'not-sent',
      problems: [{ path }],
    });
  });

  it('say what to install when their package is missing', async () => {
    vi.doMock('jsbarcode', () => {
      throw Object.assign(new Error("Cannot find package 'jsbarcode'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    await expect(linearCode('ean8', '1234567')).rejects.toMatchObject({
      name: 'AtolError',
      code: 'PACKAGE_MISSING',
      outcome: 'not-sent',
      message: expect.stringContaining('npm install jsbarcode@3'),
    });
    vi.doUnmock('jsbarcode');
  });
});
