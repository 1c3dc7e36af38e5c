import { describe, expect, test } from 'vitest';
import { emulatedModels, type ModelName, type ModelRow, modelRows } from '../../src/emulator/index.js';
import { fieldValue } from '../../src/fiscal/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, modelByCode, settings, settingsOfModel } from '../../src/protocol/index.js';
import { bench } from './support.js';

const rows: Readonly<Record<ModelName, ModelRow>> = modelRows;

test('the models that are asked for are here', () => {
  const wanted = ['42FS', '30F', '22F', '25F', '55F', '91F', '11F', '50F', '20F'];
  expect(emulatedModels).toEqual(expect.arrayContaining(wanted));
  const numbers = emulatedModels.map((model) => bench({ model }).emulator.serialNumber);
  expect(new Set(numbers).size).toBe(numbers.length);
});

describe.each(emulatedModels)('%s', (model) => {
  const row = rows[model];

  test('has the widths of the list of models, where that knows them', () => {
    const listed = modelByCode(row.code);
    expect(listed?.name.split(' ')[0]).toBe(model);
    expect(row.chars).toBe(listed?.lineChars ?? row.chars);
    expect(row.dots).toBe((listed?.rasterBytes ?? row.dots / 8) * 8);
    expect(row.assumed.includes('chars')).toBe(listed?.lineChars === undefined);
    expect(row.assumed.includes('dots')).toBe(listed?.rasterBytes === undefined);
    expect(Math.floor(row.dots / row.chars)).toBeGreaterThanOrEqual(11);
  });

  test('tells who it is', async () => {
    const { host, emulator } = bench({ model, firmware: '2.13.77' });
    const version = { versionMajor: 2, versionMinor: 13, build: 77 };
    const type = await host.call(commands.getDeviceType);
    expect(type).toMatchObject({ model: row.code, name: row.title, ...version });
    expect(await host.call(commands.getState)).toMatchObject({ model: row.code });
    expect(await host.register(registers.modelAndVersion)).toMatchObject({ model: row.code });
    expect(await host.register(registers.serialNumber)).toEqual({ number: emulator.serialNumber });
    expect(emulator.serialNumber).toMatch(/^001\d{11}$/);
    expect(await host.register(registers.lineLength)).toEqual({ chars: row.chars, dots: row.dots });
    const unit = await host.call(commands.getUnitVersion, { unit: 1 });
    expect(unit).toMatchObject({ major: 2, minor: 13, build: 77 });
    const { flags } = await host.register(registers.powerState, 1);
    expect(flags & 1).toBe(row.battery ? 1 : 0);
    await host.openShift();
    const [registration] = emulator.fn.documents();
    expect(new TextDecoder('ibm866').decode(registration?.bytes)).toContain('2.13.77');
  });

  test('sells, and prints no line wider than its paper', async () => {
    const { host, emulator } = bench({ model });
    await host.openShift();
    await host.begin();
    await host.add({ name: 'Хлеб бородинский нарезной в упаковке, 400 г', quantity: 2500, price: 40_00 });
    await host.close();
    await host.closeShift();
    expect(fieldValue(emulator.receipts[0] ?? [], 'totalSum')).toBe(100_00);
    const lines = emulator.tape.filter((line) => !line.startsWith('[QR'));
    expect(lines.length > 0).toBe(row.printer);
    expect(lines.filter((line) => line.length > row.chars)).toEqual([]);
  });

  test('has the settings of its list and no others', async () => {
    const { host } = bench({ model });
    const cells = (list: readonly { table: number; row: number; field: number }[]) =>
      new Set(list.map((setting) => `${setting.table}.${setting.row}.${setting.field}`));
    const own = cells(settingsOfModel(row.code));
    for (const cell of cells(Object.values(settings))) {
      const [table = 0, line = 0, field = 0] = cell.split('.').map(Number);
      const status = await host.status(commands.readTable, { table, row: line, field });
      expect([cell, status]).toEqual([cell, own.has(cell) ? 'ok' : expect.stringMatching(/^9[123]$/)]);
    }
  });

  test('opens a drawer where one can be plugged in', async () => {
    const { host } = bench({ model });
    const pulse = { on: 10, off: 10, repeats: 1 };
    const expected = row.drawer ? 'ok' : '7A';
    expect(await host.status(commands.openDrawer)).toBe(expected);
    expect(await host.status(commands.pulseDrawer, pulse)).toBe(expected);
    // The vendor's driver ends every non-fiscal document so, on every model.
    expect(await host.status(commands.cutPaper, { type: 0 })).toBe('ok');
  });
});

test.each(['3', '3.0', '3.0.12345', 'v3.0.1', ''])('«%s» is no version', (firmware) => {
  expect(() => bench({ firmware })).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ path: 'firmware' })] }),
  );
});
