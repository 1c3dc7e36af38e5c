import { encodeQR } from 'qr';
import { wrongArgument } from '../util/arguments.js';
import { checkArgument, checkOptions, flag, integer, must, type OptionRules } from '../util/options.js';

export interface QrImageOptions {
  /** Light modules around the code, 0..100; readers want four. */
  border?: number | undefined;
}

/** A text, or a fiscal result, whose `qr` is the text. */
export type QrSource = string | { readonly qr: string };

const imageRules: OptionRules<QrImageOptions> = { border: integer(0, 100) };
const terminalRules: OptionRules<QrImageOptions & { inverted?: boolean }> = { ...imageRules, inverted: flag };

const sourceRule = must(
  (source) => {
    const text = typeof source === 'string' ? source : (source as { qr?: unknown } | null)?.qr;
    return typeof text === 'string' && text !== '';
  },
  ['нужна строка или итог операции с полем qr', 'a text or a fiscal result with its field qr is needed'],
  'OPTION_TYPE',
);

function textOf(source: QrSource): string {
  checkArgument(source, 'source', sourceRule);
  return typeof source === 'string' ? source : source.qr;
}

function drawn(text: string): boolean[][] {
  try {
    return encodeQR(text, 'raw', { border: 1, ecc: 'medium' });
  } catch {
    // Of a text that is there the library refuses nothing but its length.
    throw wrongArgument(
      'source',
      'текст не помещается в QR-код',
      'the text does not fit into a QR code',
      text,
    );
  }
}

/** Rows of modules, true is dark. */
export function qrModules(text: string): boolean[][] {
  // The library always draws a border; ours is added where the code is drawn.
  const framed = drawn(text);
  return framed.slice(1, -1).map((row) => row.slice(1, -1));
}

/**
 * The QR code as an SVG picture; one unit of its view box is one module.
 *
 * @throws ValidationError for a source without a text, or impossible options.
 */
export function qrSvg(source: QrSource, options: QrImageOptions = {}): string {
  checkOptions(options, imageRules);
  const { border = 4 } = options;
  const modules = qrModules(textOf(source));
  const size = modules.length + 2 * border;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">`,
    `<rect width="${size}" height="${size}" fill="#fff"/>`,
    `<path d="${qrPath(modules, border, border)}" fill="#000"/>`,
    '</svg>',
  ].join('');
}

/** Path of the dark modules, one unit each, from the corner (x, y). */
export function qrPath(modules: readonly (readonly boolean[])[], x: number, y: number): string {
  let path = '';
  modules.forEach((row, j) => {
    for (let i = 0; i < row.length; i++) {
      if (!row[i]) continue;
      let end = i;
      while (row[end + 1]) end++;
      path += `M${x + i} ${y + j}h${end - i + 1}v1h-${end - i + 1}z`;
      i = end;
    }
  });
  return path;
}

/** Two rows of modules in one line of characters: neither, lower, upper, both dark. Dark is the background's opposite. */
const halves = ['█', '▀', '▄', ' '];

/**
 * The code as lines of half blocks for a terminal. Light modules are drawn and dark ones left out, as terminals are mostly
 * dark; with `inverted` the other way round.
 *
 * @throws ValidationError for a source without a text, or impossible options.
 */
export function qrTerminal(
  source: QrSource,
  options: QrImageOptions & { inverted?: boolean | undefined } = {},
): string {
  checkOptions(options, terminalRules);
  const { border = 2, inverted = false } = options;
  const modules = qrModules(textOf(source));
  const size = modules.length + 2 * border;
  const dark = (x: number, y: number): boolean => (modules[y - border]?.[x - border] ?? false) !== inverted;
  const lines: string[] = [];
  for (let y = 0; y < size; y += 2) {
    let line = '';
    for (let x = 0; x < size; x++) {
      line += halves[(dark(x, y) ? 2 : 0) + (dark(x, y + 1) ? 1 : 0)];
    }
    lines.push(line);
  }
  return lines.join('\n');
}
