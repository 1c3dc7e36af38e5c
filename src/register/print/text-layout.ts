/** How a text falls into lines; the register prints every line as it gets it. */

export type Align = 'left' | 'center' | 'right';
/** `words`: break between words; `chars`: fill the line; `none`: leave long lines to the register, which cuts them. */
export type Wrap = 'words' | 'chars' | 'none';

export interface Layout {
  /** Characters per line (register 18). */
  readonly chars: number;
  readonly align: Align;
  readonly wrap: Wrap;
  /** Every character takes two columns. */
  readonly doubleWidth: boolean;
}

/** One character; a wide one takes two columns. */
interface Cell {
  readonly char: string;
  readonly columns: 1 | 2;
}

/** In front of a character: print it in double width. */
const WIDE = '\t';
const LINE_END = /\r\n|\r|\n/;

/** Lines of a text, aligned by blanks, wide characters marked. An empty line is one blank: the register refuses nothing at all. */
export function layOut(text: string, layout: Layout): string[] {
  return text
    .split(LINE_END)
    .flatMap((paragraph) => wrapped(cellsOf(paragraph, layout.doubleWidth), layout))
    .map((line) => aligned(line, layout));
}

/** `\t` makes the next character wide. */
function cellsOf(paragraph: string, doubleWidth: boolean): Cell[] {
  const cells: Cell[] = [];
  let wide = doubleWidth;
  for (const char of paragraph) {
    if (char === WIDE) wide = true;
    else {
      cells.push({ char, columns: wide ? 2 : 1 });
      wide = doubleWidth;
    }
  }
  return cells;
}

function wrapped(cells: readonly Cell[], { chars, wrap }: Layout): Cell[][] {
  if (wrap === 'none') return [[...cells]];
  const lines: Cell[][] = [];
  let rest = cells;
  while (columnsOf(rest) > chars) {
    const fitting = cellsThatFit(rest, chars);
    const end = wrap === 'chars' ? fitting : wordEnd(rest, fitting);
    lines.push(rest.slice(0, end));
    rest = rest.slice(end);
    if (wrap === 'words') rest = rest.slice(blanksAt(rest, 0));
  }
  if (rest.length > 0 || lines.length === 0) lines.push([...rest]);
  return lines;
}

/** How many cells fit into a line: at least one, or a line narrower than a wide character would never end. */
function cellsThatFit(cells: readonly Cell[], chars: number): number {
  let columns = 0;
  let count = 0;
  for (const cell of cells) {
    columns += cell.columns;
    if (columns > chars) break;
    count++;
  }
  return Math.max(1, count);
}

/** Where the last whole word ends; a word that is longer than the line is cut. */
function wordEnd(cells: readonly Cell[], fitting: number): number {
  for (let end = fitting; end > 0; end--) {
    if (isBlank(cells[end]) && !isBlank(cells[end - 1])) return end;
  }
  return fitting;
}

function blanksAt(cells: readonly Cell[], from: number): number {
  let end = from;
  while (isBlank(cells[end])) end++;
  return end;
}

function isBlank(cell: Cell | undefined): boolean {
  return cell?.char === ' ';
}

function columnsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { columns }) => sum + columns, 0);
}

function aligned(line: readonly Cell[], { chars, align }: Layout): string {
  const visible = align === 'left' ? line : line.slice(0, line.findLastIndex((cell) => !isBlank(cell)) + 1);
  const room = Math.max(0, chars - columnsOf(visible));
  const indent = align === 'left' ? 0 : align === 'right' ? room : Math.floor(room / 2);
  const text = visible.map(({ char, columns }) => (columns === 2 ? WIDE + char : char)).join('');
  return ' '.repeat(indent) + text || ' ';
}
