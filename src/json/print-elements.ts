import type { BarcodeFormat, LineAlign } from '../fiscal/index.js';
import type { Bitmap, PrintPage } from '../index.js';
import type { TaskContext } from './context.js';
import { driverError } from './driver-errors.js';
import { JsonTaskError } from './error.js';
import { type Fields, wrongValue } from './fields.js';
import { alignmentNames, barcodeNames } from './receipts/names.js';

/** What stands in `preItems`, `postItems`, `printItems` and `items` of a `nonFiscal`. */
export type PrintElement =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly align: LineAlign;
      readonly wrap: 'none' | 'chars' | 'words';
      readonly doubleWidth: boolean;
      readonly doubleHeight: boolean;
      readonly font: number;
    }
  | {
      readonly type: 'barcode';
      readonly format: BarcodeFormat;
      readonly data: string;
      readonly align: LineAlign;
      readonly scale: number | undefined;
      readonly height: number | undefined;
      readonly text: boolean;
    }
  | { readonly type: 'picture'; readonly number: number; readonly align: LineAlign }
  | { readonly type: 'pixels'; readonly picture: Bitmap; readonly align: LineAlign };

const BARCODE_TYPE_NOT_SUPPORTED = 266;
const wraps = { none: 'none', chars: 'chars', words: 'words' } as const;

/** Undefined for a type that the driver does not know: it prints nothing for it. */
export function printElement(element: Fields): PrintElement | undefined {
  switch (element.get('type', 'string')) {
    case 'text':
      return text(element);
    case 'barcode':
      return barcode(element);
    case 'pictureFromMemory':
      return {
        type: 'picture',
        number: element.get('pictureNumber', 'number'),
        align: alignment(element),
      };
    case 'pixels':
      return { type: 'pixels', picture: pixels(element), align: alignment(element) };
    default:
      return undefined;
  }
}

/** Half of the shortest line: what is not longer fits, whatever its letters. */
const FITS = 12;

export function mayBeTooLong({ text }: { readonly text: string }): boolean {
  return text.length > FITS;
}

/** A text up to the end of the line; `chars` is its length. */
export function cutText(
  { text, doubleWidth }: { readonly text: string; readonly doubleWidth?: boolean | undefined },
  chars: number,
): string {
  return text.slice(0, Math.floor(chars / (doubleWidth ? 2 : 1)));
}

export async function lineLength({ kkt, signal }: TaskContext): Promise<number> {
  return (await kkt.counters.read('lineLength', 0, 0, { signal })).chars;
}

/** Elements as the driver prints them: texts without `wrap` end with the line. */
export async function cutElements(
  elements: readonly PrintElement[],
  context: TaskContext,
): Promise<readonly PrintElement[]> {
  const isCut = (element: PrintElement): element is PrintElement & { type: 'text' } =>
    element.type === 'text' && element.wrap === 'none' && mayBeTooLong(element);
  if (!elements.some(isCut)) return elements;
  const chars = await lineLength(context);
  return elements.map((element) =>
    isCut(element) ? { ...element, text: cutText(element, chars) } : element,
  );
}

/** Puts elements on a page of the driver. */
export function putOn(page: PrintPage, elements: readonly PrintElement[]): PrintPage {
  for (const element of elements) {
    const { align } = element;
    switch (element.type) {
      case 'text': {
        const { text, wrap, doubleWidth, doubleHeight, font } = element;
        page.text(text, { align, wrap, doubleWidth, doubleHeight, font });
        break;
      }
      case 'barcode':
        putBarcode(page, element);
        break;
      case 'picture':
        page.storedPicture(element.number, { align });
        break;
      case 'pixels':
        page.picture(element.picture, { align });
        break;
    }
  }
  return page;
}

export function printElements(fields: Fields, name: string): PrintElement[] {
  const elements = fields.optionalList(name, printElement) ?? [];
  return elements.filter((element) => element !== undefined);
}

function text(element: Fields): PrintElement {
  return {
    type: 'text',
    text: element.optional('text', 'string') ?? '',
    align: alignment(element),
    wrap: element.optionalChoice('wrap', wraps) ?? 'none',
    doubleWidth: element.optional('doubleWidth', 'boolean') ?? false,
    doubleHeight: element.optional('doubleHeight', 'boolean') ?? false,
    font: element.optional('font', 'number') ?? 0,
  };
}

function barcode(element: Fields): PrintElement {
  const data = element.get('barcode', 'string');
  const format = element.choice('barcodeType', barcodeNames);
  const align = alignment(element);
  const scale = element.optional('scale', 'number');
  const height = element.optional('height', 'number');
  const printText = element.optional('printText', 'boolean') ?? false;
  element.optional('overlay', 'array');
  if (format === undefined) {
    const { code, description } = driverError(BARCODE_TYPE_NOT_SUPPORTED);
    throw new JsonTaskError(code, `${description} (${element.get('barcodeType', 'string')})`);
  }
  return { type: 'barcode', format, data, align, scale, height, text: printText };
}

function putBarcode(page: PrintPage, element: Extract<PrintElement, { type: 'barcode' }>): void {
  const { format, data, align, scale, height, text } = element;
  const look = { align, ...(scale !== undefined && { scale }) };
  if (format === 'qr') page.qr(data, look);
  else if (format === 'pdf417') page.pdf417(data, look);
  else page.barcode(format, data, { ...look, text, ...(height !== undefined && { height }) });
}

/** One byte for a dot, row after row; anything but zero is black. */
function pixels(element: Fields): Bitmap {
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
  return { ...size, data };
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
