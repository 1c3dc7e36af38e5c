import { needObject } from '../../util/arguments.js';
import { checkOptions, integer, listOf, type OptionRules, readable, text } from '../../util/options.js';
import type { FiscalDocument } from '../document.js';
import { receiptForms } from '../receipt-forms.js';
import { type ReceiptNotes, receiptRows } from './receipt-rows.js';
import { reportRows } from './report-rows.js';
import { centre, type Row } from './rows.js';

export interface RenderOptions {
  /** Characters in a line, 20..1000; registers print 32, 42 or 48. Default: 42. */
  width?: number | undefined;
  /** Lines above the document, centred. */
  header?: readonly string[] | undefined;
  /** Lines below it, centred. */
  footer?: readonly string[] | undefined;
}

const renderRules: OptionRules<RenderOptions> = {
  width: integer(20, 1000),
  header: listOf(text(0)),
  footer: listOf(text(0)),
};

/**
 * The document as the customer would see it: lines of at most `width` characters, in the order of the format.
 * The QR code has no lines: see `qrTerminal` and `renderReceiptSvg`. Throws ProtocolError `MALFORMED` when the document was
 * read with bytes that are no value of their tag, and ValidationError for impossible options.
 */
export function renderReceipt(document: FiscalDocument, options: RenderOptions = {}): string[] {
  needObject(document, 'document');
  return readable('document', () => {
    const width = widthOf(options);
    return documentRows(document, options).flatMap((row) => layOut(row, width));
  });
}

export function widthOf(options: RenderOptions): number {
  checkOptions(options, renderRules);
  return options.width ?? 42;
}

/** The rows of a document between the lines of its owner. */
export function documentRows(
  document: FiscalDocument,
  { header = [], footer = [] }: RenderOptions,
  notes?: ReceiptNotes,
): Row[] {
  const body = receiptForms.includes(document.form) ? receiptRows(document, notes) : reportRows(document);
  return [...header.map((line) => centre(line)), ...body, ...footer.map((line) => centre(line))];
}

/** Lines of one row. */
export function layOut(row: Row, width: number): string[] {
  switch (row.kind) {
    case 'text':
      return wrap(row.text, width);
    case 'centre':
      return wrap(row.text, width).map((line) => line.padStart(Math.floor((width + line.length) / 2)));
    case 'pair':
      return pairLines(row.label, row.value, width);
    case 'rule':
      return ['-'.repeat(width)];
    case 'qr':
    case 'host':
      return [];
  }
}

function pairLines(rawLabel: string, rawValue: string, width: number): string[] {
  const label = printable(rawLabel);
  const value = printable(rawValue);
  if (label.length + value.length < width) return [label + value.padStart(width - label.length)];
  // Too long for one line: the label first, then the value at the right edge.
  return [...wrap(label, width), ...wrap(value, width).map((line) => line.padStart(width))];
}

/** Breaks at blanks; a word longer than the line is cut. An empty text is an empty line. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = printable(text);
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width);
    const end = at > 0 ? at : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest.trimEnd()];
}

/** Control characters that a document may hold would break the lines. */
function printable(text: string): string {
  return Array.from(text, (char) => (char < ' ' || char === '\u007f' ? ' ' : char)).join('');
}
