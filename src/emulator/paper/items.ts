/** A line of text. 09h in front of a character makes it wide. */
export interface TextItem {
  readonly kind: 'text';
  readonly text: string;
  /** Number of the font, 0 = the register's own choice. */
  readonly font?: number | undefined;
  readonly tall?: boolean | undefined;
  /** Dots under the line; undefined: as the table of settings says. */
  readonly spacing?: number | undefined;
}

export type Align = 'left' | 'center' | 'right';

/** A code of two dimensions, which the register draws itself. */
export interface CodeItem {
  readonly kind: 'code';
  readonly code: 'qr' | 'pdf417';
  /** As the host gave it: CP1251 for texts. */
  readonly data: Uint8Array;
  /** What people read in it. */
  readonly text: string;
  readonly align: Align;
  /** Dots of a module; 0: as large as a receipt needs, 20 mm. */
  readonly scale: number;
  /** QR: 1 L … 4 H. PDF417: level 0..8; undefined: by the length of the data. */
  readonly correction?: number | undefined;
  /** QR: 1..40, undefined: the smallest. */
  readonly version?: number | undefined;
  /** PDF417: 1..30. */
  readonly columns?: number | undefined;
}

/** One row of dots, as command 8E gives it. */
export interface RasterRow {
  readonly repeat: number;
  /** Dots from the left. */
  readonly offset: number;
  /** 8 dots a byte, the left one in the highest bit, 1 is black. */
  readonly dots: Uint8Array;
}

export interface DotsItem extends RasterRow {
  readonly kind: 'dots';
}

/** Where the paper ends: cut, or torn off by hand. */
export interface EndItem {
  readonly kind: 'cut' | 'tear';
}

/** Something on paper. */
export type PaperItem = TextItem | CodeItem | DotsItem | EndItem;

export const textItem = (text: string): TextItem => ({ kind: 'text', text });

/** What a person reads: a line of text, or a code as `[QR: data]`; nothing for dots and ends. */
export function lineOf(item: PaperItem): string | undefined {
  if (item.kind === 'text') return item.text.replaceAll('\t', '');
  if (item.kind === 'code') return `[${item.code.toUpperCase()}: ${item.text}]`;
  return undefined;
}
