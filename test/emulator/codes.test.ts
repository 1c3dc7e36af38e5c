import { describe, expect, test } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { parseQr } from '../../src/fiscal/index.js';
import { bitmap, connect } from '../../src/index.js';
import { scan, scanQr } from './scanner.js';
import { bench } from './support.js';

/** A register and its host over the whole stack. */
async function shop(model: '30F' | '25F' = '30F') {
  const emulator = new Emulator({ model, latency: 0 });
  const kkt = await connect(emulator.transport());
  const close = async (): Promise<void> => {
    await kkt.close();
    await emulator.close();
  };
  return { emulator, kkt, [Symbol.asyncDispose]: close };
}

describe('codes on paper are read by a scanner', () => {
  test.each(['30F', '25F', '50F', '55F'] as const)('the QR code of a receipt of the %s', async (model) => {
    const { host, emulator } = bench({ model });
    await host.openShift();
    const sold = async () => {
      await host.sell(330_30);
      const paper = emulator.paper.lastSheet.toBitmap();
      return { paper, ...scan(paper) };
    };
    // ZXing finds nothing in one code of thirty, wherever it looks from; every receipt has another code.
    const { paper, text, format } = await sold().catch(sold).catch(sold);
    expect(format).toBe('QR_CODE');
    expect(scanQr(paper)).toBe(text);
    const { number, fiscalSign } = emulator.fn.state.last;
    expect(parseQr(text)).toEqual({
      dateTime: '2026-03-02T09:00',
      totalKopecks: 330_30,
      fnNumber: emulator.fn.number,
      documentNumber: number,
      fiscalSign,
      settlementType: 1,
    });
  });

  test.each([
    ['ean13', '460123456789', 'EAN_13', '4601234567893'],
    ['ean8', '1234567', 'EAN_8', '12345670'],
    ['upcA', '03600029145', 'UPC_A', '036000291452'],
    ['code39', 'ATOL-42', 'CODE_39', 'ATOL-42'],
    ['code128', 'Order 15/a', 'CODE_128', 'Order 15/a'],
    ['itf14', '1540014128876', 'ITF', '15400141288763'],
    ['codabar', 'A12345B', 'CODABAR', 'A12345B'],
  ] as const)('%s, drawn by the host as rows of dots', async (format, data, read, text) => {
    await using it = await shop('25F');
    await it.kkt.print.barcode(format, data, { height: 80, text: false });
    expect(it.emulator.rasters).toHaveLength(1);
    expect(scan(it.emulator.paper.toBitmap(), read)).toEqual({ format: read, text });
  });

  test.each([
    ['abc', {}],
    ['https://example.ru/?order=1017&sum=330.30', { columns: 4 }],
    ['x'.repeat(100), { columns: 2, correction: 5 }],
    ['01234567890123456789', { columns: 3, correction: 0, align: 'left' }],
    ['y'.repeat(250), { columns: 8, scale: 1 }],
  ] as const)('PDF417 of «%s»', async (data, options) => {
    await using it = await shop('25F');
    await it.kkt.print.pdf417(data, { scale: 2, ...options });
    expect(it.emulator.tape).toEqual([`[PDF417: ${data}]`]);
    expect(scan(it.emulator.paper.toBitmap(), 'PDF_417')).toEqual({ format: 'PDF_417', text: data });
  });

  test.each([
    ['L', 'abc', 3],
    ['M', 'https://example.ru', 4],
    ['Q', 'x'.repeat(100), 3],
    ['H', '1234567890'.repeat(15), 3],
  ] as const)('QR with level %s', async (correction, data, scale) => {
    await using it = await shop();
    await it.kkt.print.qr(data, { correction, scale });
    expect(scan(it.emulator.paper.toBitmap())).toEqual({ format: 'QR_CODE', text: data });
    expect(scanQr(it.emulator.paper.toBitmap())).toBe(data);
  });

  test('a QR code has the version, the place and the size it was given', async () => {
    await using it = await shop();
    const size = () => {
      const paper = it.emulator.paper.toBitmap();
      const xs: number[] = [];
      for (let x = 0; x < paper.width; x++)
        for (let y = 0; y < paper.height; y++) if (paper.get(x, y)) xs.push(x - 16);
      it.emulator.paper.clear();
      return [Math.min(...xs), Math.max(...xs) + 1];
    };
    await it.kkt.print.qr('abc', { version: 5, scale: 4, align: 'left' });
    // Version 5 has 37 modules a side.
    expect(size()).toEqual([0, 37 * 4]);
    await it.kkt.print.qr('abc', { scale: 6, align: 'right' });
    expect(size()).toEqual([384 - 21 * 6, 384]);
    await it.kkt.print.qr('abc', { scale: 100 });
    // As large as the paper lets it be.
    expect(size()).toEqual([(384 - 21 * 18) / 2, 384 - (384 - 21 * 18) / 2]);
  });

  test('Cyrillic goes as CP1251, byte by byte', async () => {
    await using it = await shop();
    await it.kkt.print.qr('Привет', { scale: 6 });
    expect(scanQr(it.emulator.paper.toBitmap(), 'windows-1251')).toBe('Привет');
    expect(it.emulator.tape).toEqual(['[QR: Привет]']);
  });

  test('data that no code of the wanted size holds is refused with DC', async () => {
    await using it = await shop();
    const tooMuch = it.kkt.print.qr('x'.repeat(300), { version: 1 });
    await expect(tooMuch).rejects.toMatchObject({ status: 0xdc });
    const evenMore = it.kkt.print.pdf417('x'.repeat(2000), { columns: 30 });
    await expect(evenMore).rejects.toMatchObject({ status: 0xdc });
    expect(it.emulator.paper.items).toEqual([]);
  });
});

describe('pictures', () => {
  const cross = bitmap(40, 20, (x, y) => x === y * 2 || y === 10);

  test('of a host are on paper dot by dot', async () => {
    await using it = await shop();
    await it.kkt.print.picture(cross, { offset: 30 });
    const paper = it.emulator.paper.toBitmap();
    expect([paper.width, paper.height]).toEqual([384 + 32, 20 + 32]);
    for (let y = 0; y < 20; y++)
      for (let x = 0; x < 384; x++) {
        const black = x >= 30 && x < 70 && (x - 30 === y * 2 || y === 10);
        expect([x, y, paper.get(x + 16, y + 16)]).toEqual([x, y, black]);
      }
  });

  test('of the memory look the same', async () => {
    await using it = await shop();
    await it.kkt.print.picture(cross, { align: 'center' });
    const direct = it.emulator.paper.toPng();
    it.emulator.paper.clear();
    const number = await it.kkt.pictures.upload(cross);
    await it.kkt.print.storedPicture(number, { align: 'center' });
    expect(it.emulator.paper.toPng()).toEqual(direct);
  });

  test('rows that reach over the edge are cut, not wrapped', async () => {
    const { host, emulator } = bench({ model: '30F' });
    const { printRasterRow } = (await import('../../src/protocol/index.js')).commands;
    await host.call(printRasterRow, { printer: 1, repeat: 2, offset: 380, dots: Uint8Array.of(0xff, 0xff) });
    const paper = emulator.paper.toBitmap();
    expect(paper.height).toBe(2 + 32);
    const black = Array.from({ length: paper.width }, (_, x) => x).filter((x) => paper.get(x, 16));
    expect(black.map((x) => x - 16)).toEqual([380, 381, 382, 383]);
  });
});
