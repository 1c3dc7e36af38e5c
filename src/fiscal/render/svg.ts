import { needObject } from '../../util/arguments.js';
import { readable } from '../../util/options.js';
import type { FiscalDocument } from '../document.js';
import { qrModules, qrPath } from '../qr-image.js';
import type { Row } from './rows.js';
import { documentRows, layOut, type RenderOptions, widthOf } from './text.js';

/** Units of the picture: one character of the paper's font. */
const CHAR = 8;
const LINE = 18;
const MARGIN = 20;
/** Side of the QR code; 20 mm are wanted on paper of 80 mm. */
const QR_SHARE = 0.45;

/**
 * The document as a picture of the paper, with its QR code: SVG text in a monospaced font. Send it with an electronic
 * receipt or put it on a page; one unit is about a seventh of a millimetre on paper of 57 mm.
 */
export function renderReceiptSvg(document: FiscalDocument, options: RenderOptions = {}): string {
  needObject(document, 'document');
  return readable('document', () => pictureOf(document, options));
}

function pictureOf(document: FiscalDocument, options: RenderOptions): string {
  const columns = widthOf(options);
  const width = columns * CHAR + 2 * MARGIN;
  const parts: string[] = [];
  let y = MARGIN;
  for (const row of documentRows(document, options)) {
    if (row.kind === 'qr') {
      const side = Math.round(columns * CHAR * QR_SHARE);
      parts.push(qrAt(row.text, (width - side) / 2, y + LINE / 2, side));
      y += side + LINE;
      continue;
    }
    for (const line of linesOf(row, columns)) {
      y += LINE;
      parts.push(line(y, width));
    }
  }
  const height = y + MARGIN + LINE / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<g font-family="'DejaVu Sans Mono', 'Courier New', monospace" font-size="13" fill="#000">`,
    ...parts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

type Line = (y: number, width: number) => string;

function linesOf(row: Exclude<Row, { kind: 'qr' }>, columns: number): Line[] {
  if (row.kind === 'host') return [];
  if (row.kind === 'rule') {
    return [
      (y, width) =>
        `<path d="M${MARGIN} ${y - 5}h${width - 2 * MARGIN}" stroke="#000" stroke-dasharray="4 4"/>`,
    ];
  }
  const large = 'large' in row && row.large === true;
  const style = large ? ' font-weight="bold"' : '';
  if (row.kind === 'pair' && row.label.length + row.value.length < columns) {
    const { label, value } = row;
    // Each half keeps to its own edge, whatever font is there.
    return [(y, width) => left(label, y, style) + right(value, y, width, style)];
  }
  const texts = layOut(row, columns);
  if (row.kind === 'centre') return texts.map((text) => (y, width) => centred(text.trim(), y, width, style));
  return texts.map((text) => (y, width) => {
    const bare = text.trimStart();
    return bare.length < text.length ? right(bare, y, width, style) : left(text, y, style);
  });
}

function left(text: string, y: number, style: string): string {
  return `<text x="${MARGIN}" y="${y}"${style}>${escapeXml(text)}</text>`;
}

function right(text: string, y: number, width: number, style: string): string {
  return `<text x="${width - MARGIN}" y="${y}" text-anchor="end"${style}>${escapeXml(text)}</text>`;
}

function centred(text: string, y: number, width: number, style: string): string {
  return `<text x="${width / 2}" y="${y}" text-anchor="middle"${style}>${escapeXml(text)}</text>`;
}

function qrAt(text: string, x: number, y: number, side: number): string {
  const modules = qrModules(text);
  const scale = (side / modules.length).toFixed(4);
  return `<path transform="translate(${x} ${y}) scale(${scale})" d="${qrPath(modules, 0, 0)}" shape-rendering="crispEdges"/>`;
}

/** Characters that XML keeps for itself, and control characters that it cannot hold at all. */
function escapeXml(text: string): string {
  return Array.from(text, (char) => {
    if (char < ' ' || char === '\u007f') return ' ';
    return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[char] ?? char;
  }).join('');
}
