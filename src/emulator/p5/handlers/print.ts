import { barcodeType } from '../../../protocol/classic/commands/print.js';
import { deviceError } from '../../../protocol/device-errors.js';
import { deviceStatus } from '../../../protocol/device-status.js';
import { p5Cliche, p5Font } from '../../../protocol/p5/commands/print.js';
import type { P5Handlers } from './handlers.js';

const BLOCK = 100;
const CONTINUES = 0x80;
const QR = { rows: 0, columns: 0, options: Uint8Array.of(1, 1) } as const;
const LINE = {
  printer: 1,
  lineSpacing: 0,
  brightness: 0,
  receiptMode: 1,
  journalMode: 1,
  format: 0,
} as const;
const NORMAL = 3;
const DOUBLE_HEIGHT = 1;
/** In front of a character that is printed in double width. */
const WIDE = '\t';
const REFERENCE_HZ = 921_600;
const DIVIDERS = 65_536;
const LEFT = 1;

export const printHandlers = {
  async printString(kkt, { font, text }) {
    const wide = (font & p5Font.doubleWidth) !== 0;
    const shown = wide ? Array.from(text, (char) => WIDE + char).join('') : text;
    const height = (font & p5Font.doubleHeight) !== 0 ? DOUBLE_HEIGHT : NORMAL;
    await kkt.execute('printFormatted', {
      ...LINE,
      flags: 0,
      font: font & p5Font.number,
      height,
      text: shown,
    });
  },

  async printRaster(kkt, { indent, repeat, dots, bytes: width }) {
    const bytes = Math.ceil(width / 8) || Math.ceil(kkt.device.profile.dots / 8);
    for (let at = 0; at < dots.length; at += bytes)
      await kkt.execute('printRasterRow', {
        printer: 1,
        repeat: Math.max(1, repeat),
        offset: indent,
        dots: dots.slice(at, at + bytes),
      });
  },

  async printQr(kkt, { correction, scale, align, data }) {
    const first = {
      ...QR,
      align: align + LEFT,
      scale,
      version: 0,
      // 0..3 is L, M, Q, H.
      correction: correction + 1,
      type: barcodeType.qr | (data.length > BLOCK ? CONTINUES : 0),
      data: data.slice(0, BLOCK),
    };
    await kkt.execute('printBarcode', first);
    for (let at = BLOCK; at < data.length; at += BLOCK) {
      const flag = at + BLOCK < data.length ? CONTINUES : 0;
      await kkt.execute('continueBarcode', { flag, data: data.slice(at, at + BLOCK) });
    }
  },

  printCliche({ device: { printer } }, { part }) {
    if (part === p5Cliche.head) printer.cliche();
    else if (part === p5Cliche.end) printer.footer();
    else throw deviceError(deviceStatus.invalidCommandFormat);
  },

  /** Lines that end with `\z` and are parted by `\n`; they go into the cliché. */
  setCliche({ device: { settings } }, { text }) {
    const lines = text.split('\\n').map((line) => line.replace(/\\z$/, ''));
    lines.forEach((line, index) => {
      const name = `clicheLine${index + 1}` as 'clicheLine1';
      if (settings.tables.has(name)) settings.tables.set(name, line);
    });
  },

  deletePictures({ device: { state } }) {
    state.pictures = {};
  },

  getPictures: ({ device: { state } }) => ({ value: Object.keys(state.pictures).length }),

  /** The vendor's driver sends it after every receipt, also to registers without a drawer. */
  async openDrawer(kkt, { ms }) {
    if (ms > 0 || kkt.device.profile.drawer) await kkt.execute('openDrawer', undefined);
  },

  async sound(kkt, { hertz, ms }) {
    if (hertz <= 0) throw deviceError(deviceStatus.invalidCommandFormat);
    const divider = Math.max(0, Math.round(DIVIDERS - REFERENCE_HZ / hertz));
    await kkt.execute('sound', { divider, duration: Math.min(255, Math.round(ms / 10)) });
  },
} satisfies Partial<P5Handlers>;
