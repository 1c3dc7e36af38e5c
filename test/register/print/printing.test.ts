import { describe, expect, it } from 'vitest';
import { bitmap, bitmapFromRgba } from '../../../src/index.js';
import { deviceError } from '../../../src/protocol/index.js';
import { yardstick } from '../../support/receipts.js';
import { worlds } from '../../support/worlds.js';
import { benches } from '../support.js';

const hex = (text: string) => text.replace(/../g, '$& ').trim().toUpperCase();
const zeroes = (count: number) => '00'.repeat(count);

describe.each(worlds)('printing over $name', (world) => {
  const bench = benches(world);
  const printer = () => bench({ model: '30F' });

  it('sends a line as it is, aligned by blanks', async () => {
    const { kkt, bytes, emulator } = await printer();
    await kkt.print.text('Чек № 5');
    await kkt.print.text('Итог', { align: 'right' });
    expect(bytes).toEqual(['91 18 00 00', '4C 97 A5 AA 20 24 20 35', `4C ${'20 '.repeat(28)}88 E2 AE A3`]);
    expect(emulator.tape.slice(-2)).toEqual(['Чек № 5', 'Итог'.padStart(32)]);
  });

  it('asks for the width of the paper only when it matters, and only once', async () => {
    const { kkt, sent } = await printer();
    await kkt.print.text('как есть', { wrap: 'none' });
    await kkt.print.feed(2);
    expect(sent).toEqual(['printString', 'printString', 'printString']);
    sent.length = 0;
    await kkt.print.text('раз');
    await kkt.print.text('два', { align: 'center' });
    await kkt.settings.set('charactersPerLine', 24);
    await kkt.print.text('три');
    expect(sent.filter((name) => name === 'readRegister')).toHaveLength(2);
  });

  it('formats lines as the vendor driver does', async () => {
    const { kkt, bytes } = await printer();
    await kkt.print.text('x', { doubleHeight: true, lineSpacing: 5, brightness: 7 });
    await kkt.print.text('Абв', { font: 3, wrap: 'none' });
    await kkt.print.text('аб', { doubleWidth: true, wrap: 'none' });
    expect(bytes.slice(1)).toEqual([
      hex('87000100010507010100000078'),
      hex('87000103030000010100000080a1a2'),
      '4C 09 A0 09 A1',
    ]);
  });

  it('prints QR codes as the vendor driver does', async () => {
    const { kkt, bytes, emulator } = await printer();
    await kkt.print.qr('Привет №1', { scale: 3 });
    await kkt.print.qr('Привет №1', { scale: 3, correction: 'L' });
    await kkt.print.qr('Привет №1', { scale: 3, correction: 'H' });
    await kkt.print.qr('abc', { scale: 1, align: 'left', version: 5 });
    const text = 'cff0e8e2e5f220b931';
    expect(bytes).toEqual([
      hex(`c10002030000010100000000000000${text}${zeroes(91)}`),
      hex(`c10002030000010101000000000000${text}${zeroes(91)}`),
      hex(`c10002030000010104000000000000${text}${zeroes(91)}`),
      hex(`c10001010500010100000000000000616263${zeroes(97)}`),
    ]);
    expect(emulator.tape.slice(-1)).toEqual(['[QR: abc]']);
  });

  it.each([
    [100, [`c10001010000010100000000000000${'78'.repeat(100)}`]],
    [101, [`c18001010000010100000000000000${'78'.repeat(100)}`, `c20078${zeroes(99)}`]],
    [
      300,
      [
        `c18001010000010100000000000000${'78'.repeat(100)}`,
        `c280${'78'.repeat(100)}`,
        `c200${'78'.repeat(100)}`,
      ],
    ],
  ])('sends %i bytes of a code in blocks', async (length, frames) => {
    const { kkt, bytes, emulator } = await printer();
    await kkt.print.qr('x'.repeat(length), { scale: 1, align: 'left' });
    expect(bytes).toEqual(frames.map(hex));
    expect(emulator.tape.at(-1)).toBe(`[QR: ${'x'.repeat(length)}]`);
  });

  it('prints PDF417 as the vendor driver does', async () => {
    const { kkt, bytes } = await printer();
    await kkt.print.pdf417('abc', { align: 'left', scale: 3 });
    await kkt.print.pdf417('abc', { align: 'left', scale: 1, correction: 2, columns: 4 });
    expect(bytes).toEqual([
      hex(`c10101030000020000000100000000616263${zeroes(97)}`),
      hex(`c10101010000120002000400000000616263${zeroes(97)}`),
    ]);
  });

  it('draws linear codes with their data below', async () => {
    const { kkt, bytes, emulator } = await printer();
    await kkt.print.barcode('ean8', '1234567', { height: 61, align: 'left' });
    expect(bytes).toEqual([
      '91 18 00 00',
      hex('8e01003d0000cc3c30c3cff3303cccc3f3300c0c3f0ccc'),
      '4C 31 32 33 34 35 36 37 30',
    ]);
    await kkt.print.barcode('ean8', '1234567', { text: false });
    expect(emulator.tape.at(-1)).toBe('12345670');
    const wide = kkt.print.barcode('code128', 'x'.repeat(42));
    await expect(wide).rejects.toMatchObject({ problems: [{ code: 'PICTURE_TOO_WIDE' }] });
  });

  it('prints pictures row by row, equal rows at once', async () => {
    const { kkt, bytes } = await printer();
    const picture = bitmap(9, 4, (x, y) => y > 0 || x === 1 || x === 3 || x === 8);
    await kkt.print.picture(picture, { align: 'left' });
    await kkt.print.picture(picture, { align: 'right' });
    await kkt.print.picture(picture, { offset: 300 });
    expect(bytes).toEqual([
      '91 18 00 00',
      '8E 01 00 01 00 00 50 80',
      '8E 01 00 03 00 00 FF 80',
      '8E 01 00 01 01 77 50 80',
      '8E 01 00 03 01 77 FF 80',
      '8E 01 00 01 01 2C 50 80',
      '8E 01 00 03 01 2C FF 80',
    ]);
  });

  it('makes black and white of pixels', () => {
    const grey = (value: number, opacity = 255) => [value, value, value, opacity];
    const data = [...grey(0), ...grey(127), ...grey(128), ...grey(255), ...grey(0, 0), ...grey(0, 255)];
    const picture = bitmapFromRgba({ width: 3, height: 2, data });
    expect(picture).toEqual({ width: 3, height: 2, data: Uint8Array.of(0b1100_0000, 0b0010_0000) });
  });

  it('prints stored pictures where the vendor driver puts them', async () => {
    const { kkt, emulator, bytes } = await printer();
    emulator.state.pictures[1] = [Uint8Array.of(0xaa, 0x55), Uint8Array.of(0xff, 0)];
    await kkt.print.storedPicture(1);
    await kkt.print.storedPicture(1, { offset: 5 });
    expect(bytes).toEqual(['90 01', '91 18 00 00', hex('8d010100b8'), '90 01', '8D 01 01 00 05']);
    await expect(kkt.print.storedPicture(9)).rejects.toMatchObject({ status: 0x6f });
  });

  it('prints nothing of a page whose builder throws, and keeps what it threw', async () => {
    const { kkt, sent } = await printer();
    const cause = new RangeError('no such table');
    const build = (page: { text(text: string): unknown }): never => {
      page.text('Заказ 15');
      throw cause;
    };
    await expect(kkt.print.document(build)).rejects.toMatchObject({
      outcome: 'not-sent',
      problems: [{ path: 'build', code: 'UNREADABLE', en: 'cannot be read: no such table' }],
      cause,
    });
    expect(sent).toEqual([]);
  });

  it('ends a document with its footer, or with the cliche alone', async () => {
    const { kkt, sent, bytes } = await printer();
    await kkt.print.document((page) => page.text('Заказ 15', { wrap: 'none' }).cut('partial'));
    expect(sent).toEqual([
      'printString',
      'cutPaper',
      'getStateCode',
      'enterMode',
      'printFooter',
      'getStateCode',
    ]);
    expect(bytes[1]).toBe('75 01');
    sent.length = 0;
    await kkt.print.document((page) => page.feed(), { footer: false });
    expect(sent).toEqual(['printString', 'readTable', 'printCliche', 'getStateCode']);
    await kkt.settings.set('suppressCliche', true);
    sent.length = 0;
    await kkt.print.document((page) => page.feed(), { footer: false });
    expect(sent).toEqual(['printString', 'readTable', 'getStateCode']);
  });

  it('keeps a page together while others wait', async () => {
    const { kkt, emulator } = await printer();
    await Promise.all([
      kkt.print.page((page) => page.text('1').text('2').text('3')),
      kkt.print.page((page) => page.text('4').cliche()),
    ]);
    expect(emulator.tape.slice(-5, -1)).toEqual(['1', '2', '3', '4']);
  });

  it('prints into a receipt and copies it', async () => {
    const { kkt, emulator } = await printer();
    await kkt.openShift();
    const { electronic: _, ...paper } = yardstick;
    await kkt.issue(paper);
    const lines = await kkt.print.lastLines();
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.map(({ text }) => text)).toEqual(emulator.tape.slice(-lines.length));
    expect(lines[0]).toEqual({
      text: expect.any(String),
      font: 0,
      doubleHeight: false,
      lineSpacing: 0,
      brightness: 0,
    });
    await kkt.print.copy();
    expect(emulator.tape.slice(-lines.length - 1)).toEqual(['КОПИЯ', ...lines.map(({ text }) => text)]);
  });

  it('reads how lines were printed', async () => {
    const { kkt, emulator } = await printer();
    let left = 2;
    emulator.override('readLastDocumentLines', ({ operation }) => {
      if (left-- === 0) throw deviceError(0xaf);
      const format = { flags: 0, printer: 1, receiptMode: 1, journalMode: 1, format: 0 };
      return { ...format, font: operation, height: left, lineSpacing: 4, brightness: 5, text: '\tИ\tтог' };
    });
    const line = { text: '\tИ\tтог', lineSpacing: 4, brightness: 5 };
    expect(await kkt.print.lastLines()).toEqual([
      { ...line, font: 3, doubleHeight: true },
      { ...line, font: 2, doubleHeight: false },
    ]);
  });

  it('prints the rest of a document that broke off', async () => {
    const { kkt, emulator, sent } = await printer();
    expect(await kkt.print.continue()).toBe(false);
    emulator.state.printed = false;
    expect(await kkt.print.continue()).toBe(true);
    expect(emulator.state.printed).toBe(true);
    expect(sent.filter((name) => name === 'continuePrint')).toHaveLength(1);
  });

  it('sounds and opens the drawer', async () => {
    const { kkt, bytes } = await printer();
    await kkt.print.beep();
    await kkt.print.beep({ frequency: 1000, ms: 200 });
    await kkt.print.beep({ frequency: 440, ms: 10 });
    await kkt.print.openDrawer();
    await kkt.print.openDrawer({ on: 100, off: 1500, repeats: 2 });
    expect(bytes).toEqual(['47', '88 FC 67 14', '88 F7 D2 01', '80', '85 00 10 01 50 02']);
  });

  it('tells of the printer', async () => {
    const { kkt, emulator } = await printer();
    emulator.override('printString', () => {
      throw deviceError(0x67);
    });
    await expect(kkt.print.text('раз')).rejects.toMatchObject({
      name: 'DeviceError',
      status: 0x67,
      command: 'printString',
      outcome: 'refused',
    });
  });
});

describe('bad input', () => {
  const bench = benches(worlds[0] as (typeof worlds)[number]);

  it.each([
    ['text', 'цена 5 ₽'],
    ['text', 'звонок\x07'],
  ])('characters that the register does not have: %s %s', async (field, text) => {
    const { kkt, sent } = await bench();
    const refused = kkt.print.page((page) => page.text('до').text(text));
    await expect(refused).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'RANGE',
      field,
      value: text,
      outcome: 'not-sent',
    });
    expect(sent).toEqual([]);
  });

  it('characters that a QR code cannot hold', async () => {
    const { kkt, sent } = await bench();
    await expect(kkt.print.qr('смайлик 🙂')).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'RANGE',
      field: 'data',
      rule: 'символ «🙂» (позиция 9) отсутствует в кодировке CP1251',
    });
    expect(sent).toEqual([]);
  });

  it.each([
    ['a scale of 0', (kkt) => kkt.print.qr('x', { scale: 0 }), 'scale'],
    ['an unknown correction', (kkt) => kkt.print.qr('x', { correction: 'Z' as 'L' }), 'correction'],
    ['a version of 13', (kkt) => kkt.print.qr('x', { version: 13 }), 'version'],
    ['an empty code', (kkt) => kkt.print.qr(''), 'data'],
    ['a level of 9', (kkt) => kkt.print.pdf417('x', { correction: 9 }), 'correction'],
    ['31 columns', (kkt) => kkt.print.pdf417('x', { columns: 31 }), 'columns'],
    ['a tone of 99 Hz', (kkt) => kkt.print.beep({ frequency: 99, ms: 100 }), 'frequency'],
    ['a tone of 2.56 s', (kkt) => kkt.print.beep({ frequency: 1000, ms: 2560 }), 'ms'],
    ['100 pulses', (kkt) => kkt.print.openDrawer({ on: 10, off: 10, repeats: 100 }), 'repeats'],
    ['rows too short', (kkt) => kkt.print.picture({ width: 9, height: 1, data: new Uint8Array(1) }), 'data'],
    ['no width', (kkt) => kkt.print.picture({ width: 0, height: 1, data: new Uint8Array(0) }), 'width'],
  ] as Array<[string, (kkt: Awaited<ReturnType<typeof bench>>['kkt']) => Promise<void>, string]>)(
    '%s',
    async (_name, call, path) => {
      const { kkt, sent } = await bench();
      await expect(call(kkt)).rejects.toMatchObject({
        name: 'ValidationError',
        outcome: 'not-sent',
        problems: [{ path }],
      });
      expect(sent).toEqual([]);
    },
  );

  it.each([
    ['font', { font: 256 }],
    ['lineSpacing', { lineSpacing: -1 }],
    ['brightness', { brightness: 1.5 }],
  ])('%s out of range', async (field, options) => {
    const { kkt, sent } = await bench();
    await expect(kkt.print.text('x', options)).rejects.toMatchObject({ code: 'RANGE', field });
    expect(sent).toEqual([]);
  });

  it('a page with a mistake prints nothing', async () => {
    const { kkt, sent } = await bench();
    const page = kkt.print.page((sheet) => sheet.text('шапка', { wrap: 'none' }).barcode('ean13', '1'));
    await expect(page).rejects.toMatchObject({ name: 'ValidationError', problems: [{ path: 'data' }] });
    expect(sent).toEqual([]);
  });
});
