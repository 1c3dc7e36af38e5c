import { needText } from '../util/arguments.js';

/**
 * How a register may write a text in another way than it was told, and still mean the same. Firmware stores texts its own way;
 * what is listed here is no news to anybody. Any other difference is told, although only numbers prove a document.
 */
export interface TextDifference {
  readonly name: 'codePage' | 'yo' | 'dashes' | 'quotes' | 'spaces' | 'case' | 'cut';
  /** Both texts are written so before they are compared. */
  readonly plain?: (text: string) => string;
  /** Whether what is stored can be what was wanted. */
  readonly same?: (stored: string, wanted: string) => boolean;
}

/** A name that is cut shorter than this is another name. */
const SHORTEST_CUT = 8;

/** In the order in which they are applied. */
export const textDifferences: readonly TextDifference[] = [
  // CP1251 knows the letter, an old character generator does not.
  { name: 'yo', plain: (text) => text.replaceAll('ё', 'е').replaceAll('Ё', 'Е') },
  { name: 'dashes', plain: (text) => text.replace(/[‐‑‒–—―−]/g, '-') },
  { name: 'quotes', plain: (text) => text.replace(/[«»“”„‟]/g, '"').replace(/[‘’‚`]/g, "'") },
  // The register's code page and CP866 keep these in different places; either byte may be stored, or a question mark.
  { name: 'codePage', plain: (text) => text.replace(/[№$€■¤°·∙√≡=…]/g, '?') },
  { name: 'spaces', plain: (text) => text.replace(/[\s\u00a0]+/g, ' ').trim() },
  { name: 'case', plain: (text) => text.toUpperCase() },
  { name: 'cut', same: (stored, wanted) => stored.length >= SHORTEST_CUT && wanted.startsWith(stored) },
];

/** True when the register may have written `wanted` as `stored`. */
export function sameText(stored: string, wanted: string): boolean {
  needText(stored, 'stored');
  needText(wanted, 'wanted');
  let [a, b] = [stored, wanted];
  for (const { plain, same } of textDifferences) {
    if (plain) [a, b] = [plain(a), plain(b)];
    if (a === b || same?.(a, b)) return true;
  }
  return false;
}
