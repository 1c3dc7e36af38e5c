import { blocks, boxRows, glyphRows, sameShapes, shades } from '../data/glyphs.js';
import { DotMatrix } from './bitmap.js';

/** Cell of a glyph, dots. */
export const CELL = { width: 6, height: 12 } as const;

const FIRST_ROW = 2;
const GLYPH_WIDTH = 5;
const MIDDLE = { x: 2, y: 5 } as const;

const drawn = new Map<string, DotMatrix>();

/** A character in its cell; what the font lacks is a box. */
export function glyph(char: string): DotMatrix {
  let found = drawn.get(char);
  if (!found) {
    found = draw(char);
    drawn.set(char, found);
  }
  return found;
}

const rowsOf = tokens(glyphRows);
const armsOf = tokens(boxRows);
const shapeOf = new Map(Array.from(sameShapes[1], (char, index) => [char, sameShapes[0][index] as string]));

function tokens(lines: readonly string[]): ReadonlyMap<string, string> {
  const all = lines.flatMap((line) => line.split(' '));
  return new Map(all.map((token) => [token.slice(0, 1), token.slice(1)]));
}

/** Whether the font has the character. */
export function hasGlyph(char: string): boolean {
  const shape = shapeOf.get(char) ?? char;
  return char === ' ' || [rowsOf, armsOf].some((map) => map.has(shape)) || char in blocks || char in shades;
}

function draw(char: string): DotMatrix {
  const cell = new DotMatrix(CELL.width, CELL.height);
  const rows = rowsOf.get(shapeOf.get(char) ?? char);
  const arms = armsOf.get(char);
  const block = blocks[char];
  const shade = shades[char];
  if (rows !== undefined) drawRows(cell, rows);
  else if (arms !== undefined) drawArms(cell, Array.from(arms, Number));
  else if (block) {
    const [x, y, width, height] = block;
    cell.fill(part(x, CELL.width), part(y, CELL.height), part(width, CELL.width), part(height, CELL.height));
  } else if (shade !== undefined) {
    for (let y = 0; y < CELL.height; y++)
      for (let x = 0; x < CELL.width; x++) if ((x + y * 2) % 4 < shade) cell.fill(x, y);
  } else if (char !== ' ') drawRows(cell, 'VHHHHHV');
  return cell;
}

const part = (twelfths: number, side: number): number => Math.round((twelfths * side) / 12);

function drawRows(cell: DotMatrix, rows: string): void {
  const accented = rows.startsWith('^');
  const first = accented ? 0 : FIRST_ROW;
  Array.from(accented ? rows.slice(1) : rows, (digit) => Number.parseInt(digit, 32)).forEach(
    (bits, index) => {
      for (let x = 0; x < GLYPH_WIDTH; x++)
        if (bits & (1 << (GLYPH_WIDTH - 1 - x))) cell.fill(x, first + index);
    },
  );
}

/** Arms meet in the middle; a double one is two lines with a dot between them. */
function drawArms(cell: DotMatrix, [left = 0, right = 0, up = 0, down = 0]: readonly number[]): void {
  const { x, y } = MIDDLE;
  const reach = 1;
  const offsets = (arm: number) => (arm === 2 ? [-reach, reach] : arm === 1 ? [0] : []);
  const thickness = (arms: number[]) => (Math.max(...arms) === 2 ? reach : 0);
  const across = thickness([up, down]);
  const along = thickness([left, right]);
  for (const dy of offsets(left)) cell.fill(0, y + dy, x + across + 1, 1);
  for (const dy of offsets(right)) cell.fill(x - across, y + dy, CELL.width - x + across, 1);
  for (const dx of offsets(up)) cell.fill(x + dx, 0, 1, y + along + 1);
  for (const dx of offsets(down)) cell.fill(x + dx, y - along, 1, CELL.height - y + along);
}
