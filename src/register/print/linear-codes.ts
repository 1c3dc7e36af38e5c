import { AtolError, type Problem, ValidationError } from '../../errors.js';
import { type Bitmap, bitmap } from './bitmap.js';
import type { Align } from './text-layout.js';

/** Linear codes: names here and in the package that knows their bars. */
const formats = {
  ean13: 'EAN13',
  ean8: 'EAN8',
  upcA: 'UPC',
  upcE: 'UPCE',
  code39: 'CODE39',
  code93: 'CODE93',
  code128: 'CODE128',
  codabar: 'codabar',
  itf: 'ITF',
  itf14: 'ITF14',
} as const;

export type LinearFormat = keyof typeof formats;
export const linearFormats = Object.keys(formats) as LinearFormat[];

export interface LinearCodeOptions {
  align?: Align | undefined;
  /** Dots of the thinnest bar, 1..10. Default 2. */
  scale?: number | undefined;
  /** Dots, 1..1000. Default 60. */
  height?: number | undefined;
  /** The data as a line of text under the bars. Default true. */
  text?: boolean | undefined;
}

export interface LinearCode {
  readonly picture: Bitmap;
  /** With the check digit that was added. */
  readonly text: string;
}

interface Encoding {
  readonly data: string;
  readonly text: string;
}

/**
 * Bars of a linear code.
 *
 * @throws ValidationError when the format cannot hold the data, AtolError `PACKAGE_MISSING` without the package `jsbarcode`.
 */
export async function linearCode(
  format: LinearFormat,
  data: string,
  { scale = 2, height = 60 }: LinearCodeOptions = {},
): Promise<LinearCode> {
  const problems = [
    ...(Object.hasOwn(formats, format) ? [] : [problem('format', linearFormats.join(', '), format)]),
    ...(Number.isInteger(scale) && scale >= 1 && scale <= 10 ? [] : [problem('scale', '1..10', scale)]),
    ...(Number.isInteger(height) && height >= 1 && height <= 1000
      ? []
      : [problem('height', '1..1000', height)]),
  ];
  if (problems.length > 0) throw new ValidationError(problems, 'Неверный штрихкод');
  const encode = await loadEncoder();
  const target: { encodings?: Encoding[] } = {};
  let valid = true;
  // `flat`: all bars of one height, without gaps for digits between them.
  encode(target, data, { format: formats[format], flat: true, valid: (holds: boolean) => (valid = holds) });
  const encodings = target.encodings ?? [];
  const modules = encodings.map((part) => part.data).join('');
  if (!valid || modules === '') {
    const ru = `формат ${format} не может содержать такие данные`;
    const wrong = { ...problem('data', `the format ${format} cannot hold this`, data), ru };
    throw new ValidationError([wrong], 'Неверный штрихкод');
  }
  const isBlack = (x: number): boolean => modules[Math.floor(x / scale)] === '1';
  return {
    picture: bitmap(modules.length * scale, height, isBlack),
    text: encodings.map((part) => part.text).join(''),
  };
}

function problem(path: string, rule: string, value: unknown): Problem {
  return { path, code: 'BARCODE', ru: rule, en: rule, value };
}

type Encode = (target: object, data: string, options: object) => void;

async function loadEncoder(): Promise<Encode> {
  try {
    return (await import('jsbarcode')).default;
  } catch (error) {
    throw new AtolError(
      'PACKAGE_MISSING',
      'Для линейных штрихкодов нужен пакет jsbarcode версии 3. Установите его: npm install jsbarcode@3',
      { cause: error, outcome: 'not-sent' },
    );
  }
}
