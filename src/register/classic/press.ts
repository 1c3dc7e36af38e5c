import { restated } from '../../errors/restated.js';
import {
  BARCODE_BLOCK,
  BARCODE_CONTINUES,
  barcodeType,
  continueBarcode,
  printBarcode,
} from '../../protocol/classic/commands/print.js';
import { commands, encodeValue, outOfRange, struct, text } from '../../protocol/index.js';
import type { LineLook, Press } from '../print/dialect.js';
import type { Pdf417Look, QrLook } from '../print/qr-codes.js';
import type { Align } from '../print/text-layout.js';
import { type PrintCall, printCall } from './print-call.js';

/** 87: height of the characters. */
const NORMAL_HEIGHT = 3;
const DOUBLE_HEIGHT = 1;
/** 87, 8D, 8E: the receipt tape. */
const RECEIPT_TAPE = 1;

/** Commands 4C, 6C, 75, 87, 8D, 8E, C1 and C2. */
export const classicPress: Press<PrintCall> = {
  checkText(text) {
    const control = Array.from(text).find((char) => char < ' ' && !'\t\n\r'.includes(char));
    if (control !== undefined) {
      const error = outOfRange(`без управляющих символов (код ${control.charCodeAt(0)})`, text);
      throw restated(error, { field: 'text', outcome: 'not-sent' });
    }
    printCall(commands.printString, { text });
  },
  line,
  qr,
  pdf417,
  raster: (run, offset) => printCall(commands.printRasterRow, { printer: RECEIPT_TAPE, offset, ...run }),
  storedPicture: (number, offset) =>
    printCall(commands.printPicture, { printer: RECEIPT_TAPE, number, offset }),
  cliche: () => printCall(commands.printCliche, undefined),
  cut: (type) => printCall(commands.cutPaper, { type: type === 'full' ? 0 : 1 }),
};

/** 4C, or 87 where a line is to look different. */
function line({ font, doubleHeight, lineSpacing, brightness }: LineLook): (text: string) => PrintCall {
  if (font === 0 && !doubleHeight && lineSpacing === 0 && brightness === 0)
    return (text) => printCall(commands.printString, { text });
  const height = doubleHeight ? DOUBLE_HEIGHT : NORMAL_HEIGHT;
  const modes = { flags: 0, printer: RECEIPT_TAPE, receiptMode: 1, journalMode: 1, format: 0 };
  const print = (text: string) =>
    printCall(commands.printFormatted, { ...modes, font, height, lineSpacing, brightness, text });
  print('');
  return print;
}

const alignCodes: Readonly<Record<Align, number>> = { left: 1, center: 2, right: 3 };
const qrLevels = { L: 1, M: 2, Q: 3, H: 4 } as const;
/** PDF417: the correction counts. */
const WITH_CORRECTION = 0x10;

function qr(data: string, { align, scale, correction, version }: QrLook): PrintCall[] {
  return codeCalls(data, {
    type: barcodeType.qr,
    align: alignCodes[align],
    scale,
    version: version * 256,
    options: Uint8Array.of(1, 1),
    correction: correction ? qrLevels[correction] : 0,
    rows: 0,
    columns: 0,
  });
}

function pdf417(data: string, { align, scale, correction, columns }: Pdf417Look): PrintCall[] {
  return codeCalls(data, {
    type: barcodeType.pdf417,
    align: alignCodes[align],
    scale,
    version: 0,
    options: Uint8Array.of(correction === undefined ? 2 : 2 + WITH_CORRECTION, 0),
    correction: correction ?? 0,
    rows: 0,
    columns,
  });
}

type Header = Omit<Parameters<typeof printBarcode.request.encode>[1], 'data'>;

const textOfCode = struct({ data: text({ page: 'cp1251' }) });

/** The data goes in blocks of 100 bytes; each but the last says that more comes. */
function codeCalls(data: string, header: Header): PrintCall[] {
  const bytes = encodeValue(textOfCode, { data });
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += BARCODE_BLOCK) blocks.push(bytes.slice(at, at + BARCODE_BLOCK));
  return blocks.map((block, index) => {
    const more = index < blocks.length - 1 ? BARCODE_CONTINUES : 0;
    return index === 0
      ? printCall(printBarcode, { ...header, type: header.type | more, data: block })
      : printCall(continueBarcode, { flag: more, data: block });
  });
}
