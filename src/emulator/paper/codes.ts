import { encodeQR } from 'qr';
import { DotMatrix } from './bitmap.js';
import type { CodeItem } from './items.js';
import { pdf417Rows } from './pdf417.js';

/** Levels of C1; 0 is the register's own choice. */
const qrLevels = { 1: 'low', 2: 'medium', 3: 'quartile', 4: 'high' } as const;

/** Modules of a code. Throws RangeError when the data does not fit. */
export function codeMatrix(item: CodeItem): DotMatrix {
  return item.code === 'qr' ? qrMatrix(item) : fromRows(pdf417Rows(item.data, item));
}

function qrMatrix({ data, correction, version }: CodeItem): DotMatrix {
  const ecc = qrLevels[correction as keyof typeof qrLevels] ?? 'medium';
  const sized = version === undefined ? {} : { version };
  let rows: boolean[][];
  try {
    // The bytes as they are: the library would turn a text into UTF-8.
    rows = encodeQR(' ', 'raw', { ...sized, ecc, border: 1, encoding: 'byte', textEncoder: () => data });
  } catch (error) {
    throw new RangeError('QR: the data does not fit', { cause: error });
  }
  // The library always draws a border.
  return fromRows(rows.slice(1, -1).map((row) => row.slice(1, -1)));
}

function fromRows(rows: ReadonlyArray<readonly boolean[]>): DotMatrix {
  const matrix = new DotMatrix(rows[0]?.length ?? 0, rows.length);
  rows.forEach((row, y) => {
    row.forEach((black, x) => {
      if (black) matrix.fill(x, y);
    });
  });
  return matrix;
}
