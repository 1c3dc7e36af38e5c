import type { BarcodeFormat, LineAlign } from '../../fiscal/index.js';
import type { Bitmap } from '../../index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { type Fields, wrongValue } from '../reading/fields.js';
import { alignmentNames, barcodeNames } from '../receipts/names.js';
import { asEncoded } from './barcode-data.js';
import type { TextLook } from './text-lines.js';

export interface TextElement extends TextLook {
  readonly type: 'text';
  readonly text: string;
  readonly doubleHeight: boolean;
  readonly font: number;
}

export interface BarcodeElement {
  readonly type: 'barcode';
  readonly format: BarcodeFormat;
  readonly data: string;
  readonly align: LineAlign;
  readonly scale: number | undefined;
  readonly height: number | undefined;
  readonly text: boolean;
}

/** What stands in `preItems`, `postItems`, `printItems` and `items` of a `nonFiscal`. */
export type PrintElement =
  | TextElement
  | BarcodeElement
  | { readonly type: 'picture'; readonly number: number; readonly align: LineAlign }
  | { readonly type: 'pixels'; readonly picture: Bitmap; readonly align: LineAlign };

const PICTURE_NOT_FOUND = 51;
const INVALID_BARCODE_PARAMS = 157;
const BARCODE_TYPE_NOT_SUPPORTED = 266;
/** Numbers are bytes. */
const MOST_PICTURES = 255;
const wraps = { none: 'none', chars: 'chars', words: 'words' } as const;

/** What is printed for an element: nothing for a type that the driver does not know. */
export function printElement(element: Fields): PrintElement[] {
  switch (element.get('type', 'string')) {
    case 'text':
      return [text(element)];
    case 'barcode':
      return barcode(element);
    case 'pictureFromMemory':
      return [picture(element)];
    case 'pixels':
      return pixels(element).map((dots) => ({ type: 'pixels', picture: dots, align: alignment(element) }));
    default:
      return [];
  }
}

export function printElements(fields: Fields, name: string): PrintElement[] {
  return (fields.optionalList(name, printElement) ?? []).flat();
}

function text(element: Fields): TextElement {
  return {
    type: 'text',
    text: element.optional('text', 'string') ?? '',
    align: alignment(element),
    wrap: element.optionalChoice('wrap', wraps) ?? 'none',
    doubleWidth: element.optional('doubleWidth', 'boolean') ?? false,
    doubleHeight: element.optional('doubleHeight', 'boolean') ?? false,
    // The driver takes the byte of whatever number it is.
    font: (element.optional('font', 'number') ?? 0) & 0xff,
  };
}

function barcode(element: Fields): PrintElement[] {
  const data = element.get('barcode', 'string');
  const format = element.choice('barcodeType', barcodeNames);
  const align = alignment(element);
  const scale = Math.trunc(element.optional('scale', 'number') ?? 0);
  const height = Math.trunc(element.optional('height', 'number') ?? 0);
  const printText = element.optional('printText', 'boolean') ?? false;
  const overlay = element.optionalList('overlay', text) ?? [];
  if (format === undefined) throw refused(BARCODE_TYPE_NOT_SUPPORTED, element.get('barcodeType', 'string'));
  if (data === '') throw refused(INVALID_BARCODE_PARAMS, element.at('barcode'));
  const code: BarcodeElement = {
    ...{ type: 'barcode', format, align, text: printText },
    data: asEncoded(format, data),
    scale: scale > 0 ? scale : undefined,
    height: height > 0 ? height : undefined,
  };
  // The driver prints these beside the code, and none with linear ones.
  return [code, ...(format === 'qr' || format === 'pdf417' ? overlay : [])];
}

function picture(element: Fields): PrintElement {
  const number = Math.trunc(element.get('pictureNumber', 'number'));
  if (!(number >= 0 && number <= MOST_PICTURES)) throw refused(PICTURE_NOT_FOUND, String(number));
  return { type: 'picture', number, align: alignment(element) };
}

/** One byte for a dot, row after row; anything but zero is black. None where there is not a whole row. */
function pixels(element: Fields): Bitmap[] {
  const encoded = element.get('pixels', 'string');
  const width = element.get('width', 'number');
  const scale = (element.optional('scale', 'number') ?? 100) / 100;
  if (!Number.isInteger(width) || width < 1) throw wrongValue(element.at('width'), width);
  if (!(scale > 0 && scale <= 10)) throw wrongValue(element.at('scale'), scale * 100);
  const dots = fromBase64(encoded, element.at('pixels'));
  const rows = Math.floor(dots.length / width);
  const size = { width: Math.round(width * scale), height: Math.round(rows * scale) };
  const stride = Math.ceil(size.width / 8);
  const data = new Uint8Array(stride * size.height);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const dot = dots[Math.floor(y / scale) * width + Math.floor(x / scale)];
      const at = y * stride + (x >> 3);
      if (dot) data[at] = (data[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return size.width > 0 && size.height > 0 ? [{ ...size, data }] : [];
}

export function fromBase64(text: string, path: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw wrongValue(path, text, 'нужна строка base64');
  }
}

function alignment(element: Fields): LineAlign {
  return element.optionalChoice('alignment', alignmentNames) ?? 'left';
}

function refused(code: number, why: string): JsonTaskError {
  return new JsonTaskError(code, `${driverError(code).description} (${why})`);
}
