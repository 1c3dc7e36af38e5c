import { checkedElsewhere, flag, integer, type OptionRules, oneOf } from '../../util/options.js';
import type { LinearCodeOptions } from './linear-codes.js';
import type { Pdf417Options, QrOptions } from './qr-codes.js';
import type { Align, Wrap } from './text-layout.js';

export interface TextOptions {
  /** Default `left`. */
  align?: Align | undefined;
  /** Default `words`. */
  wrap?: Wrap | undefined;
  doubleWidth?: boolean | undefined;
  doubleHeight?: boolean | undefined;
  /** Number of the font, 0 = the register's own choice. Lines are wrapped for that one: others may be wider. */
  font?: number | undefined;
  /** Dots between lines, 0 = the register's own choice. */
  lineSpacing?: number | undefined;
  /** 0 = the register's own choice. */
  brightness?: number | undefined;
}

export interface PictureOptions {
  /** Default `center`; `offset` overrides it. */
  align?: Align | undefined;
  /** Dots from the left. */
  offset?: number | undefined;
}

/** What the options of printed things may be. */

export const cutType = oneOf('full', 'partial');

const align = oneOf('left', 'center', 'right');

export const textRules = {
  align,
  wrap: oneOf('words', 'chars', 'none'),
  doubleWidth: flag,
  doubleHeight: flag,
  font: checkedElsewhere,
  lineSpacing: checkedElsewhere,
  brightness: checkedElsewhere,
} satisfies OptionRules<TextOptions>;

export const pictureRules = { align, offset: integer(0, 0xffff) } satisfies OptionRules<PictureOptions>;

const matrixRules = { align, scale: checkedElsewhere };

export const qrRules = {
  ...matrixRules,
  correction: checkedElsewhere,
  version: checkedElsewhere,
} satisfies OptionRules<QrOptions>;

export const pdf417Rules = {
  ...matrixRules,
  correction: checkedElsewhere,
  columns: checkedElsewhere,
} satisfies OptionRules<Pdf417Options>;

export const linearCodeRules = {
  align,
  scale: checkedElsewhere,
  height: checkedElsewhere,
  text: flag,
} satisfies OptionRules<LinearCodeOptions>;
