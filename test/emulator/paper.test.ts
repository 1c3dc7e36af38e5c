import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type DotMatrix, emulatedModels } from '../../src/emulator/index.js';
import { hasGlyph } from '../../src/emulator/paper/font.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, decodeText } from '../../src/protocol/index.js';
import { bench, type Host } from './support.js';

const { printString, printFormatted, printRasterRow, cutPaper } = commands;
const plain = { flags: 0, printer: 1, font: 0, height: 3, lineSpacing: 0, brightness: 0 };
const tape = { receiptMode: 1, journalMode: 1, format: 0 };
const formatted = (text: string, change: object = {}) => ({ ...plain, ...tape, text, ...change });

const MARGIN = 16;
const WIDTH = 384;

/** The smallest rectangle with all black dots, without the margin. */
function extent(paper: DotMatrix): { left: number; top: number; right: number; bottom: number } {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let y = 0; y < paper.height; y++)
    for (let x = 0; x < paper.width; x++) {
      if (!paper.get(x, y)) continue;
      box.left = Math.min(box.left, x - MARGIN);
      box.right = Math.max(box.right, x - MARGIN + 1);
      box.top = Math.min(box.top, y - MARGIN);
      box.bottom = Math.max(box.bottom, y - MARGIN + 1);
    }
  return box;
}

/** Reads a PNG of one bit a dot by the standard, not by the code that wrote it. */
function readPng(png: Uint8Array): { width: number; height: number; black(x: number, y: number): boolean } {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks: Record<string, Uint8Array> = {};
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    chunks[String.fromCharCode(...png.subarray(at + 4, at + 8))] = png.subarray(at + 8, at + 8 + length);
    at += 12 + length;
  }
  expect(Object.keys(chunks)).toEqual(['IHDR', 'IDAT', 'IEND']);
  const head = chunks['IHDR'] as Uint8Array;
  const size = new DataView(head.buffer, head.byteOffset);
  expect([...head.subarray(8)]).toEqual([1, 0, 0, 0, 0]);
  const [width, height] = [size.getUint32(0), size.getUint32(4)];
  const rows = inflateSync(chunks['IDAT'] as Uint8Array);
  const stride = 1 + Math.ceil(width / 8);
  expect(rows.length).toBe(stride * height);
  const black = (x: number, y: number) =>
    ((rows[y * stride + 1 + (x >> 3)] as number) & (0x80 >> (x & 7))) === 0;
  return { width, height, black };
}

describe('letters', () => {
  test('there is one for every character of the page', () => {
    const page = decodeText(Uint8Array.from({ length: 224 }, (_, index) => index + 32));
    expect(Array.from(page).filter((char) => !hasGlyph(char))).toEqual([]);
    expect(hasGlyph('漢')).toBe(false);
  });

  test('are twelve by twenty-four dots, thirty-two on a line of the 30F', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.call(printString, { text: '█'.repeat(32) });
    expect(extent(emulator.paper.toBitmap())).toEqual({ left: 0, top: 0, right: WIDTH, bottom: 24 });
    emulator.paper.clear();
    await host.call(printString, { text: '█'.repeat(33) });
    expect(extent(emulator.paper.toBitmap()).right).toBe(WIDTH);
    expect(emulator.tape).toEqual(['█'.repeat(33)]);
  });

  test('are wide after 09, and tall by command 87', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.call(printString, { text: '\t█\t██' });
    expect(extent(emulator.paper.toBitmap())).toMatchObject({ right: 2 * 24 + 12, bottom: 24 });
    emulator.paper.clear();
    await host.call(printFormatted, formatted('█\t█', { height: 1 }));
    expect(extent(emulator.paper.toBitmap())).toMatchObject({ right: 12 + 24, bottom: 48 });
    expect(emulator.tape).toEqual(['██']);
  });

  test('stand below each other with the spacing of the table, or that of the line', async () => {
    const { host, emulator } = bench({ model: '30F' });
    const height = () => {
      const { bottom } = extent(emulator.paper.toBitmap());
      emulator.paper.clear();
      return bottom;
    };
    const twice = async (change: object) => {
      for (const text of ['█', '█']) await host.call(printFormatted, formatted(text, change));
      return height();
    };
    expect(await twice({})).toBe(24 + 3 + 24);
    expect(await twice({ lineSpacing: 10 })).toBe(24 + 10 + 24);
    expect(await twice({ font: 4 })).toBe(12 + 3 + 12);
  });

  test.each([
    [1, 12, 24],
    [2, 9, 18],
    [3, 8, 16],
    [4, 6, 12],
    [9, 12, 24],
  ])('of font %d are %d by %d dots', async (font, right, bottom) => {
    const { host, emulator } = bench({ model: '30F' });
    await host.call(printFormatted, formatted('█', { font }));
    expect(extent(emulator.paper.toBitmap())).toEqual({ left: 0, top: 0, right, bottom });
  });

  test.each(emulatedModels)('fill the paper of the %s', async (model) => {
    const { host, emulator } = bench({ model });
    const { chars, dots } = await host.register(registers.lineLength);
    await host.call(printString, { text: '█'.repeat(chars) });
    const { right } = extent(emulator.paper.toBitmap());
    expect(right).toBe(Math.floor(dots / chars) * chars);
    expect(dots - right).toBeLessThan(chars);
  });
});

describe('pictures of the paper', () => {
  async function printed() {
    const { host, emulator } = bench({ model: '30F' });
    await host.call(printString, { text: '  Чай <чёрный> & "№ 5"' });
    await host.call(printString, { text: 'ab\tcd' });
    await host.call(printRasterRow, { printer: 1, repeat: 3, offset: 8, dots: Uint8Array.of(0xa0) });
    return emulator;
  }

  test('PNG has the dots of the bitmap', async () => {
    const { paper } = await printed();
    const bitmap = paper.toBitmap();
    const png = readPng(paper.toPng());
    expect([png.width, png.height]).toEqual([bitmap.width, bitmap.height]);
    for (let y = 0; y < png.height; y++)
      for (let x = 0; x < png.width; x++)
        if (png.black(x, y) !== bitmap.get(x, y)) throw new Error(`differ at ${x}, ${y}`);
  });

  test('SVG has the text, where the bitmap has it', async () => {
    const { paper } = await printed();
    const svg = paper.toSvg();
    const text = (left: number, base: number, length: number, inner: string) =>
      `<text xml:space="preserve" x="${MARGIN + left}" y="${MARGIN + base}" font-size="24" ` +
      `textLength="${length}" lengthAdjust="spacingAndGlyphs">${inner}</text>`;
    expect(svg).toContain(text(24, 20, 240, 'Чай &lt;чёрный&gt; &amp; &quot;№ 5&quot;'));
    expect(svg).toContain(text(0, 47, 24, 'ab'));
    expect(svg).toContain(text(24, 47, 24, 'c'));
    expect(svg).toContain(text(48, 47, 12, 'd'));
    expect(svg).toContain(`<path transform="translate(${MARGIN} ${MARGIN + 54}) scale(1 1)" d="M8 0h1v1h-1z`);
    const { width, height } = paper.toBitmap();
    expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`);
  });

  test('nothing printed is a white margin', () => {
    const { emulator } = bench({ model: '30F' });
    const { width, height } = readPng(emulator.paper.lastSheet.toPng());
    expect([width, height]).toEqual([WIDTH + 2 * MARGIN, 2 * MARGIN]);
    expect(emulator.paper.sheets).toEqual([]);
  });

  test('a receipt says the same as its lines', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    await host.sell();
    const { lines, items } = emulator.paper.lastSheet;
    expect(lines).toContain(`ИТОГ${'=100.00'.padStart(28)}`);
    expect(lines.at(-1)).toMatch(/^\[QR: t=/);
    const tall = items.flatMap((item) => (item.kind === 'text' && item.tall ? [item.text.trim()] : []));
    expect(tall).toEqual(['КАССОВЫЙ ЧЕК', `ИТОГ${'=100.00'.padStart(28)}`]);
    const svg = emulator.paper.lastSheet.toSvg();
    expect(svg).toContain('>КАССОВЫЙ ЧЕК</text>');
    expect(svg).toMatch(/font-size="48"[^>]*>КАССОВЫЙ ЧЕК</);
  });
});

describe('pieces of paper', () => {
  const kinds = (host: Host) => host.emulator.paper.sheets.map(({ items }) => items.at(-1)?.kind);

  test('documents are cut off where there is a cutter, and torn off where there is none', async () => {
    for (const [model, kind] of [
      ['25F', 'cut'],
      ['30F', 'tear'],
    ] as const) {
      const { host } = bench({ model });
      await host.openShift();
      await host.sell();
      await host.sell();
      expect(kinds(host)).toEqual([kind, kind, kind]);
      const { count } = await host.register(registers.cutterResource, 1);
      expect(count).toBe(kind === 'cut' ? 3 : 0);
    }
  });

  test('the table says whether', async () => {
    const { host } = bench({ model: '25F' });
    await host.mode(4);
    const { table, row, field } = { table: 2, row: 1, field: 24 };
    await host.call(commands.writeTable, { table, row, field, value: Uint8Array.of(0) });
    await host.openShift();
    expect(kinds(host)).toEqual(['tear']);
  });

  test('a host cuts with 75, and ends its own documents with 73', async () => {
    const { host, emulator } = bench({ model: '25F' });
    await host.call(printString, { text: 'раз' });
    await host.call(cutPaper, { type: 0 });
    await host.call(printString, { text: 'два' });
    await host.mode(2);
    await host.call(commands.printFooter);
    await host.call(printString, { text: 'три' });
    expect(emulator.paper.sheets.map(({ lines }) => lines)).toEqual([
      ['раз'],
      ['два', 'ДОБРО ПОЖАЛОВАТЬ!'],
      ['три'],
    ]);
    expect(kinds(host)).toEqual(['cut', 'cut', 'text']);
    const bitmap = emulator.paper.sheets[0]?.toBitmap() as DotMatrix;
    // A dashed line from edge to edge.
    const dashes = Array.from({ length: bitmap.width }, (_, x) => bitmap.get(x, MARGIN + 24 + 3 + 24));
    expect(dashes.filter(Boolean)).toHaveLength(bitmap.width / 2);
  });

  test('very long paper is forgotten from its begin', async () => {
    const { host, emulator } = bench({ model: '30F' });
    for (let i = 0; i < 100_001; i++) await host.call(printString, { text: String(i) });
    expect(emulator.tape).toHaveLength(50_001);
    expect(emulator.tape.at(-1)).toBe('100000');
    expect(emulator.paper.printedLines).toBe(100_001);
  });
});
