import { describe, expect, expectTypeOf, it } from 'vitest';
import { deviceError, settings, settingsOfModel } from '../../src/protocol/index.js';
import { worlds } from '../support/worlds.js';
import { benches } from './support.js';

describe.each(worlds)('settings over $name', (world) => {
  const bench = benches(world);

  it('reads values by name', async () => {
    const { kkt, bytes } = await bench({ model: '30F' });
    expect(await kkt.settings.get('registerNumber')).toBe(1);
    expect(bytes).toEqual(['A5', '46 02 00 01 01']);
    expectTypeOf(await kkt.settings.get('lineSpacing')).toEqualTypeOf<number>();
    expectTypeOf(await kkt.settings.get('ofdAddress')).toEqualTypeOf<string>();
    expect(await kkt.settings.get('userPassword30')).toBe('30');
  });

  it('writes in mode 4, leaves it, and reads the value back', async () => {
    const { kkt, bytes } = await bench({ model: '30F' });
    expect(await kkt.settings.set('ofdAddress', 'kkt.example.ru')).toBe(true);
    const { table, row, field } = settings.ofdAddress;
    const cell = [table, 0, row, field].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
    expect(bytes[1]).toBe(`46 ${cell.join(' ')}`);
    expect(bytes.slice(2, 4)).toEqual(['45', '56 04 00 00 00 30']);
    expect(bytes[4]).toMatch(new RegExp(`^50 ${cell.join(' ')} 6B 6B 74 2E`));
    expect(bytes.slice(5)).toEqual(['45', '48']);
    expect(await kkt.settings.get('ofdAddress')).toBe('kkt.example.ru');
  });

  it('changes its own bits only', async () => {
    const { kkt, emulator } = await bench({ model: '30F' });
    const before = await kkt.settings.readTable(2, 1, 18);
    const was = await kkt.settings.get('extendedReports');
    expect(await kkt.settings.set('extendedReports', !was)).toBe(true);
    const after = await kkt.settings.readTable(2, 1, 18);
    expect((before[0] as number) ^ (after[0] as number)).toBe(0x08);
    expect(emulator.state.mode).toBe(0);
  });

  it('writes nothing when the value is there already', async () => {
    const { kkt, sent } = await bench({ model: '30F' });
    await kkt.settings.set('clicheLine1', 'Магазин «Уют» № 5');
    sent.length = 0;
    // The quotes are stored as plain ones, so that the stored text counts.
    expect(await kkt.settings.set('clicheLine1', 'Магазин "Уют" № 5')).toBe(false);
    expect(await kkt.settings.set('registerNumber', 1)).toBe(false);
    expect(sent).toEqual(['readTable', 'readTable']);
  });

  it('changes several in one visit to mode 4', async () => {
    const { kkt, sent } = await bench({ model: '30F' });
    const values = { registerNumber: 7, extendedReports: true, clicheLine2: 'Спасибо!' } as const;
    const written = await kkt.settings.update(values);
    expect(written).toEqual(expect.arrayContaining(['registerNumber', 'clicheLine2']));
    expect(sent.filter((name) => name === 'enterMode' || name === 'exitMode')).toEqual([
      'enterMode',
      'exitMode',
    ]);
    for (const [name, value] of Object.entries(values))
      expect(await kkt.settings.get(name as keyof typeof values)).toBe(value);
  });

  it.each(['30F', '42FS'] as const)('lists every setting of model %s', async (model) => {
    const { kkt } = await bench({ model });
    const all = await kkt.settings.all();
    const { model: code } = await kkt.identify();
    expect(all.map(({ name }) => name)).toEqual(settingsOfModel(code).map(({ name }) => name));
    expect(all.every(({ value }) => value !== undefined)).toBe(true);
    expect(all.find(({ name }) => name === 'accessPassword')).toEqual({
      name: 'accessPassword',
      title: 'Пароль доступа',
      table: 2,
      row: 1,
      field: 23,
      value: '0',
      bytes: '0000',
    });
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
  });

  it('leaves out fields that the firmware does not have and keeps bytes without a meaning', async () => {
    const { kkt, emulator } = await bench({ model: '30F' });
    emulator.override('readTable', (request, next) => {
      if (request.table === 6) throw deviceError(0x91);
      if (request.table === 2 && request.field === 1) return { value: new Uint8Array() };
      return next(request);
    });
    const all = await kkt.settings.all();
    expect(all.find(({ table }) => table === 6)).toBeUndefined();
    expect(all[0]).toMatchObject({ name: 'registerNumber', value: undefined, bytes: '' });
    await expect(kkt.settings.get('registerNumber')).rejects.toMatchObject({
      name: 'ProtocolError',
      field: 'registerNumber',
    });
  });

  it('enters mode 4 for a field that is only readable there', async () => {
    const { kkt, emulator, sent } = await bench({ model: '30F' });
    emulator.override('readTable', (request, next) => {
      if (emulator.state.mode !== 4) throw deviceError(0x66);
      return next(request);
    });
    expect(await kkt.settings.readTable(2, 1, 23)).toEqual(new Uint8Array(2));
    expect(sent).toEqual(['readTable', 'getStateCode', 'enterMode', 'readTable']);
  });

  it('reads and writes fields as bytes', async () => {
    const { kkt, emulator, sent } = await bench({ model: '30F' });
    await kkt.settings.writeTable(2, 1, 1, Uint8Array.of(42));
    expect(await kkt.settings.readTable(2, 1, 1)).toEqual(Uint8Array.of(42));
    expect(await kkt.settings.get('registerNumber')).toBe(42);
    expect(emulator.state.mode).toBe(0);
    await expect(kkt.settings.readTable(99, 1, 1)).rejects.toMatchObject({ status: 0x91 });
    sent.length = 0;
    await expect(kkt.settings.writeTable(2, 1, 1, new Uint8Array(2))).rejects.toMatchObject({ status: 0x14 });
    expect(sent.at(-1)).toBe('exitMode');
  });

  it('goes on with a changed access password and a changed password of its user', async () => {
    const { kkt, emulator } = await bench({ model: '30F' });
    await kkt.settings.set('accessPassword', '1234');
    await kkt.settings.set('userPassword30', '777');
    await kkt.openShift();
    expect(emulator.state.user).toBe(30);
    expect(await kkt.settings.get('accessPassword')).toBe('1234');
  });

  it('works again after a lost line', async () => {
    const { kkt, emulator } = await bench({ model: '30F' });
    await kkt.settings.set('registerNumber', 3);
    expect(await kkt.settings.set('registerNumber', 4)).toBe(true);
    await kkt.openShift();
    expect(await kkt.settings.set('registerNumber', 5)).toBe(true);
    expect(emulator.state.mode).toBe(0);
    await kkt.closeShift();
  });
});

describe('bad values', () => {
  const bench = benches(worlds[0] as (typeof worlds)[number]);

  const refusals = [
    ['registerNumber', 256, 'registerNumber', /0\.\.255/],
    ['registerNumber', '5' as never, 'registerNumber', /число/],
    ['clicheLine1', 'смайлик 🙂', 'clicheLine1', /🙂.*позиция 9/],
    ['accessPassword', '12345', 'accessPassword', /1\.\.4 цифр/],
    ['ethernetAddress', '192.168.1.999', 'ethernetAddress', /192\.168\.1\.1/],
    ['powerOffTimeout', 15, 'powerOffTimeout', /кратно 10/],
    ['macAddress', 'zz:11', 'macAddress', /пар/],
  ] as const;

  it.each(refusals)('%s = %s is refused before a byte is sent', async (name, value, field, rule) => {
    const { kkt, sent } = await bench({ model: '30F' });
    const refused = kkt.settings.set(name as 'registerNumber', value as number);
    await expect(refused).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'RANGE',
      outcome: 'not-sent',
      field,
      value,
    });
    await expect(refused).rejects.toThrow(rule);
    expect(sent).toEqual([]);
  });

  it('a name that no setting has', async () => {
    const { kkt, sent } = await bench();
    const name = 'ofdAdress' as 'ofdAddress';
    for (const call of [kkt.settings.get(name), kkt.settings.set(name, '')])
      await expect(call).rejects.toMatchObject({
        name: 'ValidationError',
        problems: [{ path: 'name', value: 'ofdAdress' }],
      });
    expect(sent).toEqual([]);
  });

  it('a setting that the model does not have', async () => {
    const { kkt, sent } = await bench({ model: '42FS' });
    await expect(kkt.settings.get('clicheLine1')).rejects.toMatchObject({
      name: 'ValidationError',
      problems: [{ path: 'name', value: 'clicheLine1', en: 'model 77 does not have this setting' }],
    });
    expect(sent).toEqual(['getDeviceType']);
  });

  it('one bad value spoils the whole update', async () => {
    const { kkt, sent } = await bench({ model: '30F' });
    const refused = kkt.settings.update({ registerNumber: 5, printFont: 100 });
    await expect(refused).rejects.toMatchObject({ field: 'printFont' });
    expect(sent).toEqual([]);
  });
});
