import { DotMatrix } from './bitmap.js';
import { CELL, glyph } from './font.js';
import type { PaperItem } from './items.js';
import { type Geometry, layOut, type Placed } from './layout.js';

/** White around the print. */
const MARGIN = 16;
/** Dashes of a cut, dots of an edge that was torn. */
const dashes = { cut: [8, 8], tear: [2, 6] } as const;

/** The paper dot by dot. */
export function paint(items: readonly PaperItem[], geometry: Geometry): DotMatrix {
  const { placed, height } = layOut(items, geometry);
  const picture = new DotMatrix(geometry.dots + 2 * MARGIN, height + 2 * MARGIN);
  for (const one of placed) put(picture, one);
  return picture;
}

function put(picture: DotMatrix, placed: Placed): void {
  const top = placed.y + MARGIN;
  switch (placed.kind) {
    case 'line':
      for (const { text, x, width } of placed.runs)
        Array.from(text).forEach((char, index) => {
          const left = MARGIN + x + index * width;
          stretch(picture, glyph(char), left, top, width / CELL.width, placed.height / CELL.height);
        });
      return;
    case 'dots':
      stretch(picture, placed.matrix, MARGIN + placed.x, top, placed.scaleX, placed.scaleY);
      return;
    default: {
      const [black, white] = dashes[placed.kind];
      for (let x = 0; x < picture.width; x += black + white) picture.fill(x, top, black, 2);
    }
  }
}

function stretch(
  picture: DotMatrix,
  matrix: DotMatrix,
  left: number,
  top: number,
  scaleX: number,
  scaleY: number,
): void {
  const at = (start: number, index: number, scale: number): number => start + Math.floor(index * scale);
  for (let row = 0; row < matrix.height; row++) {
    const y = at(top, row, scaleY);
    const height = at(top, row + 1, scaleY) - y;
    for (let column = 0; column < matrix.width; column++) {
      if (!matrix.get(column, row)) continue;
      const x = at(left, column, scaleX);
      picture.fill(x, y, at(left, column + 1, scaleX) - x, height);
    }
  }
}

const SVG_STYLE = `font-family="'DejaVu Sans Mono', 'Courier New', monospace" fill="#000"`;

/** The paper as text that can be found and selected, in a monospaced font; one unit is one dot. */
export function drawSvg(items: readonly PaperItem[], geometry: Geometry): string {
  const { placed, height: used } = layOut(items, geometry);
  const width = geometry.dots + 2 * MARGIN;
  const height = used + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<g ${SVG_STYLE}>`,
    ...placed.flatMap((one) => svgOf(one, width)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function svgOf(placed: Placed, paperWidth: number): string[] {
  const top = placed.y + MARGIN;
  switch (placed.kind) {
    case 'line':
      return placed.runs.flatMap(({ text, x, width }) => {
        const start = text.length - text.trimStart().length;
        const shown = text.trim();
        if (shown === '') return [];
        const left = MARGIN + x + start * width;
        const { height } = placed;
        const fit = `textLength="${shown.length * width}" lengthAdjust="spacingAndGlyphs"`;
        // The base line lies at five sixths of the cell, as in the font of the dots.
        const base = top + Math.round((height * 5) / 6);
        return [
          `<text xml:space="preserve" x="${left}" y="${base}" font-size="${height}" ${fit}>${escapeXml(shown)}</text>`,
        ];
      });
    case 'dots':
      return [
        `<path transform="translate(${MARGIN + placed.x} ${top}) scale(${placed.scaleX} ${placed.scaleY})" ` +
          `d="${outline(placed.matrix)}" shape-rendering="crispEdges"/>`,
      ];
    default: {
      const dash = dashes[placed.kind].join(' ');
      return [
        `<path d="M0 ${top}h${paperWidth}" stroke="#000" stroke-width="2" stroke-dasharray="${dash}"/>`,
      ];
    }
  }
}

/** Path of the black dots, one unit each. */
function outline(matrix: DotMatrix): string {
  let path = '';
  for (let y = 0; y < matrix.height; y++) {
    for (let x = 0; x < matrix.width; x++) {
      if (!matrix.get(x, y)) continue;
      let end = x;
      while (matrix.get(end + 1, y)) end++;
      path += `M${x} ${y}h${end - x + 1}v1h-${end - x + 1}z`;
      x = end;
    }
  }
  return path;
}

/** Characters that XML keeps for itself, and control characters that it cannot hold at all. */
function escapeXml(text: string): string {
  return Array.from(text, (char) => {
    if (char < ' ' || char === '\u007f') return ' ';
    return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[char] ?? char;
  }).join('');
}
