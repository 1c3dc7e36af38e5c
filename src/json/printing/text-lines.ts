import type { LineAlign } from '../../fiscal/index.js';

export interface TextLook {
  readonly align: LineAlign;
  /** `words`: break between words; `chars`: fill the line; `none`: what is longer than the line is lost. */
  readonly wrap: 'none' | 'chars' | 'words';
  readonly doubleWidth: boolean;
}

/** In front of a character: print it in double width. */
const WIDE = '\t';

/**
 * A text as the driver lays it out on `chars` characters a line: blanks at the end of a line count where it is aligned, and are not
 * printed; those in front of a wide line are as wide as its characters.
 */
export function layOut(text: string, { align, wrap, doubleWidth }: TextLook, chars: number): string {
  const width = Math.max(1, doubleWidth ? Math.floor(chars / 2) : chars);
  const lines = text.split(/\r\n|\r|\n/).flatMap((paragraph) => {
    const cells = Array.from(paragraph);
    if (wrap === 'none') return [cells.slice(0, width)];
    return wrap === 'chars' ? inPieces(cells, width) : inWords(cells, width);
  });
  return lines
    .map((line) => {
      const room = width - line.length;
      const indent = align === 'left' ? 0 : align === 'right' ? room : Math.floor(room / 2);
      const shown = (' '.repeat(indent) + line.join('')).replace(/ +$/, '');
      return doubleWidth ? Array.from(shown, (char) => WIDE + char).join('') : shown;
    })
    .join('\n');
}

function inPieces(cells: readonly string[], width: number): string[][] {
  const lines: string[][] = [];
  for (let at = 0; at < cells.length || at === 0; at += width) lines.push(cells.slice(at, at + width));
  return lines;
}

/** Broken behind the last blank of what the line takes; a word that is longer is cut, and the blank behind it begins the next line. */
function inWords(cells: readonly string[], width: number): string[][] {
  const lines: string[][] = [];
  let rest = cells;
  while (rest.length > width) {
    const blank = rest.slice(0, width).lastIndexOf(' ');
    const end = blank < 0 ? width : blank + 1;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...lines, [...rest]];
}
