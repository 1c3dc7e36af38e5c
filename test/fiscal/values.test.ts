import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCp866, encodeCp866, firstOutsideCp866 } from '../../src/fiscal/cp866.js';
import { type TagId, tagById } from '../../src/fiscal/tags.js';
import { decodeValue, encodeValue } from '../../src/fiscal/values.js';
import { fromHex, toHex } from '../../src/util/hex.js';

const malformed = expect.objectContaining({ name: 'ProtocolError', code: 'MALFORMED' });
const range = expect.objectContaining({ name: 'ProtocolError', code: 'RANGE' });

describe('values, both ways', () => {
  it.each<[TagId, unknown, string]>([
    ['settlementType', 1, '01'],
    ['fiscalKeyDays', 410, '9A 01'],
    ['docNumber', 112602, 'DA B7 01 00'],
    ['taxationTypes', 0x3f, '3F'],
    ['kktChangeReasons', 0x8000_0001, '01 00 00 80'],
    ['totalSum', 0, '00'],
    ['totalSum', 255, 'FF'],
    ['totalSum', 256, '00 01'],
    ['totalSum', 266358, '76 10 04'],
    ['totalSum', 0xffff_ffff_ffff, 'FF FF FF FF FF FF'],
    ['quantity', 0, '03 00'],
    ['quantity', 1000, '03 E8 03'],
    ['quantity', 12346, '03 3A 30'],
    ['quantity', '0.12345', '05 39 30'],
    ['quantity', '1.2000', '04 E0 2E'],
    ['dateTime', '2021-08-29T16:22:00', '28 B4 2B 61'],
    ['dateTime', '1970-01-01T00:00:00', '00 00 00 00'],
    ['dateTime', '2106-02-07T06:28:15', 'FF FF FF FF'],
    ['fiscalSign', fromHex('3104 0001 F04F'), '31 04 00 01 F0 4F'],
    ['cashier', 'Ёж №1', 'F0 A6 20 FC 31'],
    ['cashier', '', ''],
    ['userInn', '7702203276', '37 37 30 32 32 30 33 32 37 36 20 20'],
    ['userInn', '500100732259', '35 30 30 31 30 30 37 33 32 32 35 39'],
    ['kktRegNumber', '0000000005008570', '30 30 30 30 30 30 30 30 30 35 30 30 38 35 37 30 20 20 20 20'],
    ['fnNumber', '9999078900005488', '39 39 39 39 30 37 38 39 30 30 30 30 35 34 38 38'],
  ])('%s %j', (id, value, hex) => {
    expect(toHex(encodeValue(tagById(id), value))).toBe(hex);
    expect(decodeValue(tagById(id), fromHex(hex))).toEqual(value);
  });
});

describe('lenient reading', () => {
  it.each<[TagId, string, unknown]>([
    ['totalSum', '01 00 00 00 00 00 00 00', 1],
    ['vat20Sum', '76 10 04 00', 266358],
    ['quantity', '00 05', 5000],
    ['quantity', '01 0F', 1500],
    ['quantity', '02 96 00', 1500],
    ['quantity', '03 E8 03 00 00', 1000],
    ['quantity', '06 40 42 0F', '1.000000'],
    ['quantity', '03 FF FF FF FF FF FF FF FF', '18446744073709551.615'],
    ['quantity', '00 FF FF FF FF FF FF FF', '72057594037927935'],
    ['userInn', '37 37', '77'],
    ['cashier', '20 20', '  '],
  ])('%s %s', (id, hex, value) => {
    expect(decodeValue(tagById(id), fromHex(hex))).toEqual(value);
  });

  it.each<[TagId, string]>([
    ['settlementType', ''],
    ['settlementType', '01 00'],
    ['docNumber', '01 00 00'],
    ['totalSum', ''],
    ['totalSum', '01 00 00 00 00 00 00 00 00'],
    ['totalSum', '00 00 00 00 00 00 20'],
    ['quantity', '03'],
    ['quantity', '03 00 00 00 00 00 00 00 00 00'],
    ['dateTime', '00 00 00 00 00'],
  ])('refuses %s %s', (id, hex) => {
    expect(() => decodeValue(tagById(id), fromHex(hex))).toThrow(malformed);
  });
});

describe('strict writing', () => {
  it.each<[TagId, unknown]>([
    ['settlementType', 256],
    ['settlementType', -1],
    ['settlementType', '1'],
    ['docNumber', 2 ** 32],
    ['totalSum', 0.5],
    ['totalSum', 2 ** 48],
    ['totalSum', Number.NaN],
    ['quantity', 1.5],
    ['quantity', -1000],
    ['quantity', '1,5'],
    ['quantity', '1e3'],
    ['quantity', ''],
    ['quantity', '72057594037927936'],
    ['quantity', undefined],
    ['dateTime', '2021-08-29'],
    ['dateTime', '2106-02-07T06:28:16'],
    ['dateTime', '1969-12-31T23:59:59'],
    ['dateTime', 0],
    ['fiscalSign', fromHex('01')],
    ['fiscalSign', '310400'],
    ['productCode', new Uint8Array(33)],
    ['fnNumber', '999907890000548'],
    ['userInn', '1234567890123'],
    ['cashier', 'я'.repeat(65)],
    ['cashier', 5],
    ['item', []],
  ])('refuses %s %j', (id, value) => {
    expect(() => encodeValue(tagById(id), value)).toThrow(range);
  });

  it('says which tag, which character and where', () => {
    const attempt = () => encodeValue(tagById('itemName'), 'Чай «Зелёный»');
    expect(attempt).toThrow(expect.objectContaining({ code: 'RANGE', field: 'itemName', rule: 'cp866' }));
    expect(attempt).toThrow('Символа "«" (U+00AB, позиция 5) нет в CP866');
    expect(() => encodeValue(tagById('cashier'), 'я'.repeat(65))).toThrow(
      /1021 \(cashier\): не больше 64 байт/,
    );
  });

  it('never writes a value that reads back as another one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        fc.bigInt({ min: 0n, max: 2n ** 56n - 1n }),
        (kopecks, mantissa) => {
          expect(decodeValue(tagById('totalSum'), encodeValue(tagById('totalSum'), kopecks))).toBe(kopecks);
          const digits = mantissa.toString().padStart(7, '0');
          const decimal = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
          expect(decodeValue(tagById('quantity'), encodeValue(tagById('quantity'), decimal))).toBe(decimal);
        },
      ),
    );
  });
});

describe('plain CP866', () => {
  it('keeps № and $ where CP866 has them', () => {
    expect(toHex(encodeCp866('№$АЯапрюяЁё■'))).toBe('FC 24 80 9F A0 AF E0 EE EF F0 F1 FE');
  });

  it('reads every byte and writes it back', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(encodeCp866(decodeCp866(all))).toEqual(all);
  });

  it.each([
    ['€', '€', 0],
    ['цена — 5', '—', 5],
    ['a😀b', '😀', 1],
    ['😀', '😀', 0],
  ])('finds what it lacks in %s', (text, char, index) => {
    expect(firstOutsideCp866(text)).toEqual({ char, index });
    expect(() => encodeCp866(text)).toThrow(new RegExp(`позиция ${index + 1}\\)`));
  });

  it('finds nothing in plain text', () => {
    expect(firstOutsideCp866('Чек №5 на 100$')).toBeUndefined();
  });
});
