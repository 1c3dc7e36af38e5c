import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import {
  decodeSetting,
  encodeSetting,
  findSetting,
  type Setting,
  type SettingName,
  type SettingValue,
  settingOfModel,
  settings,
  settingsOfCell,
  settingsOfModel,
} from '../../src/protocol/classic/settings.js';
import { decodeTableText, tableTextAsAnswered } from '../../src/protocol/classic/table-text.js';
import { commandByCode, decodeText } from '../../src/protocol/index.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { recordedCommands } from '../support/transcripts.js';

const all = Object.values(settings) as Setting[];

interface Recorded {
  id: number;
  model: number;
  cell: string;
  title: string;
  type: 'boolean' | 'number' | 'string';
  models: number[];
  read?: Array<[hex: string, value: string]>;
  write?: Array<[current: string, value: boolean | number | string, written: string | { error: number }]>;
}

/** What the vendor's driver does with every setting it knows: see test/golden/README.md. */
const recorded: Recorded[] = readFileSync(new URL('../golden/settings.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((row) => JSON.parse(row) as Recorded);

const label = ({ id, title, model }: Recorded) => [`${id} ${title}, model ${model}`] as const;
const cases = (rows: Recorded[]) => rows.map((row) => [...label(row), row] as const);

function of(row: Recorded): Setting {
  const setting = settingsOfModel(row.model).find(({ id }) => id === row.id);
  if (!setting) throw new Error(`no setting ${row.id}`);
  return setting;
}

/** The driver shows a mark of double width as », flags as 0 and 1. */
function driverValue(setting: Setting, value: string): boolean | number | string {
  if (setting.encoding.type === 'boolean') return value === '1';
  if (setting.encoding.type === 'number') return Number(value);
  return value
    .replaceAll('»', '\t')
    .replaceAll('.', setting.name.endsWith('TimeDate') ? '-' : '.')
    .split(' 00:')[0] as string;
}

describe('the list', () => {
  it('has every name, driver number and place once', () => {
    expect(all).toHaveLength(362);
    const ids = all.flatMap(({ id }) => (id === null ? [] : [id]));
    expect(ids).toHaveLength(328);
    expect(new Set(ids).size).toBe(328);
    const places = all.map((s) => [s.table, s.row, s.field, s.encoding.kind, s.models?.join()].join(' '));
    expect(new Set(places).size).toBe(places.length);
    for (const { name } of all) expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  it.each([
    [57, 274],
    [61, 262],
    [62, 273],
    [69, 281],
    [72, 138],
    [77, 229],
    [82, 283],
    [86, 251],
  ])('model %i has %i settings of the driver', (model, count) => {
    expect(settingsOfModel(model).filter(({ id }) => id !== null)).toHaveLength(count);
  });

  it.each([
    [2, 1, [2, 11, 21, 22, 24, 25, 26, 27, 28, 43, 56, 87, 112, 121]],
    [8, 1, [1]],
    [13, 1, [1, 2]],
    [19, 1, [14]],
    [22, 1, [2]],
  ])('knows the fields of table %i that only other implementations name', (table, row, fields) => {
    for (const field of fields) expect(settingsOfCell(table, row, field).map(({ id }) => id)).toContain(null);
  });

  it('finds by name, by number and by cell', () => {
    expect(findSetting('cashControl')).toBe(settings.cashControl);
    expect(findSetting(56)).toBe(settings.cashControl);
    expect(findSetting('56')).toBe(settings.cashControl);
    expect(findSetting('constructor')).toBeUndefined();
    expect(findSetting(1000)).toBeUndefined();
    expect(findSetting('')).toBeUndefined();
    expect(settingsOfCell(2, 1, 118).map(({ name }) => name)).toEqual([
      'hideZReport',
      'printNonResettableSellPayments',
      'printNonResettableBuyPayments',
    ]);
    expect(settingsOfCell(2, 1, 200)).toEqual([]);
    expect(settingsOfCell(2, 1, 44, 72).map(({ name }) => name)).toEqual(['cashControl']);
  });

  it('lets the register decide for a model that no list names', () => {
    const names = settingsOfModel(200).map(({ name }) => name);
    expect(names).toContain('clicheLine20');
    expect(names).toContain('ethernetAddress');
    expect(names).not.toContain('sumEntryOrder');
    expect(settingOfModel('clicheLine1', 77)).toBeUndefined();
    expect(settingOfModel('clicheLine1', 61)).toBe(settings.clicheLine1);
  });

  it('types values', () => {
    expectTypeOf<SettingValue<'cashControl'>>().toEqualTypeOf<boolean>();
    expectTypeOf<SettingValue<'ofdPort'>>().toEqualTypeOf<number>();
    expectTypeOf<SettingValue<'ofdAddress' | 'ofdPort'>>().toEqualTypeOf<string | number>();
    expectTypeOf<SettingName>().not.toBeNumber();
    expectTypeOf(decodeSetting(settings.userName1, new Uint8Array(4))).toEqualTypeOf<string>();
  });
});

describe('the same as the vendor driver', () => {
  it('covers every setting of that driver', () => {
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(328);
    expect(recorded.every((row) => row.read || /\d/.test(of(row).name))).toBe(true);
  });

  it.each(cases(recorded))('%s: place, models and type', (_, row) => {
    const setting = of(row);
    const [table, high, low, field] = fromHex(row.cell) as unknown as [number, number, number, number];
    expect([setting.table, setting.row, setting.field]).toEqual([table, high * 256 + low, field]);
    expect(setting.title).toBe(row.title.trim());
    if (row.model !== 72) expect(setting.models?.filter((code) => code !== 72)).toEqual(row.models);
    else expect(setting.models).toContain(72);
    // Two flags among numbers, and the dates: that driver calls them numbers.
    const ours = {
      taxOption54: 'boolean',
      roundTaxSum: 'boolean',
      summerTimeDate: 'string',
      winterTimeDate: 'string',
    };
    const type = (ours as Record<string, string>)[setting.name] ?? row.type;
    expect(setting.encoding.type).toBe(type);
  });

  it.each(cases(recorded.filter(({ read }) => read?.length)))('%s: reads', (_, row) => {
    const setting = of(row);
    for (const [hex, value] of row.read ?? [])
      expect([hex, decodeSetting(setting, fromHex(hex))]).toEqual([hex, driverValue(setting, value)]);
  });

  it.each(cases(recorded.filter(({ write }) => write?.length)))('%s: writes', (_, row) => {
    const setting = of(row);
    for (const [current, given, written] of row.write ?? []) {
      const value = setting.encoding.type === 'boolean' && typeof given === 'number' ? given === 1 : given;
      const encode = () => toHex(encodeSetting(setting, value, fromHex(current)), '').toLowerCase();
      if (typeof written === 'string') expect([current, value, encode()]).toEqual([current, value, written]);
      else expect(encode).toThrow(ProtocolError);
    }
  });
});

describe('recorded exchanges', () => {
  it.each([61, 77])('model %i: every 46 and 50 hits a known field', (model) => {
    const requests = recordedCommands(`queries-${model}-settings.jsonl`)
      .concat(recordedCommands(`queries-${model}-json.jsonl`))
      .filter(({ message }) => message[2] === 0x46 || message[2] === 0x50);
    expect(requests.length).toBeGreaterThan(15);
    for (const { message, answer } of requests) {
      const command = commandByCode(message[2] as number);
      expect(command).toBeDefined();
      const [table, high, low, field] = message.subarray(3) as unknown as [number, number, number, number];
      const found = settingsOfCell(table, high * 256 + low, field, model);
      expect(found).not.toEqual([]);
      const value = message[2] === 0x46 ? answer?.subarray(2) : message.subarray(7);
      for (const { width } of found) if (width !== null) expect(value).toHaveLength(width);
    }
  });

  it('makes the writes of the recording from its reads', () => {
    const address = new Uint8Array(64);
    address.set(Buffer.from('ofd.example.ru'));
    expect(decodeSetting(settings.ofdAddress, address)).toBe('ofd.example.ru');
    const written = recordedCommands('queries-77-settings.jsonl').filter(
      ({ message }) => message[2] === 0x50,
    );
    const bytes = [
      encodeSetting(settings.ofdAddress, 'ofd2.example.ru', address),
      encodeSetting(settings.ofdAddress, 'ofd2.example.ru', address),
      encodeSetting(settings.ofdPort, 21101, fromHex('1E61')),
      encodeSetting(settings.registerNumber, 7, fromHex('01')),
    ];
    expect(bytes.map((value) => toHex(value))).toEqual(
      written.map(({ message }) => toHex(message.subarray(7))),
    );
  });
});

const characters = 'АБВЯабвяёЁ№$€—ABCxyz0123456789 .,;!?"%()*+-/:=\t'.split('');
const width = 24;

function valuesOf({ encoding, name }: Setting): fc.Arbitrary<boolean | number | string> {
  if (encoding.type === 'boolean') return fc.boolean();
  if (encoding.type === 'number') return fc.integer({ min: 0, max: 0xffffffff });
  if (encoding.kind === 'IPv4 address') return fc.ipV4();
  if (encoding.kind === 'MAC address')
    return fc.uint8Array({ minLength: width, maxLength: width }).map((bytes) => toHex(bytes, ':'));
  if (/TimeDate$/.test(name))
    return fc
      .integer({ min: 0, max: 36_000 })
      .map((day) => new Date(Date.UTC(2000, 0, 1) + day * 86_400_000).toISOString().slice(0, 10));
  if (/digits/.test(encoding.kind)) {
    const digits = fc.integer({ min: 0, max: 99_999_999 }).map(String);
    return name === 'bluetoothPin' ? digits.map((text) => text.padStart(8, '0')) : digits;
  }
  return fc
    .string({ unit: fc.constantFrom(...characters), maxLength: width })
    .map((text) => text.replace(/ +$/, ''));
}

/** What command 46 answers after command 50 wrote these bytes. */
const answered = (setting: Setting, written: Uint8Array) =>
  setting.encoding.ownPage ? tableTextAsAnswered(written) : written;

describe('encoding', () => {
  it.each(all.map((setting) => [setting.name, setting] as const))(
    '%s: what is written is read',
    (_, setting) => {
      let kept = 0;
      const check = (value: boolean | number | string, current: Uint8Array) => {
        let written: Uint8Array;
        try {
          written = encodeSetting(setting, value, current);
        } catch (error) {
          expect(error).toMatchObject({ code: 'RANGE', field: setting.name });
          expect((error as ProtocolError).message).toContain(setting.title);
          return;
        }
        kept++;
        expect(written).toHaveLength(current.length);
        expect(decodeSetting(setting, answered(setting, written))).toBe(value);
      };
      const bytes = fc.uint8Array({ minLength: width, maxLength: width });
      fc.assert(fc.property(valuesOf(setting), bytes, check), { numRuns: 25 });
      if (setting.encoding.type === 'number')
        for (const value of [0, 1, 2, 20, 50, 1200, 9600]) check(value, new Uint8Array(width));
      expect(kept).toBeGreaterThan(0);
    },
  );

  it('keeps the bits of its neighbours', () => {
    for (const setting of all) {
      for (const other of settingsOfCell(setting.table, setting.row, setting.field)) {
        if (other === setting || !/^bit/.test(other.encoding.kind) || !/^bit/.test(setting.encoding.kind))
          continue;
        if (!setting.models?.some((code) => other.models?.includes(code))) continue;
        for (const current of [Uint8Array.of(0x00), Uint8Array.of(0xff)]) {
          const value = setting.encoding.type === 'boolean' ? true : 0;
          const written = encodeSetting(setting, value, current);
          expect(decodeSetting(other, written)).toBe(decodeSetting(other, current));
        }
      }
    }
  });

  it('keeps the width of the answer and fills what is left with zeroes', () => {
    expect(encodeSetting(settings.ofdPort, 443, fromHex('1E61AABB'))).toEqual(fromHex('01BB0000'));
    expect(encodeSetting(settings.ofdDns, '8.8.8.8', fromHex('0000000005'))).toEqual(fromHex('0808080800'));
    expect(encodeSetting(settings.hideZReport, true, fromHex('06FF'))).toEqual(fromHex('0700'));
  });

  it.each<[SettingName, boolean | number | string, number, string]>([
    ['ofdPort', 65536, 2, '65536'],
    ['ofdPort', -1, 2, '0..65535'],
    ['ofdPort', 1.5, 2, '0..65535'],
    ['ofdPort', '443', 2, 'число'],
    ['cashControl', 1, 1, 'true или false'],
    ['userName1', 5, 8, 'строка'],
    ['printBrightness', 100, 1, '0..99'],
    ['ofdDns', '8.8.8.256', 4, 'адрес вида'],
    ['ofdDns', '8.8.8', 4, 'адрес вида'],
    ['ofdAddress', 'a'.repeat(65), 64, 'не более 64 символов'],
    ['ofdAddress', 'a\0b', 64, 'управляющих'],
    ['userName1', 'Кассир ☺', 64, 'символ «☺» (позиция 8)'],
    ['userName1', 'Кассир\n', 64, 'управляющих'],
    ['clicheLine1', '¶256,0¶', 64, '0..255'],
    ['clicheLine1', '¶1,0¶ и текст', 64, 'символ «¶»'],
    ['userPassword1', '123456789', 4, '1..8 цифр'],
    ['userPassword1', '', 4, '1..8 цифр'],
    ['accessPassword', 'abcd', 2, '1..4 цифр'],
    ['exchangeProtocol', 2, 1, '1 = 02'],
    ['portSpeed', 300, 1, '115200 = 08'],
    ['saveDocumentToMemory', 4, 1, '0, 1, 2, 3'],
    ['powerOffTimeout', 15, 1, 'кратно 10'],
    ['summerTimeDate', '2026-02-30', 3, 'местное время'],
    ['macAddress', '00:11:22', 6, '6 пар'],
  ])('%s refuses %j', (name, value, size, rule) => {
    const attempt = () => encodeSetting(settings[name] as Setting, value, new Uint8Array(size));
    expect(attempt).toThrow(rule);
    expect(attempt).toThrow(expect.objectContaining({ code: 'RANGE', field: name, value }));
  });

  it('says which setting does not fit its answer', () => {
    const narrow = { code: 'TRUNCATED', field: 'ofdPort' };
    expect(() => decodeSetting(settings.ofdPort, fromHex('1E'))).toThrow(expect.objectContaining(narrow));
    expect(() => encodeSetting(settings.ofdPort, 1, fromHex('1E'))).toThrow(expect.objectContaining(narrow));
    const rubbish = { code: 'MALFORMED', field: 'printBrightness' };
    expect(() => decodeSetting(settings.printBrightness, fromHex('1F'))).toThrow(
      expect.objectContaining(rubbish),
    );
  });
});

describe('text of the tables', () => {
  it('comes back in another code page than it was written in', () => {
    const written = encodeSetting(settings.userName1, 'Ёлкин №1 $', new Uint8Array(10));
    expect(toHex(written)).toBe('F0 AB AA A8 AD 20 24 31 20 FC');
    expect(toHex(tableTextAsAnswered(written))).toBe('F0 8B 8A 88 8D 20 24 31 20 A0');
    expect(decodeText(written)).toBe(decodeTableText(tableTextAsAnswered(written)));
  });

  it('keeps the numbers of a picture as they are', () => {
    const written = encodeSetting(settings.clicheLine1, '¶128,2569¶', new Uint8Array(6));
    expect(toHex(written)).toBe('0A 80 0A 09 20 20');
    expect(toHex(tableTextAsAnswered(written))).toBe('FD 80 0A 09 20 20');
    expect(decodeSetting(settings.clicheLine1, tableTextAsAnswered(written))).toBe('¶128,2569¶');
    expect(tableTextAsAnswered(fromHex('0A80'))).toEqual(fromHex('FD80'));
  });

  it('has blanks for what the own page lacks', () => {
    expect(toHex(tableTextAsAnswered(fromHex('B0 FF 0B 41')))).toBe('20 20 20 41');
  });
});
