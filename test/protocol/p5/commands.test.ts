import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCp866 } from '../../../src/fiscal/cp866.js';
import { deviceErrorInfo } from '../../../src/protocol/device-errors.js';
import { p5ErrorRows } from '../../../src/protocol/p5/data/errors.js';
import { moment, money, quantity } from '../../../src/protocol/p5/fields.js';
import {
  decodeP5Result,
  decodeP5Setting,
  decodeP5Text,
  encodeP5Answer,
  encodeP5Command,
  encodeP5Refusal,
  encodeP5Setting,
  encodeP5Text,
  findP5Setting,
  p5Commands,
  p5Error,
  p5ErrorInfo,
  p5Settings,
} from '../../../src/protocol/p5/index.js';
import { asciiText } from '../../../src/protocol/p5/text.js';

describe('what stands behind the code of a closing', () => {
  it.each([
    ['00', { shiftNumber: 0, documentNumber: 0, fiscalSign: '' }],
    ['001;7;123;', { shiftNumber: 1, documentNumber: 7, fiscalSign: '123' }],
    ['001;7;123;0;9', { shiftNumber: 1, documentNumber: 7, fiscalSign: '123' }],
    ['00OK;done;;', { shiftNumber: 0, documentNumber: 0, fiscalSign: '' }],
    ['00-1;10.55', { shiftNumber: 0, documentNumber: 0, fiscalSign: '' }],
  ])('%s is no reason to doubt that it was closed', (answer, value) => {
    for (const command of [p5Commands.closeReceipt, p5Commands.openShift, p5Commands.closeShift])
      expect(decodeP5Result(command, encodeP5Text(answer))).toEqual(value);
  });
});

describe('values on the wire', () => {
  it('are roubles and units without needless zeroes', () => {
    const written = (value: number, field: typeof money) => asciiText(field.encode(value));
    expect([0, 5, 1050, 1055, 120_000, -25].map((kopecks) => written(kopecks, money))).toEqual([
      '0',
      '0.05',
      '10.5',
      '10.55',
      '1200',
      '-0.25',
    ]);
    expect([1000, 1234, 500].map((thousandths) => written(thousandths, quantity))).toEqual([
      '1',
      '1.234',
      '0.5',
    ]);
  });

  it('come back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (value) => {
        expect(money.decode(money.encode(value))).toBe(value);
        expect(quantity.decode(quantity.encode(value))).toBe(value);
      }),
    );
  });

  it('are refused when they are no such numbers, and never rounded', () => {
    for (const bad of ['1.234', '1,5', 'x', '1e3', '--1', '.'])
      expect(() => money.decode(encodeP5Text(bad)), bad).toThrow();
    expect(money.decode(encodeP5Text('1.2300'))).toBe(123);
    expect(() => money.encode(1.5)).toThrow('сумма с копейками');
  });

  it('tell times with and without seconds', () => {
    expect(asciiText(moment.encode('2026-11-30T02:14:05'))).toBe('301126021405');
    expect(moment.decode(encodeP5Text('3011260214'))).toBe('2026-11-30T02:14:00');
    expect(moment.decode(encodeP5Text('0'))).toBe('');
  });

  it('write texts in CP866', () => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(decodeP5Text(all)).toBe(decodeCp866(all));
    expect(encodeP5Text(decodeP5Text(all))).toEqual(all);
    expect(decodeP5Text(encodeP5Text('«Ёж» — № 5 🙂'))).toBe('"Ёж" - № 5  ');
  });
});

describe('commands', () => {
  it('are called by their own names, each by one code', () => {
    for (const [name, command] of Object.entries(p5Commands)) expect(command.name).toBe(name);
    const codes = Object.values(p5Commands).map(({ channel, code, sub }) => `${channel} ${code} ${sub}`);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('name the field that does not fit', () => {
    const item = { name: 'x', price: 1.5, quantity: 1000, sum: 1, tax: 1, taxSum: 0, method: 4, subject: 1 };
    expect(() => encodeP5Command(p5Commands.endPosition, item)).toThrow(
      expect.objectContaining({ code: 'RANGE', field: 'price', outcome: 'not-sent' }),
    );
  });

  it('tolerate answers with more fields and refuse those with fewer', () => {
    const { getReceiptSums } = p5Commands;
    const body = encodeP5Answer(getReceiptSums, { total: 10_055, remainder: 0, change: 5 });
    expect(asciiText(body)).toBe('00100.55;0;0.05;');
    const more = Uint8Array.from([...body, ...encodeP5Text('7;8;')]);
    expect(decodeP5Result(getReceiptSums, more)).toEqual({ total: 10_055, remainder: 0, change: 5 });
    expect(() => decodeP5Result(getReceiptSums, encodeP5Text('001;2;'))).toThrow(
      expect.objectContaining({ code: 'TRUNCATED', field: 'change' }),
    );
  });
});

describe('errors', () => {
  it('have the name of the classic protocol, and its byte, where that has one', () => {
    for (const [code, name] of p5ErrorRows) {
      const { status, extended, statusName, deviceCode } = p5Error(code);
      expect([statusName, deviceCode]).toEqual([name, code]);
      if (status <= 0xff) expect(deviceErrorInfo(status, extended).name).toBe(name);
    }
    expect(p5Error('12')).toMatchObject({ status: 0x67, statusName: 'noPaper' });
    expect(p5Error('22')).toMatchObject({ status: 0x3232, statusName: 'coverOpen' });
  });

  it('come from answers', () => {
    const answer = () => decodeP5Result(p5Commands.openReceipt, encodeP5Refusal('3a'));
    expect(answer).toThrow(
      expect.objectContaining({
        name: 'DeviceError',
        deviceCode: '3a',
        status: 0x9b,
        command: 'openReceipt',
      }),
    );
    expect(answer).toThrow('Ошибка ККТ 3a: Чек открыт - операция невозможна (команда openReceipt)');
  });

  it('follow a rule in the groups 3, p and H', () => {
    expect(p5ErrorInfo('?3')).toMatchObject({ driverCode: 170, ru: 'Ошибка скриптового движка ККТ (63)' });
    expect(p5ErrorInfo('\x7fp')).toMatchObject({
      driverCode: 148,
      ru: 'Ошибка программирования реквизита 1127',
    });
    expect(p5ErrorInfo('AH')).toMatchObject({ driverCode: 1065, ru: 'Ошибка скрипта ККТ (4841h)' });
    expect(p5ErrorInfo('zz')).toMatchObject({ name: 'unknown', driverCode: null });
  });

  it('mean "not enough cash" where money leaves the drawer', () => {
    expect(p5Error('2b', 'cashInOut')).toMatchObject({ statusName: 'noCash', status: 0x98 });
    expect(p5Error('2b', 'payment')).toMatchObject({ statusName: 'negativeResult' });
  });
});

describe('settings', () => {
  const field = (text: string) => encodeP5Text(text);
  const named = (name: string) => findP5Setting(name) ?? expect.fail(name);

  it('are found by name and by the number of the vendor', () => {
    for (const setting of p5Settings) {
      expect(findP5Setting(setting.name)).toBe(setting);
      expect(findP5Setting(String(setting.id))).toBe(setting);
    }
    expect(findP5Setting('userName1')).toBeUndefined();
  });

  it('share a field bit by bit', () => {
    expect(decodeP5Setting(named('beepOnError'), field('3'))).toBe(true);
    expect(asciiText(encodeP5Setting(named('beepOnError'), false, field('3')))).toBe('1');
    expect(asciiText(encodeP5Setting(named('ofdPauseInDocument'), true, field('1')))).toBe('0');
    expect(decodeP5Setting(named('powerManagement'), field('16'))).toBe(1);
    expect(asciiText(encodeP5Setting(named('ofdChannel'), 5, field('2')))).toBe('0');
    expect(decodeP5Setting(named('ofdChannel'), field('0'))).toBe(5);
  });

  it('refuse what does not fit', () => {
    expect(() => encodeP5Setting(named('fnSpeed'), 8, field('0'))).toThrow('fnSpeed');
    expect(() => encodeP5Setting(named('ofdAddress'), 5, field('0'))).toThrow('string');
  });
});
