import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import { parseQr, qrText, type ReceiptQr } from '../../src/fiscal/qr.js';
import { msToLocal } from '../../src/util/local-time.js';

const sample: ReceiptQr = {
  dateTime: '2021-08-29T16:22:00',
  totalKopecks: 2663_58,
  fnNumber: '9288000100178241',
  documentNumber: 112602,
  fiscalSign: 3418609577,
  settlementType: 1,
};

describe('receipt QR', () => {
  it.each<[string, ReceiptQr]>([
    ['t=20210829T162200&s=2663.58&fn=9288000100178241&i=112602&fp=3418609577&n=1', sample],
    [
      't=20190811T1139&s=1405.33&fn=9280440300200295&i=14378&fp=3796110719&n=1',
      {
        dateTime: '2019-08-11T11:39',
        totalKopecks: 1405_33,
        fnNumber: '9280440300200295',
        documentNumber: 14378,
        fiscalSign: 3796110719,
        settlementType: 1,
      },
    ],
    [
      't=20260101T0000&s=0.05&fn=9999078900005488&i=1&fp=0&n=4',
      {
        dateTime: '2026-01-01T00:00',
        totalKopecks: 5,
        fnNumber: '9999078900005488',
        documentNumber: 1,
        fiscalSign: 0,
        settlementType: 4,
      },
    ],
  ])('%s', (text, receipt) => {
    expect(qrText(receipt)).toBe(text);
    expect(parseQr(text)).toEqual(receipt);
  });

  it('is read in lower case, as services that check receipts echo it', () => {
    expect(parseQr(qrText(sample).toLowerCase())).toEqual(sample);
  });

  it('is read in any order and with what others add', () => {
    expect(
      parseQr(' n=1&fp=3418609577&i=112602&fn=9288000100178241&s=2663.58&t=20210829T162200&x=y\n'),
    ).toEqual(sample);
  });

  it.each<[Partial<ReceiptQr>, string | undefined]>([
    [{ dateTime: '2021-02-30T10:00' }, undefined],
    [{ totalKopecks: 0.5 }, 'totalKopecks'],
    [{ totalKopecks: -1 }, 'totalKopecks'],
    [{ fnNumber: '928800010017824' }, 'fnNumber'],
    [{ documentNumber: -1 }, 'documentNumber'],
    [{ documentNumber: 2 ** 32 }, 'documentNumber'],
    [{ fiscalSign: 2 ** 32 }, 'fiscalSign'],
    [{ settlementType: 0 }, 'settlementType'],
    [{ settlementType: 5 }, 'settlementType'],
  ])('is not written with %j', (change, field) => {
    expect(() => qrText({ ...sample, ...change })).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code: 'RANGE', ...(field && { field }) }),
    );
  });

  it.each([
    ['', 's'],
    ['https://example.com', 's'],
    ['t=20210829T162200&s=2663.58&fn=9288000100178241&i=112602&fp=3418609577', 'n'],
    ['t=20210829T162200&s=2663.58&fn=9288000100178241&i=112602&fp=3418609577&n=0', 'n'],
    ['t=20210829T162200&s=2663.58&fn=9288000100178241&i=112602&fp=3418609577&n=5', 'n'],
    ['t=20210829T162200&s=2663.58&fn=9288000100178241&i=112602&fp=4294967296&n=1', 'fp'],
    ['t=20210829T162200&s=2663.58&fn=9288000100178241&i=-1&fp=3418609577&n=1', 'i'],
    ['t=20210829T162200&s=2663,58&fn=9288000100178241&i=112602&fp=3418609577&n=1', 's'],
    ['t=20210829T162200&s=2663.5&fn=9288000100178241&i=112602&fp=3418609577&n=1', 's'],
    ['t=20210829T1622000&s=2663.58&fn=9288000100178241&i=112602&fp=3418609577&n=1', 't'],
    ['t=20210230T1622&s=2663.58&fn=9288000100178241&i=112602&fp=3418609577&n=1', 't'],
    ['t=20210829T162200&s=2663.58&fn=928800010017824&i=112602&fp=3418609577&n=1', 'fn'],
    ['t=20210829T162200&s=1.00&s=2.00&fn=9288000100178241&i=112602&fp=3418609577&n=1', 's'],
  ])('%s is none', (text, field) => {
    expect(() => parseQr(text)).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code: 'MALFORMED', field }),
    );
  });

  it('comes back from its text', () => {
    const receipts = fc.record({
      dateTime: fc
        .tuple(fc.integer({ min: 0, max: 4e9 }), fc.constantFrom('seconds', 'minutes'))
        .map(([seconds, precision]) => msToLocal(seconds * 1000, precision as 'seconds')),
      totalKopecks: fc.integer({ min: 0, max: 2 ** 48 }),
      fnNumber: fc.stringMatching(/^\d{16}$/),
      documentNumber: fc.integer({ min: 0, max: 0xffff_ffff }),
      fiscalSign: fc.integer({ min: 0, max: 0xffff_ffff }),
      settlementType: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(receipts, (receipt) => {
        expect(parseQr(qrText(receipt))).toEqual(receipt);
      }),
    );
  });

  it('of any text is read or refused with a ProtocolError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[tsfnip=&\d.T]{0,80}$/)), (text) => {
        try {
          parseQr(text);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
        }
      }),
    );
  });
});
