import { BARCODE_CONTINUES, barcodeType } from '../../protocol/classic/commands/print.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { p5Cliche, p5Font } from '../../protocol/p5/commands/print.js';
import { p5Commands } from '../../protocol/p5/index.js';
import { flush } from './flush.js';
import type { P5Memory } from './memory.js';
import { NoCommandError } from './no-command.js';
import { ask, type Steps, type Translations } from './steps.js';

const DOUBLE_HEIGHT = 1;
/** In front of a character of double width. */
const WIDE = '\t';
const REFERENCE_HZ = 921_600;
const DIVIDERS = 65_536;
const BEEP = { hertz: 440, ms: 100 } as const;
const LEFT = 1;

export const printTranslations = {
  *printString(memory, { text }) {
    yield* line(memory, text, 0, false);
  },

  *printFormatted(memory, { font, height, text }) {
    yield* line(memory, text, font, height === DOUBLE_HEIGHT);
  },

  *printRasterRow(memory, { repeat, offset, dots }) {
    yield* flush(memory);
    const rows = new Uint8Array(dots.length * Math.max(1, repeat));
    for (let row = 0; row < Math.max(1, repeat); row++) rows.set(dots, row * dots.length);
    yield* ask(p5Commands.printRaster, { indent: offset, repeat: 1, dots: rows, bytes: dots.length * 8 });
  },

  *printBarcode(memory, { type, align, scale, correction, data }) {
    if ((type & ~BARCODE_CONTINUES) !== barcodeType.qr) throw new NoCommandError('printBarcode', ' (PDF417)');
    memory.barcode = { correction, scale, align, data: [...data] };
    if ((type & BARCODE_CONTINUES) === 0) yield* qr(memory);
  },

  *continueBarcode(memory, { flag, data }) {
    if (!memory.barcode) throw deviceError(deviceStatus.noMorePictureLines);
    memory.barcode.data.push(...data);
    if ((flag & BARCODE_CONTINUES) === 0) yield* qr(memory);
  },

  *printCliche() {
    yield* ask(p5Commands.printCliche, { part: p5Cliche.head });
  },

  *printFooter() {
    yield* ask(p5Commands.printCliche, { part: p5Cliche.end });
  },

  *beep() {
    yield* ask(p5Commands.sound, BEEP);
  },

  *sound(_memory, { divider, duration }) {
    const hertz = Math.round(REFERENCE_HZ / Math.max(1, DIVIDERS - divider));
    yield* ask(p5Commands.sound, { hertz, ms: duration * 10 });
  },

  *openDrawer() {
    yield* ask(p5Commands.openDrawer, { which: 0, ms: 0 });
  },

  *pulseDrawer(_memory, { on }) {
    yield* ask(p5Commands.openDrawer, { which: 0, ms: on * 10 });
  },

  *getPictureArrayInfo() {
    const { value } = yield* ask(p5Commands.getPictures, { what: 1 });
    return { unknown: new Uint8Array(4), count: value & 0xff };
  },

  *deletePicture(_memory, { number }) {
    if (number !== 0) throw new NoCommandError('deletePicture', ' (1)');
    yield* ask(p5Commands.deletePictures);
  },
} satisfies Translations;

function* line(memory: P5Memory, text: string, font: number, tall: boolean): Steps<void> {
  yield* flush(memory);
  const plain = text.replaceAll(WIDE, '');
  // The whole line is wide or none of it.
  const wide = plain !== '' && text.length === 2 * plain.length;
  const number = (font || memory.font?.number || 1) & p5Font.number;
  const bits = number | (wide ? p5Font.doubleWidth : 0) | (tall ? p5Font.doubleHeight : 0);
  // An empty line is one blank.
  const place = memory.receipt === 0 ? 0 : 1;
  yield* ask(p5Commands.printString, { font: bits, text: plain || ' ', third: 1, place });
}

function* qr(memory: P5Memory): Steps<void> {
  const { barcode } = memory;
  memory.barcode = undefined;
  if (!barcode) return;
  yield* flush(memory);
  const { correction, scale, align, data } = barcode;
  // Blocks are filled up with zeroes.
  const end = data.findLastIndex((byte) => byte !== 0) + 1;
  yield* ask(p5Commands.printQr, {
    version: 1,
    kind: 2,
    correction: Math.max(0, correction - 1),
    scale,
    align: Math.max(0, align - LEFT),
    data: Uint8Array.from(data.slice(0, end)),
  });
}
