import { encodeCp866 } from '../../fiscal/cp866.js';
import { decodeDocument } from '../../fiscal/document.js';
import type { ReceiptNotes } from '../../fiscal/render/receipt-rows.js';
import type { Row } from '../../fiscal/render/rows.js';
import { documentRows, layOut } from '../../fiscal/render/text.js';
import type { FormCode } from '../../fiscal/tags.js';
import type { Source } from '../device/requisites.js';
import type { StoredDocument } from '../fn/state.js';
import type { PaperItem } from '../paper/items.js';
import type { Document } from './printer.js';

export interface PaperNotes extends ReceiptNotes {
  /** What the host printed into the receipt, beside `linesAfter`. */
  readonly lines: ReadonlyArray<readonly PaperItem[]>;
}

/** Owner and place stand on the paper of these, not in the document itself. */
const ownerOnPaper: readonly FormCode[] = [2, 5, 21];

/** A fiscal document as it comes out of the printer. */
export function documentLines(source: Source, { form, bytes }: StoredDocument, notes?: PaperNotes): Document {
  const { registration, settings, profile, serialNumber } = source;
  const document = decodeDocument(bytes);
  const owner = ownerOnPaper.includes(form)
    ? [registration.user, registration.address, registration.place]
    : [];
  const width = profile.chars;
  const rows = documentRows(document, { header: [...settings.cliche, ...owner] }, notes);
  const codes = rows.filter((row) => row.kind === 'qr');
  const body = rows.flatMap((row) =>
    row.kind === 'host' ? (notes?.lines[row.index] ?? []) : itemsOf(row, width),
  );
  const serial = `ЗН ККТ${serialNumber.padStart(width - 6)}`;
  return [...body, serial, ...codes.map((row) => codeOf(row, settings.qrCorrection))];
}

function itemsOf(row: Row, width: number): PaperItem[] {
  const tall = 'large' in row && row.large === true;
  return layOut(row, width).map((text) => ({ kind: 'text', text, ...(tall ? { tall } : {}) }));
}

function codeOf(row: Row & { kind: 'qr' }, correction: number): PaperItem {
  const { text } = row;
  return { kind: 'code', code: 'qr', text, data: encodeCp866(text), align: 'center', scale: 0, correction };
}
