import { DotMatrix } from './bitmap.js';
import { codeMatrix } from './codes.js';
import type { CodeItem, DotsItem, PaperItem, TextItem } from './items.js';

/** What the pictures of the paper have to know of the printer. */
export interface Geometry {
  /** Dots and characters of a line. */
  readonly dots: number;
  readonly chars: number;
  /** Dots under a line that asks for nothing else. */
  readonly spacing: number;
  /** Font of lines that ask for none. */
  readonly font: number;
}

/** Characters of one width, one after another. */
export interface Run {
  readonly text: string;
  readonly x: number;
  /** Dots of a character. */
  readonly width: number;
}

export type Placed =
  | { readonly kind: 'line'; readonly y: number; readonly height: number; readonly runs: readonly Run[] }
  | {
      readonly kind: 'dots';
      readonly x: number;
      readonly y: number;
      readonly matrix: DotMatrix;
      readonly scaleX: number;
      readonly scaleY: number;
    }
  | { readonly kind: 'cut' | 'tear'; readonly y: number };

const LINE_HEIGHT = 24;
/** White above and below an end of the paper. */
const END_GAP = 24;
/** Dots of 20 mm, which the QR code of a receipt has at least. */
const RECEIPT_QR = 160;
/** Light modules around a code that scanners want. */
const QUIET = { qr: 4, pdf417: 2 } as const;
/** Height of a row of PDF417 in modules. */
const PDF417_ROW = 3;

/**
 * Share of the width and height of font 1 that other fonts have. Which fonts a model has is not known: these are a guess, and
 * other numbers look like font 1.
 */
const fontShares: Readonly<Record<number, readonly [width: number, height: number]>> = {
  2: [3 / 4, 3 / 4],
  3: [2 / 3, 2 / 3],
  4: [1 / 2, 1 / 2],
};

/** Puts things on paper, one below the other. */
export function layOut(
  items: readonly PaperItem[],
  geometry: Geometry,
): { readonly placed: readonly Placed[]; readonly height: number } {
  const placed: Placed[] = [];
  let y = 0;
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as PaperItem;
    if (item.kind === 'dots') {
      let end = index;
      while (items[end + 1]?.kind === 'dots') end++;
      const matrix = rows(items.slice(index, end + 1) as DotsItem[], geometry);
      placed.push({ kind: 'dots', x: 0, y, matrix, scaleX: 1, scaleY: 1 });
      y += matrix.height;
      index = end;
    } else if (item.kind === 'text') {
      const line = textLine(item, y, geometry);
      placed.push(line);
      y += line.height + (item.spacing ?? geometry.spacing);
    } else if (item.kind === 'code') {
      const code = placeCode(item, y, geometry);
      placed.push(code);
      const quiet = code.y - y;
      y = code.y + code.matrix.height * code.scaleY + quiet;
    } else {
      placed.push({ kind: item.kind, y: y + END_GAP });
      y += 2 * END_GAP;
    }
  }
  return { placed, height: y };
}

function textLine(item: TextItem, y: number, geometry: Geometry): Placed & { kind: 'line' } {
  const [across, down] = fontShares[item.font || geometry.font] ?? [1, 1];
  const width = Math.max(1, Math.floor(Math.floor(geometry.dots / geometry.chars) * across));
  const height = Math.floor(LINE_HEIGHT * down) * (item.tall ? 2 : 1);
  const runs: Run[] = [];
  let x = 0;
  let wide = false;
  for (const char of item.text) {
    if (char === '\t') {
      wide = true;
      continue;
    }
    const own = wide ? width * 2 : width;
    wide = false;
    // What does not fit is lost: the register prints a line as it is given.
    if (x + own > geometry.dots) break;
    const last = runs.at(-1);
    if (last?.width === own) runs[runs.length - 1] = { ...last, text: last.text + char };
    else runs.push({ text: char, x, width: own });
    x += own;
  }
  return { kind: 'line', y, height, runs };
}

/** Rows of dots that follow each other are one picture. */
function rows(items: readonly DotsItem[], { dots }: Geometry): DotMatrix {
  const picture = new DotMatrix(
    dots,
    items.reduce((sum, { repeat }) => sum + repeat, 0),
  );
  let y = 0;
  for (const { repeat, offset, dots: row } of items) {
    row.forEach((byte, index) => {
      for (let bit = 0; bit < 8; bit++)
        if (byte & (0x80 >> bit)) picture.fill(offset + index * 8 + bit, y, 1, repeat);
    });
    y += repeat;
  }
  return picture;
}

function placeCode(item: CodeItem, top: number, { dots }: Geometry): Placed & { kind: 'dots' } {
  const matrix = codeMatrix(item);
  const wanted = item.scale || Math.ceil(RECEIPT_QR / matrix.width);
  const scale = Math.max(1, Math.min(wanted, Math.floor(dots / matrix.width)));
  const room = Math.max(0, dots - matrix.width * scale);
  const x = item.align === 'left' ? 0 : item.align === 'right' ? room : Math.floor(room / 2);
  const scaleY = item.code === 'pdf417' ? scale * PDF417_ROW : scale;
  return { kind: 'dots', x, y: top + QUIET[item.code] * scale, matrix, scaleX: scale, scaleY };
}
