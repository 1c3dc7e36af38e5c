import { describe, expect, test } from 'vitest';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands } from '../../src/protocol/index.js';
import { bench } from './support.js';

const { printString, printBarcode, continueBarcode, readLastDocumentLines } = commands;

const barcode = (text: string, more = false) => ({
  type: more ? 0x80 : 0,
  align: 2,
  scale: 5,
  version: 0,
  options: Uint8Array.of(1, 1),
  correction: 0,
  rows: 0,
  columns: 0,
  data: Uint8Array.from(text, (char) => char.charCodeAt(0)),
});

const all = (tape: readonly string[]) => tape.join('\n');

describe('paper', () => {
  test('a receipt of the 30F: no line is wider than its paper', async () => {
    const { host, emulator } = bench({ model: '30F', registration: { user: 'ООО Берёзка' } });
    await host.openShift();
    await host.begin();
    await host.attribute(1008, 'a@b.ru');
    await host.add({ name: 'Хлеб бородинский нарезной в упаковке', quantity: 2500, price: 40_00 });
    await host.close();
    const { chars } = await host.register(registers.lineLength);
    expect(chars).toBe(32);
    const printed = emulator.tape.filter((line) => !line.startsWith('[QR'));
    expect(printed.filter((line) => line.length > chars)).toEqual([]);
    expect(all(emulator.tape)).toContain('ООО Берёзка');
    expect(all(emulator.tape)).toMatch(/ИТОГ +=100\.00/);
    const { number, fiscalSign } = emulator.fn.state.last;
    expect(emulator.tape.at(-1)).toBe(
      `[QR: t=20260302T0900&s=100.00&fn=${emulator.fn.number}&i=${number}&fp=${fiscalSign}&n=1]`,
    );
  });

  test('electronic receipts and models without a printer leave the paper white', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    const before = emulator.tape.length;
    await host.begin(1, 0x04);
    await host.call(printString, { text: 'в чеке' });
    await host.add();
    await host.close();
    expect(emulator.tape).toHaveLength(before);
    const silent = bench({ model: '42FS' });
    await silent.host.openShift();
    await silent.host.sell();
    await silent.host.closeShift();
    expect(silent.emulator.tape).toEqual([]);
    expect(silent.emulator.receipts).toHaveLength(1);
  });

  test('what a host prints is kept, also without a printer', async () => {
    const { host, emulator } = bench();
    await host.call(printString, { text: 'Привет, № 5' });
    await host.call(printString, { text: '\tb\ti\tg' });
    await host.call(commands.printCliche);
    await host.call(printBarcode, barcode('https://example.ru'));
    await host.call(printBarcode, barcode('x'.repeat(100), true));
    await host.call(continueBarcode, { flag: 0, data: Uint8Array.of(0x31, 0x32) });
    expect(emulator.tape).toEqual([
      'Привет, № 5',
      'big',
      '[QR: https://example.ru]',
      `[QR: ${'x'.repeat(100)}12]`,
    ]);
    expect(await host.status(continueBarcode, { flag: 0, data: new Uint8Array() })).toBe('6B');
  });

  test('the lines of the last document are read one by one', async () => {
    const { host } = bench({ model: '30F' });
    await host.openShift();
    await host.sell(12_34);
    await host.mode(2);
    const lines: string[] = [];
    for (let operation = 3; ; operation = 2) {
      const line = await host.call(readLastDocumentLines, { operation }).catch(() => undefined);
      if (!line) break;
      lines.push(line.text);
    }
    expect(all(lines)).toMatch(/ИТОГ +=12\.34/);
    expect(await host.status(readLastDocumentLines, { operation: 2 })).toBe('AF');
    await host.call(commands.clearLastDocument);
    expect(await host.status(readLastDocumentLines, { operation: 3 })).toBe('AF');
  });

  test('a copy of the last document', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    await host.sell();
    const before = emulator.tape.length;
    await host.call(commands.repeatLastDocument);
    expect(emulator.tape[before]).toContain('КОПИЯ');
    expect(emulator.tape.at(-1)).toMatch(/^\[QR/);
  });

  test('documents of the FN are printed by number', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.mode(6);
    await host.call(commands.printFnDocument, { number: 1 });
    await host.call(commands.printRegistrationReport);
    expect(all(emulator.tape).match(/ОТЧЕТ О РЕГИСТРАЦИИ/g)).toHaveLength(2);
    expect(await host.status(commands.printFnDocument, { number: 9 })).toBe('DA');
  });

  test('the X report tells what the counters tell', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    await host.sell(70_00);
    await host.sell(30_00);
    await host.sell(5_00, 2);
    await host.mode(2);
    await host.call(commands.printReport, { type: 1 });
    expect(all(emulator.tape)).toMatch(/ПРИХОД \(2\) +=100\.00/);
    expect(all(emulator.tape)).toMatch(/ВОЗВРАТ ПРИХОДА \(1\) +=5\.00/);
    expect(all(emulator.tape)).toMatch(/НАЛИЧНОСТЬ +=95\.00/);
  });
});

describe('pictures', () => {
  test('are stored, told, printed and deleted', async () => {
    const { host } = bench();
    expect(await host.status(commands.getPictureInfo, { number: 1 })).toBe('6F');
    await host.mode(4);
    expect(await host.status(commands.closePicture)).toBe('6F');
    for (let row = 0; row < 3; row++)
      await host.call(commands.addPictureLine, { raster: Uint8Array.of(row, 0xff) });
    expect(await host.call(commands.closePicture)).toEqual({ number: 1 });
    expect(await host.call(commands.getPictureInfo, { number: 1 })).toEqual({ width: 2, height: 3 });
    expect(await host.call(commands.getPictureArrayInfo, { kind: 2 })).toMatchObject({ count: 1 });
    expect(await host.status(commands.printPicture, { printer: 1, number: 1, offset: 0 })).toBe('ok');
    expect(await host.status(commands.printPicture, { printer: 1, number: 2, offset: 0 })).toBe('6F');
    expect(await host.status(commands.deletePicture, { number: 1 })).toBe('ok');
    expect(await host.status(commands.deletePicture, { number: 1 })).toBe('6F');
  });
});
