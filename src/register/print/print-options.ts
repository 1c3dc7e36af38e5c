import { checkedElsewhere, flag, integer, type OptionRules, oneOf } from '../../util/options.js';
import type { LinearCodeOptions } from './linear-codes.js';
import type { Pdf417Options, QrOptions } from './matrix-codes.js';
import type { PictureOptions, TextOptions } from './page.js';

/** What the options of printed things may be. */

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
