import { type Problem, type ProtocolError, ValidationError } from '../../errors.js';
import { commands, outOfRange } from '../../protocol/index.js';
import { checkArgument, checkOptions } from '../../util/options.js';

import { type Bitmap, checkBitmap, runsOf } from './bitmap.js';
import { type PrintCall, printCall } from './call.js';
import { type LinearCodeOptions, type LinearFormat, linearCode } from './linear-codes.js';
import { type Pdf417Options, pdf417Calls, type QrOptions, qrCalls } from './matrix-codes.js';
import {
  cutType,
  linearCodeRules,
  type PictureOptions,
  pdf417Rules,
  pictureRules,
  qrRules,
  type TextOptions,
  textRules,
} from './print-options.js';
import { type Align, layOut } from './text-layout.js';

/** What the layout has to know of the paper. */
export interface Paper {
  /** Characters per line. */
  readonly chars: number;
  /** Dots per line. */
  readonly dots: number;
}

/** Answers that a page needs before it can be laid out. */
export interface Geometry {
  paper(): Promise<Paper>;
  /** Width of a picture in the register's memory, dots. */
  pictureWidth(number: number): Promise<number>;
}

type Part = (geometry: Geometry) => PrintCall[] | Promise<PrintCall[]>;

/** 87: height of the characters. */
const NORMAL_HEIGHT = 3;
const DOUBLE_HEIGHT = 1;
/** 87, 8D, 8E: the receipt tape. */
const RECEIPT_TAPE = 1;

/**
 * What is to be printed, in order. Everything is checked when it is added, and laid out before the first command is sent:
 * a page with a mistake leaves no mark on the paper.
 */
export class PrintPage {
  readonly #parts: Part[] = [];

  /**
   * Text of one or more lines. `\t` makes the next character wide.
   *
   * @throws ProtocolError `RANGE` for characters that the register does not have.
   */
  text(text: string, options: TextOptions = {}): this {
    checkOptions(options, textRules);
    const { align = 'left', wrap = 'words', doubleWidth = false } = options;
    checkText(text);
    const print = linePrinter(options);
    return this.#add(async (geometry) => {
      const { chars } = align === 'left' && wrap === 'none' ? { chars: 0 } : await geometry.paper();
      return layOut(text, { chars, align, wrap, doubleWidth }).map(print);
    });
  }

  /** Empty lines. */
  feed(lines = 1): this {
    return this.text('\n'.repeat(Math.max(0, lines - 1)), { wrap: 'none' });
  }

  /** @throws ProtocolError `RANGE` for characters that CP1251 does not have, ValidationError. */
  qr(data: string, options: QrOptions = {}): this {
    checkOptions(options, qrRules);
    return this.#addCalls(qrCalls(data, options));
  }

  /** @throws ProtocolError `RANGE` for characters that CP1251 does not have, ValidationError. */
  pdf417(data: string, options: Pdf417Options = {}): this {
    checkOptions(options, pdf417Rules);
    return this.#addCalls(pdf417Calls(data, options));
  }

  /** A linear code, drawn here with the package `jsbarcode`. Wrong data is found when the page is laid out. */
  barcode(format: LinearFormat, data: string, options: LinearCodeOptions = {}): this {
    checkOptions(options, linearCodeRules);
    const { align = 'center', text = true } = options;
    return this.#add(async (geometry) => {
      const code = await linearCode(format, data, options);
      const paper = await geometry.paper();
      const below = { chars: paper.chars, align, wrap: 'words', doubleWidth: false } as const;
      return [
        ...rasterCalls(code.picture, paper, { align }),
        ...(text ? layOut(code.text, below).map(linePrinter({})) : []),
      ];
    });
  }

  /** @throws ValidationError for a picture whose rows do not fill its sizes. */
  picture(picture: Bitmap, options: PictureOptions = {}): this {
    checkBitmap(picture);
    checkOptions(options, pictureRules);
    return this.#add(async (geometry) => rasterCalls(picture, await geometry.paper(), options));
  }

  /** A picture of the register's memory. DeviceError 6F when it has none of this number. */
  storedPicture(number: number, options: PictureOptions = {}): this {
    checkOptions(options, pictureRules);
    const printer = RECEIPT_TAPE;
    printCall(commands.printPicture, { printer, number, offset: options.offset ?? 0 });
    return this.#add(async (geometry) => {
      const width = await geometry.pictureWidth(number);
      const offset = options.offset ?? indent(width, (await geometry.paper()).dots, options.align);
      return [printCall(commands.printPicture, { printer, number, offset })];
    });
  }

  /** Head of a receipt as the register's tables have it. */
  cliche(): this {
    return this.#addCalls([printCall(commands.printCliche, undefined)]);
  }

  cut(type: 'full' | 'partial' = 'full'): this {
    checkArgument(type, 'type', cutType);
    return this.#addCalls([printCall(commands.cutPaper, { type: type === 'full' ? 0 : 1 })]);
  }

  /** All commands of the page; what is wrong with it is thrown here at the latest. */
  async layOut(geometry: Geometry): Promise<PrintCall[]> {
    const calls: PrintCall[] = [];
    for (const part of this.#parts) calls.push(...(await part(geometry)));
    return calls;
  }

  #add(part: Part): this {
    this.#parts.push(part);
    return this;
  }

  #addCalls(calls: PrintCall[]): this {
    return this.#add(() => calls);
  }
}

/** 4C, or 87 where a line is to look different. */
function linePrinter(options: TextOptions): (text: string) => PrintCall {
  const { font = 0, doubleHeight = false, lineSpacing = 0, brightness = 0 } = options;
  if (font === 0 && !doubleHeight && lineSpacing === 0 && brightness === 0)
    return (text) => printCall(commands.printString, { text });
  const height = doubleHeight ? DOUBLE_HEIGHT : NORMAL_HEIGHT;
  const modes = { flags: 0, printer: RECEIPT_TAPE, receiptMode: 1, journalMode: 1, format: 0 };
  const line = (text: string) =>
    printCall(commands.printFormatted, { ...modes, font, height, lineSpacing, brightness, text });
  line('');
  return line;
}

function checkText(text: string): void {
  const control = Array.from(text).find((char) => char < ' ' && !'\t\n\r'.includes(char));
  if (control !== undefined) {
    const error = outOfRange(`без управляющих символов (код ${control.charCodeAt(0)})`, text);
    throw Object.assign(error, { field: 'text', outcome: 'not-sent' } satisfies Partial<ProtocolError>);
  }
  printCall(commands.printString, { text });
}

function rasterCalls(picture: Bitmap, { dots }: Paper, { align, offset }: PictureOptions): PrintCall[] {
  const left = offset ?? indent(picture.width, dots, align);
  if (left + picture.width > dots) throw tooWide(left + picture.width, dots);
  return runsOf(picture).map((run) =>
    printCall(commands.printRasterRow, { printer: RECEIPT_TAPE, offset: left, ...run }),
  );
}

function indent(width: number, dots: number, align: Align = 'center'): number {
  const room = Math.max(0, dots - width);
  return align === 'left' ? 0 : align === 'right' ? room : Math.floor(room / 2);
}

function tooWide(width: number, dots: number): ValidationError {
  const problem: Problem = {
    path: 'width',
    code: 'PICTURE_TOO_WIDE',
    ru: `не шире бумаги: ${dots} точек`,
    en: `not wider than the paper: ${dots} dots`,
    value: width,
  };
  return new ValidationError([problem], 'Картинка не помещается');
}
