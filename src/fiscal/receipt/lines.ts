import { notInList } from './choices.js';
import { type Draft, type Field, type FieldsOf, readObject, required } from './fields.js';
import type {
  BarcodeFormat,
  BarcodeLineInput,
  LineAlign,
  PictureLineInput,
  PrintLineInput,
  TextLineInput,
} from './input.js';
import type { PrintLine, ReceiptLine } from './receipt.js';
import { flag, integer } from './scalars.js';
import type { Scope } from './scope.js';
import { readText } from './text.js';

/** Lines between the items: their `type` tells them from an item, which has none. */

const MAX_TEXT = 1000;
const MAX_DATA = 2000;
const MAX_SCALE = 10;
const MAX_HEIGHT = 1000;

const kinds = ['text', 'barcode', 'picture'] as const satisfies ReadonlyArray<PrintLineInput['type']>;
const aligns: readonly LineAlign[] = ['left', 'center', 'right'];
const formats: readonly BarcodeFormat[] = [
  'qr',
  'pdf417',
  'ean13',
  'ean8',
  'upcA',
  'upcE',
  'code39',
  'code93',
  'code128',
  'codabar',
  'itf',
  'itf14',
];

const among = <T extends string>(names: readonly T[]): Field<T> => ({
  read: (value, scope) =>
    names.includes(value as T) ? (value as T) : notInList(value, names, scope, undefined),
});

const lineKind = among(kinds);
const align = among(aligns);

/** `\n` and `\t` mean something to the printer; every other character has to be in the register's page. */
const printed: Field<string> = {
  read(value, scope) {
    if (typeof value !== 'string' || value.length > MAX_TEXT) return ofLength(value, MAX_TEXT, scope);
    const parts = value.split(/\r\n|[\r\n\t]/);
    const wrong = parts.findIndex((part) => readText(part, scope, { pages: 'register' }) === undefined);
    return wrong < 0 ? value : undefined;
  },
};

const barcodeData: Field<string> = {
  read: (value, scope) =>
    typeof value === 'string' && value !== '' && value.length <= MAX_DATA
      ? value
      : ofLength(value, MAX_DATA, scope),
};

function ofLength(value: unknown, max: number, scope: Scope): undefined {
  return scope.problem(
    typeof value === 'string' ? 'TEXT_LENGTH' : 'TYPE',
    [`нужна строка от 1 до ${max} символов`, `a string of 1 to ${max} characters is needed`],
    value,
  );
}

const textLine = {
  type: required(lineKind),
  text: required(printed),
  align,
  doubleWidth: flag,
  doubleHeight: flag,
} satisfies FieldsOf<TextLineInput>;

const barcodeLine = {
  type: required(lineKind),
  format: required(among(formats)),
  data: required(barcodeData),
  align,
  scale: integer(1, MAX_SCALE, 'BARCODE_SCALE'),
  height: integer(1, MAX_HEIGHT, 'BARCODE_HEIGHT'),
  caption: flag,
} satisfies FieldsOf<BarcodeLineInput>;

const pictureLine = {
  type: required(lineKind),
  number: required(integer(1, 255, 'PICTURE_NUMBER')),
  align,
} satisfies FieldsOf<PictureLineInput>;

const lineFields = { text: textLine, barcode: barcodeLine, picture: pictureLine };

export interface LineDraft {
  readonly line: PrintLine | undefined;
}

/** An element of `items`: what has a `type` is a line. */
export function itemOrLine<F extends Record<string, Field<unknown>>>(
  itemFields: F,
): Field<Draft<F> | LineDraft> {
  return {
    read(value, scope) {
      const kind = kindOf(value);
      if (kind === undefined) return readObject(itemFields, value, scope);
      // The rest of it is read all the same: everything wrong is told at once.
      if (!(kinds as readonly unknown[]).includes(kind)) {
        return readObject({ ...itemFields, type: notALine }, value, scope);
      }
      return { line: readLine(kind as PrintLineInput['type'], value, scope) };
    },
  };
}

export function isLine(draft: object | undefined): draft is LineDraft {
  return draft !== undefined && 'line' in draft;
}

function kindOf(value: unknown): unknown {
  try {
    return typeof value === 'object' && value !== null
      ? ((value as { type?: unknown }).type ?? undefined)
      : undefined;
  } catch {
    return undefined;
  }
}

const notALine: Field<undefined> = {
  read(value, scope) {
    const listed = kinds.join(', ');
    return scope.problem(
      'UNKNOWN_VALUE',
      [
        `между предметами расчёта бывают ${listed}; у самого предмета расчёта поля type нет`,
        `only ${listed} may stand between the items; an item itself has no field "type"`,
      ],
      value,
    );
  },
};

function readLine(kind: PrintLineInput['type'], value: unknown, scope: Scope): PrintLine | undefined {
  const before = scope.report.problems.length;
  const draft = readObject(lineFields[kind] as Record<string, Field<unknown>>, value, scope);
  if (draft === undefined || scope.report.problems.length > before) return undefined;
  // Read by the fields above: what is not wrong has its type.
  const given = draft as Partial<Record<string, never>> & { align?: LineAlign };
  switch (kind) {
    case 'text': {
      const {
        text,
        align: side = 'left',
        doubleWidth = false,
        doubleHeight = false,
      } = given as unknown as TextLineInput;
      return { type: kind, text, align: side, doubleWidth, doubleHeight };
    }
    case 'barcode': {
      const {
        format,
        data,
        align: side = 'center',
        scale = format === 'qr' ? 4 : 2,
        height,
        caption,
      } = given as unknown as BarcodeLineInput;
      const look = { ...(height !== undefined && { height }), ...(caption !== undefined && { caption }) };
      return { type: kind, format, data, align: side, scale, ...look };
    }
    case 'picture': {
      const { number, align: side = 'center' } = given as unknown as PictureLineInput;
      return { type: kind, number, align: side };
    }
  }
}

/** Where the element of the input stands that became this item: lines count there, too. */
export function itemPlace(lines: readonly ReceiptLine[], item: number): number {
  let before = 0;
  for (const { at } of lines) if (at <= item) before++;
  return item + before;
}
