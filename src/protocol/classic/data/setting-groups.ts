import { type Codes, options } from '../setting-encodings.js';

/** Models whose settings the vendor's driver lists; 72 (90F) has a layout of its own, see `cellsOf90F`. */
export const every = [57, 61, 62, 63, 64, 67, 69, 72, 75, 76, 77, 78, 80, 81, 82, 84, 86] as const;

const without =
  (...codes: readonly number[]) =>
  (code: number): boolean =>
    !codes.includes(code);

export const everyBut76 = every.filter(without(76));
export const everyBut77 = every.filter(without(77));
export const everyBut86 = every.filter(without(86));
export const everyBut77And86 = every.filter(without(77, 86));
export const ordinary = every.filter(without(72));
export const ordinaryBut76 = ordinary.filter(without(76));
export const ordinaryBut77 = ordinary.filter(without(77));
export const ordinaryBut86 = ordinary.filter(without(86));
export const ordinaryBut77And86 = ordinary.filter(without(77, 86));
export const ordinaryBut76And86 = ordinary.filter(without(76, 86));
export const withDrawer = ordinary.filter(without(75, 76, 77, 78));
export const cutting = [57, 62, 63, 64, 69, 76, 80, 81, 86] as const;
export const ethernet = [57, 62, 63, 64, 69, 76, 77, 82, 84] as const;
/** 91F and 92F: keyboard and display of their own. */
export const pads = [82, 84] as const;
/** Fields that the driver's list lacks: nobody says which models have them. */
export const unlisted = null;

/** 0, 1, 2 with 2 stored as 03. */
export const stepped = options(0x03, [
  [0x00, 0],
  [0x01, 1],
  [0x03, 2],
  [0x02, 2],
]);

/** Baud rates of the line to the host. */
export const portSpeeds: Codes = [
  [1, 1200],
  [2, 2400],
  [3, 4800],
  [4, 9600],
  [6, 38400],
  [7, 57600],
  [8, 115200],
  [9, 19200],
];

/** Baud rates of the line to an attached device. */
export const attachedSpeeds: Codes = [
  [0, 9600],
  [1, 1200],
  [2, 2400],
  [3, 4800],
  [5, 14400],
  [6, 38400],
  [7, 57600],
  [8, 115200],
  [9, 19200],
];

const ownCodes: Codes = [0, 1, 2, 4, 6, 7, 8, 11, 12, 13, 14, 15].map((code) => [code, code] as const);

/** Codes 3, 5 and 9 mean 10, 20 and 30; the others mean themselves. */
export const ejectLengths: Codes = [...ownCodes, [3, 10], [5, 20], [9, 30], [10, 10]];
