import { defineP5 } from '../definition.js';
import { int, optional, raw, record, spare, text } from '../fields.js';

/** Bits of the font in `PA`. The reference has two opinions about double height: 40h is the driver's. */
export const p5Font = { doubleWidth: 0x80, doubleHeight: 0x40, number: 0x3f } as const;

/** Field 1 of `PE`. */
export const p5Cliche = { end: 1, head: 2 } as const;

export const printCommands = {
  getFont: defineP5({
    name: 'getFont',
    code: 'P3',
    title: 'Шрифт по умолчанию',
    answer: record({ font: int }, 'ignored'),
    safe: true,
  }),
  getLineWidth: defineP5({
    name: 'getLineWidth',
    code: 'P1',
    title: 'Ширина ленты в точках',
    answer: record({ dots: int, more: optional(spare, undefined) }, 'ignored'),
    safe: true,
  }),
  getFontSize: defineP5({
    name: 'getFontSize',
    code: 'P2',
    title: 'Размер шрифта в точках',
    request: record({ font: int }),
    answer: record({ width: int, height: optional(int, 0), more: optional(spare, undefined) }, 'ignored'),
    safe: true,
  }),
  printString: defineP5({
    name: 'printString',
    code: 'PA',
    title: 'Печать строки',
    /** `place` 1 inside a receipt. */
    request: record({ font: int, text, third: int, place: int }),
  }),
  printRaster: defineP5({
    name: 'printRaster',
    code: 'PB',
    title: 'Печать растра',
    /** Rows of dots one after another, each as wide as the line; `bytes` in one row. */
    request: record({ indent: int, repeat: int, dots: raw, bytes: int }),
  }),
  printQr: defineP5({
    name: 'printQr',
    code: 'PD',
    title: 'Печать QR-кода',
    /** `correction` 0..3 is L, M, Q, H. */
    request: record({ version: int, kind: int, correction: int, scale: int, align: int, data: raw }),
  }),
  printCliche: defineP5({
    name: 'printCliche',
    code: 'PE',
    title: 'Клише или конец документа',
    request: record({ part: int }),
  }),
  setCliche: defineP5({ name: 'setCliche', code: 'PF', title: 'Строки клише', request: record({ text }) }),
  deletePictures: defineP5({ name: 'deletePictures', code: 'C2', title: 'Удалить картинки' }),
  getPictures: defineP5({
    name: 'getPictures',
    code: 'C3',
    title: 'Картинки',
    request: record({ what: int }),
    answer: record({ value: int, more: optional(spare, undefined) }, 'ignored'),
    safe: true,
  }),
  openDrawer: defineP5({
    name: 'openDrawer',
    code: 'q2',
    title: 'Открыть денежный ящик',
    /** The vendor's driver also sends it after every receipt. */
    request: record({ which: int, ms: int }),
  }),
  sound: defineP5({
    name: 'sound',
    code: 'q3',
    title: 'Звук',
    request: record({ hertz: int, ms: int }),
  }),
} as const;
