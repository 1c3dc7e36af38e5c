import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../src/emulator/data/factory-settings.js';
import { Tables } from '../../src/emulator/tables.js';
import { DeviceError } from '../../src/errors.js';
import { type Setting, settings, settingsOfModel } from '../../src/protocol/classic/settings.js';
import { decodeTableText } from '../../src/protocol/classic/table-text.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { recordedCommands } from '../support/transcripts.js';

const listed = [57, 61, 62, 63, 64, 67, 69, 72, 75, 76, 77, 78, 80, 81, 82, 84, 86];

function refusal(action: () => unknown): number | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof DeviceError) return error.status;
    throw error;
  }
  return undefined;
}

describe('fields', () => {
  it.each([...listed, 200])('model %i answers every field of its settings with its width', (model) => {
    const tables = new Tables(model);
    for (const setting of settingsOfModel(model)) {
      const bytes = tables.read(setting.table, setting.row, setting.field);
      expect(bytes).toHaveLength(widthOf(setting).bytes);
      expect(widthOf(setting).assumed).toBe(setting.width === null);
      expect(typeof tables.get(setting.name)).toBe(setting.encoding.type);
    }
  });

  it('differ by model', () => {
    const both = [new Tables(61), new Tables(77)] as const;
    expect(both.map((tables) => tables.has('clicheLine1'))).toEqual([true, false]);
    expect(both.map((tables) => tables.has('ethernetAddress'))).toEqual([false, true]);
    expect(both.map((tables) => tables.has('ofdAddress'))).toEqual([true, true]);
    expect(refusal(() => both[0].read(6, 1, 1))).toBeUndefined();
    expect(refusal(() => both[1].read(6, 1, 1))).toBe(0x91);
    expect(toHex(new Tables(72).read(3, 10, 1))).toBe('00 00 00 30');
  });

  it.each([
    [0, 1, 1, 0x91],
    [99, 1, 1, 0x91],
    [2, 0, 1, 0x92],
    [2, 2, 1, 0x92],
    [3, 31, 1, 0x92],
    [3, 0x100, 1, 0x92],
    [2, 1, 0, 0x93],
    [2, 1, 250, 0x93],
    [3, 1, 4, 0x93],
    [6, 1, 2, 0x93],
  ])('%i.%i.%i does not exist', (table, row, field, status) => {
    const tables = new Tables(61);
    expect(refusal(() => tables.read(table, row, field))).toBe(status);
    expect(refusal(() => tables.write(table, row, field, new Uint8Array(1)))).toBe(status);
  });

  it('answers what the recordings read and takes what they write', () => {
    const tables = new Tables(77);
    const commands = recordedCommands('queries-77-settings.jsonl').concat(
      recordedCommands('queries-77-json.jsonl'),
    );
    let seen = 0;
    for (const { message } of commands) {
      const [, , code, table, high, low, field] = message as unknown as number[];
      const place = [table ?? 0, (high ?? 0) * 256 + (low ?? 0), field ?? 0] as const;
      if (code === 0x46) {
        seen++;
        expect(tables.read(...place).length).toBeGreaterThan(0);
      } else if (code === 0x50) {
        seen++;
        tables.write(...place, message.slice(7));
        expect(tables.read(...place)).toEqual(message.slice(7));
      }
    }
    expect(seen).toBeGreaterThan(20);
    expect(tables.get('ofdAddress')).toBe('ofd2.example.ru');
    expect(tables.get('ofdPort')).toBe(21101);
    expect(tables.get('registerNumber')).toBe(7);
  });
});

describe('factory values', () => {
  const tables = new Tables(61);

  it.each([
    ['userPassword1', '1'],
    ['userPassword30', '30'],
    ['userName28', 'КАССИР 28'],
    ['userName29', 'АДМИНИСТРАТОР'],
    ['userName30', 'СИС.АДМИНИСТРАТОР'],
    ['userInn1', ''],
    ['accessPassword', '0'],
    ['cashControl', true],
    ['sectionName16', 'СЕКЦИЯ 16'],
    ['sectionTax1', 6],
    ['paymentName2', 'БЕЗНАЛИЧНЫМИ'],
    ['paymentName3', 'ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА (АВАНС)'],
    ['paymentName4', 'ПОСЛЕДУЮЩАЯ ОПЛАТА (КРЕДИТ)'],
    ['paymentName5', 'ИНАЯ ФОРМА ОПЛАТЫ'],
    ['charactersPerLine', 32],
    ['ofdPort', 7777],
    ['ofdDns', '8.8.8.8'],
    ['macAddress', '00:08:DC:00:11:22'],
    ['printZeroSums', true],
    ['taxRate1', 2000],
  ] as const)('%s is %j', (name, value) => {
    expect(tables.get(name)).toBe(value);
  });

  it('are bytes as a register answers them', () => {
    expect(toHex(tables.read(3, 30, 1))).toBe('00 00 00 30');
    expect(toHex(tables.read(2, 1, 23))).toBe('00 00');
    expect(toHex(tables.read(19, 1, 2))).toBe('1E 61');
    expect(toHex(tables.read(2, 1, 55))).toBe('32');
    expect(decodeTableText(tables.read(3, 1, 2)).trimEnd()).toBe('КАССИР 1');
    expect(toHex(tables.read(3, 1, 2).subarray(0, 9))).toBe('0A 00 11 11 08 10 20 31 20');
  });

  it('do not leak: what read gives is a copy', () => {
    tables.read(19, 1, 2).fill(0);
    tables.read(3, 1, 2).fill(0);
    expect(tables.get('ofdPort')).toBe(7777);
    expect(tables.get('userName1')).toBe('КАССИР 1');
  });
});

describe('writing', () => {
  it('refuses another width and leaves the field as it was', () => {
    const tables = new Tables(77);
    for (const width of [0, 1, 3, 64])
      expect(refusal(() => tables.write(19, 1, 2, new Uint8Array(width)))).toBe(0x14);
    expect(tables.get('ofdPort')).toBe(7777);
  });

  it('refuses bytes that the settings of the field cannot have', () => {
    const tables = new Tables(61);
    expect(refusal(() => tables.write(2, 1, 19, fromHex('1F')))).toBe(0x13);
    expect(refusal(() => tables.write(3, 1, 1, fromHex('0000000A')))).toBe(0x13);
    expect(tables.get('printBrightness')).toBe(8);
  });

  it('takes text in one code page and answers in the other', () => {
    const tables = new Tables(61);
    const written = new Uint8Array(64).fill(0x20);
    written.set(fromHex('88A2A0ADAEA22024'));
    tables.write(3, 5, 2, written);
    expect(tables.get('userName5')).toBe('Иванов №');
    expect(toHex(tables.read(3, 5, 2).subarray(0, 8))).toBe('08 82 80 8D 8E 82 20 24');
  });

  it('keeps its own copy', () => {
    const tables = new Tables(77);
    const value = fromHex('01BB');
    tables.write(19, 1, 2, value);
    value.fill(0);
    expect(tables.get('ofdPort')).toBe(443);
  });

  it('shows every setting that shares the byte', () => {
    const tables = new Tables(61);
    tables.write(2, 1, 118, fromHex('05'));
    expect(tables.get('hideZReport')).toBe(true);
    expect(tables.get('printNonResettableSellPayments')).toBe(false);
    expect(tables.get('printNonResettableBuyPayments')).toBe(true);
    tables.set('hideZReport', false);
    expect(toHex(tables.read(2, 1, 118))).toBe('04');
  });

  it('switches the cash control by 01 = off', () => {
    const tables = new Tables(77);
    expect(toHex(tables.read(2, 1, 115))).toBe('00');
    tables.set('cashControl', false);
    expect(toHex(tables.read(2, 1, 115))).toBe('01');
  });

  it('names a setting that the model does not have', () => {
    const tables = new Tables(77);
    const error = expect.objectContaining({ code: 'RANGE', field: 'clicheLine1' });
    expect(() => tables.get('clicheLine1')).toThrow(error);
    expect(() => tables.set('clicheLine1', 'x')).toThrow(error);
  });
});

describe('snapshot and reset', () => {
  it('a fresh register has nothing to remember', () => {
    expect(new Tables(61).toJSON()).toEqual({ model: 61, fields: {} });
  });

  it('comes back from JSON byte for byte', () => {
    const writable = settingsOfModel(61).filter(({ encoding }) => encoding.type !== 'number') as Setting[];
    const setting = fc.constantFrom(...writable);
    fc.assert(
      fc.property(fc.array(fc.tuple(setting, fc.uint8Array({ minLength: 64, maxLength: 64 }))), (writes) => {
        const tables = new Tables(61);
        for (const [{ table, row, field }, bytes] of writes) {
          const { length } = tables.read(table, row, field);
          refusal(() => tables.write(table, row, field, bytes.subarray(0, length)));
        }
        const copy = Tables.from(JSON.parse(JSON.stringify(tables)));
        expect(copy.toJSON()).toEqual(tables.toJSON());
        for (const { table, row, field } of settingsOfModel(61))
          expect(copy.read(table, row, field)).toEqual(tables.read(table, row, field));
      }),
      { numRuns: 25 },
    );
  });

  it('remembers only what changed', () => {
    const tables = new Tables(77);
    tables.set('ofdPort', 443);
    tables.set('userName1', 'КАССИР 1');
    expect(tables.toJSON()).toEqual({ model: 77, fields: { '19.1.2': '01BB' } });
  });

  it.each([
    ['99.1.1', '00'],
    ['19.1.2', '00'],
    ['6.1.1', '00'],
    ['rubbish', '00'],
  ])('refuses a snapshot with %s = %s', (place, hex) => {
    const snapshot = { model: 77, fields: { [place]: hex } };
    expect(() => Tables.from(snapshot)).toThrow(expect.objectContaining({ code: 'MALFORMED', field: place }));
  });

  it('reset brings the factory values back but for the registration', () => {
    const tables = new Tables(77);
    tables.set('userPassword30', '123456');
    tables.set('cashControl', false);
    tables.set('ofdAddress', 'ofd2.example.ru');
    tables.set('fnsSite', 'nalog.ru');
    tables.reset();
    expect(tables.get('userPassword30')).toBe('30');
    expect(tables.get('cashControl')).toBe(true);
    expect(tables.get('ofdAddress')).toBe('ofd2.example.ru');
    expect(tables.get('fnsSite')).toBe('nalog.ru');
    expect(Object.keys(tables.toJSON().fields)).toEqual(['19.1.1', '19.1.8']);
  });

  it('a change after a reset does not reach the factory values', () => {
    const tables = new Tables(61);
    tables.set('clicheLine1', 'A');
    tables.reset();
    tables.set('clicheLine1', 'B');
    tables.reset();
    expect(tables.get('clicheLine1')).toBe('ДОБРО ПОЖАЛОВАТЬ!');
    expect(settings.clicheLine1.models).toContain(61);
  });
});
