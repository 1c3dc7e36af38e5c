import { mode } from '../../protocol/classic/commands/mode.js';
import { BARCODE_CONTINUES, lineOperation } from '../../protocol/classic/commands/print.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { decodeText, encodeText } from '../../protocol/text.js';
import type { Device } from '../device/device.js';
import { codeMatrix } from '../paper/codes.js';
import { lineOf, type PaperItem, textItem } from '../paper/items.js';
import { codeItem } from '../printer/barcode.js';
import { versionText } from '../profile.js';
import type { Handlers } from './handlers.js';

const CHECK_ONLY = 1;
/** Height of the characters in 87. */
const DOUBLE_HEIGHT = 1;
/** Format of the lines of the register's own documents. */
const PLAIN_LINE = {
  flags: 0,
  printer: 1,
  font: 0,
  height: 3,
  lineSpacing: 0,
  brightness: 0,
  receiptMode: 1,
  journalMode: 1,
  format: 0,
} as const;
const PRINTING = 2;
const MAX_PICTURES = 255;

export const printHandlers = {
  printString(device, { text }) {
    print(device, textItem(text));
  },

  printFormatted(device, { flags, font, height, lineSpacing, text }) {
    if (flags & CHECK_ONLY) return;
    const spacing = lineSpacing === 0 ? {} : { spacing: lineSpacing };
    print(device, { kind: 'text', text, font, tall: height === DOUBLE_HEIGHT, ...spacing });
  },

  printCliche({ printer }) {
    printer.cliche();
  },

  printFooter({ printer }) {
    printer.footer();
  },

  cutPaper({ printer }) {
    printer.cut();
  },

  beep() {},

  sound() {},

  openDrawer: requireDrawer,

  pulseDrawer: requireDrawer,

  async demoPrint(device, { kind }) {
    const { printer, profile, serialNumber, fn } = device;
    const lines =
      kind === 1
        ? [profile.title, printer.pair('ВЕРСИЯ', versionText(profile)), printer.pair('ЗН ККТ', serialNumber)]
        : kind === 6
          ? [printer.centred('ДИАГНОСТИКА ОФД'), printer.pair('НЕПЕРЕДАННЫХ ФД', String(fn.queue().count))]
          : [printer.centred('ДЕМОНСТРАЦИЯ')];
    await device.start('demoPrint', { mode: mode.extra, submode: PRINTING }, async () => {
      await device.wait(device.printingTime);
      printer.document(lines);
    });
  },

  printBarcode(device, { type, data, ...header }) {
    device.state.barcode = { ...header, type: type & ~BARCODE_CONTINUES, data: [...data] };
    if (!(type & BARCODE_CONTINUES)) printBarcode(device);
  },

  continueBarcode(device, { flag, data }) {
    if (!device.state.barcode) throw deviceError(deviceStatus.noMorePictureLines);
    device.state.barcode.data.push(...data);
    if (!(flag & BARCODE_CONTINUES)) printBarcode(device);
  },

  printRasterRow(device, { repeat, offset, dots }) {
    print(device, { kind: 'dots', repeat, offset, dots });
  },

  printPicture(device, { number, offset }) {
    const picture = device.state.pictures[number];
    if (!picture) throw deviceError(deviceStatus.pictureNotFound);
    print(device, ...picture.map((dots): PaperItem => ({ kind: 'dots', repeat: 1, offset, dots })));
  },

  getPictureInfo({ state }, { number }) {
    const picture = state.pictures[number];
    if (!picture) throw deviceError(deviceStatus.pictureNotFound);
    return { width: picture[0]?.length ?? 0, height: picture.length };
  },

  getPictureArrayInfo({ state }) {
    return { unknown: new Uint8Array(4), count: Object.keys(state.pictures).length };
  },

  addPictureLine({ state }, { raster }) {
    state.newPicture = [...(state.newPicture ?? []), raster];
  },

  closePicture({ state }) {
    if (!state.newPicture) throw deviceError(deviceStatus.pictureNotFound);
    let number = 1;
    while (state.pictures[number]) number++;
    if (number > MAX_PICTURES) throw deviceError(deviceStatus.noPictureMemory);
    state.pictures[number] = state.newPicture;
    state.newPicture = undefined;
    return { number };
  },

  deletePicture({ state }, { number }) {
    if (number === 0) state.pictures = {};
    else if (!state.pictures[number]) throw deviceError(deviceStatus.pictureNotFound);
    else delete state.pictures[number];
  },

  /** The printer takes anything; there is no slip station. */
  passToDevice(_device, { port }) {
    if (port !== 1) throw deviceError(deviceStatus.deviceNotFound);
  },

  readLastDocumentLines({ state, printer }, { operation }) {
    if (operation === lineOperation.first) state.lineCursor = 0;
    else if (operation !== lineOperation.next) throw deviceError(deviceStatus.noDataInBuffer);
    const item = printer.lastItems[state.lineCursor];
    if (item === undefined) throw deviceError(deviceStatus.noDataInBuffer);
    state.lineCursor++;
    const tall = item.kind === 'text' && item.tall === true;
    // What the register's page lacks is a blank.
    const text = decodeText(encodeText(lineOf(item) ?? ''));
    return { ...PLAIN_LINE, height: tall ? DOUBLE_HEIGHT : PLAIN_LINE.height, text };
  },
} satisfies Partial<Handlers>;

/** A model without a socket for a drawer does not know the command. */
function requireDrawer({ profile }: Device): void {
  if (!profile.drawer) throw deviceError(deviceStatus.notSupported);
}

/** Nothing of an electronic receipt gets on paper; another one is printed when it is closed, with the lines at their places. */
function print({ state, printer, profile }: Device, ...items: PaperItem[]): void {
  const { receipt } = state;
  if (receipt?.electronic) return;
  if (!receipt || !profile.printer) {
    printer.host(...items);
    return;
  }
  printer.requireReady();
  receipt.lines.push({ after: receipt.items.length, items });
}

function printBarcode(device: Device): void {
  const { barcode } = device.state;
  if (!barcode) return;
  device.state.barcode = undefined;
  const item = codeItem(barcode, device.settings.qrCorrection);
  try {
    codeMatrix(item);
  } catch (error) {
    if (error instanceof RangeError) throw deviceError(deviceStatus.bufferOverflow);
    throw error;
  }
  print(device, item);
}
