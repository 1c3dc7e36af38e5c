import { type Problem, ValidationError } from '../../errors.js';
import { checkArgument, checkOptions, integer, text } from '../../util/options.js';
import { type Bitmap, checkBitmap, runsOf } from './bitmap.js';
import type { LineLook, Paper, Press } from './dialect.js';
import { type LinearCodeOptions, type LinearFormat, linearCode } from './linear-codes.js';
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
import { type Pdf417Options, type QrOptions, readPdf417, readQr } from './qr-codes.js';
import { type Align, layOut } from './text-layout.js';

/** Answers that a page needs before it can be laid out. */
export interface Geometry {
  paper(): Promise<Paper>;
  /** Width of a picture in the register's memory, dots. */
  pictureWidth(number: number): Promise<number>;
}

type Part<Step> = (geometry: Geometry) => Step[] | Promise<Step[]>;

/** More is no document but a mistake. */
const MAX_FEED = 1000;
/** What its characters may be, the register's code page tells. */
const printable = text(0, 100_000);

/**
 * What is to be printed, in order. Everything is checked when it is added, and laid out before the first command is sent:
 * a page with a mistake leaves no mark on the paper.
 */
export class PrintPage<Step = unknown> {
  readonly #press: Press<Step>;
  readonly #parts: Array<Part<Step>> = [];

  /** A page is given to you by `print.page()` and `print.document()`. */
  constructor(press: Press<Step>) {
    this.#press = press;
  }

  /**
   * Text of one or more lines. `\t` makes the next character wide.
   *
   * @throws ProtocolError `RANGE` for characters that the register does not have.
   */
  text(text: string, options: TextOptions = {}): this {
    checkArgument(text, 'text', printable);
    checkOptions(options, textRules);
    const { align = 'left', wrap = 'words', doubleWidth = false } = options;
    this.#press.checkText(text);
    const print = this.#line(options);
    return this.#add(async (geometry) => {
      const { chars } = align === 'left' && wrap === 'none' ? { chars: 0 } : await geometry.paper();
      return layOut(text, { chars, align, wrap, doubleWidth }).map(print);
    });
  }

  /** Empty lines. */
  feed(lines = 1): this {
    checkArgument(lines, 'lines', integer(0, MAX_FEED));
    return this.text('\n'.repeat(Math.max(0, lines - 1)), { wrap: 'none' });
  }

  /** @throws ProtocolError `RANGE` for characters that CP1251 does not have, ValidationError. */
  qr(data: string, options: QrOptions = {}): this {
    checkArgument(data, 'data', text());
    checkOptions(options, qrRules);
    return this.#addSteps(this.#press.qr(data, readQr(data, options)));
  }

  /** @throws ProtocolError `RANGE` for characters that CP1251 does not have, ValidationError. */
  pdf417(data: string, options: Pdf417Options = {}): this {
    checkArgument(data, 'data', text());
    checkOptions(options, pdf417Rules);
    return this.#addSteps(this.#press.pdf417(data, readPdf417(data, options)));
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
        ...this.#raster(code.picture, paper, { align }),
        ...(text ? layOut(code.text, below).map(this.#line({})) : []),
      ];
    });
  }

  /** @throws ValidationError for a picture whose rows do not fill its sizes. */
  picture(picture: Bitmap, options: PictureOptions = {}): this {
    checkBitmap(picture);
    checkOptions(options, pictureRules);
    return this.#add(async (geometry) => this.#raster(picture, await geometry.paper(), options));
  }

  /** A picture of the register's memory. DeviceError 6F when it has none of this number. */
  storedPicture(number: number, options: PictureOptions = {}): this {
    checkOptions(options, pictureRules);
    this.#press.storedPicture(number, options.offset ?? 0);
    return this.#add(async (geometry) => {
      const width = await geometry.pictureWidth(number);
      const offset = options.offset ?? indent(width, (await geometry.paper()).dots, options.align);
      return [this.#press.storedPicture(number, offset)];
    });
  }

  /** Head of a receipt as the register's tables have it. */
  cliche(): this {
    return this.#addSteps([this.#press.cliche()]);
  }

  cut(type: 'full' | 'partial' = 'full'): this {
    checkArgument(type, 'type', cutType);
    return this.#addSteps([this.#press.cut(type)]);
  }

  /** All steps of the page; what is wrong with it is thrown here at the latest. */
  async layOut(geometry: Geometry): Promise<Step[]> {
    const steps: Step[] = [];
    for (const part of this.#parts) steps.push(...(await part(geometry)));
    return steps;
  }

  #add(part: Part<Step>): this {
    this.#parts.push(part);
    return this;
  }

  #addSteps(steps: Step[]): this {
    return this.#add(() => steps);
  }

  #line(options: TextOptions): (text: string) => Step {
    const { font = 0, doubleHeight = false, lineSpacing = 0, brightness = 0 } = options;
    const look: LineLook = { font, doubleHeight, lineSpacing, brightness };
    return this.#press.line(look);
  }

  #raster(picture: Bitmap, { dots }: Paper, { align, offset }: PictureOptions): Step[] {
    const left = offset ?? indent(picture.width, dots, align);
    if (left + picture.width > dots) throw tooWide(left + picture.width, dots);
    return runsOf(picture).map((run) => this.#press.raster(run, left));
  }
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
