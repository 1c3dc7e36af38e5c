import type { PrinterTrouble } from '../printer/trouble.js';
import type { DotMatrix } from './bitmap.js';
import { lineOf, type PaperItem, type RasterRow } from './items.js';
import type { Geometry } from './layout.js';
import { Sheet } from './sheet.js';

/** Of items and of lines. */
const LIMIT = 100_000;
/** Lines that a register still has when it tells of the end of the paper. */
const NEAR_END = 20;

/** The roll in the printer and what came out of it, and the hands of the person at the till. */
export class Paper {
  /** What is printed, oldest first; of very much only the end. */
  readonly items: PaperItem[] = [];
  /** All of it as lines of text, see `Sheet.lines`. */
  readonly lines: string[] = [];
  /** What keeps the printer from printing. A model without a printer does not mind. */
  trouble: PrinterTrouble | undefined;
  readonly #geometry: () => Geometry;
  /** Lines that the roll still has; undefined: enough. */
  #left: number | undefined;
  #nearEnd = false;
  #tornOff = 0;

  /** @internal */
  constructor(geometry: () => Geometry) {
    this.#geometry = geometry;
  }

  /**
   * The roll ends: at once, or after so many more lines, in the middle of a document if it comes to that. What was not printed
   * then is printed by command EE when there is paper again.
   */
  out({ after = 0 }: { after?: number } = {}): void {
    this.#left = after > 0 ? after : undefined;
    if (after <= 0) this.trouble = 'out';
  }

  /** A new roll, and the cover closed. */
  load(): void {
    this.#left = undefined;
    this.#nearEnd = false;
    if (this.trouble === 'out' || this.trouble === 'cover') this.trouble = undefined;
  }

  /** @internal A printer as new, with a new roll. */
  renew(): void {
    this.trouble = undefined;
    this.load();
    this.#tornOff = 0;
  }

  get coverOpen(): boolean {
    return this.trouble === 'cover';
  }

  /** Closing the cover fixes nothing else. */
  set coverOpen(open: boolean) {
    if (open) this.trouble = 'cover';
    else if (this.trouble === 'cover') this.trouble = undefined;
  }

  /** Flag 80 of command 45. */
  get nearEnd(): boolean {
    return this.#nearEnd || (this.#left !== undefined && this.#left <= NEAR_END);
  }

  /** The sensor in front of the end of the roll: set by hand, it tells so although the roll goes on. A new roll clears it. */
  set nearEnd(near: boolean) {
    this.#nearEnd = near;
  }

  /** Pieces of paper, as they were cut or torn off; the last one may be still in the printer. */
  get sheets(): Sheet[] {
    const sheets: PaperItem[][] = [[]];
    for (const item of this.items) {
      sheets.at(-1)?.push(item);
      if (item.kind === 'cut' || item.kind === 'tear') sheets.push([]);
    }
    return sheets.filter((items) => items.length > 0).map((items) => this.#sheet(items));
  }

  /** The last piece of paper; empty when nothing was printed. */
  get lastSheet(): Sheet {
    return this.sheets.at(-1) ?? this.#sheet([]);
  }

  /** @internal The last things on the paper as one piece. */
  lastSheetOf(count: number): Sheet {
    return this.#sheet(this.items.slice(-count));
  }

  /** Rows of dots that hosts printed, oldest first. */
  get rasters(): RasterRow[] {
    return this.items.flatMap((item) => (item.kind === 'dots' ? [item] : []));
  }

  /** All of it dot by dot. */
  toBitmap(): DotMatrix {
    return this.#sheet(this.items).toBitmap();
  }

  /** A picture of all of it in black and white, one pixel a dot. */
  toPng(): Uint8Array {
    return this.#sheet(this.items).toPng();
  }

  /** A picture of all of it as text. */
  toSvg(): string {
    return this.#sheet(this.items).toSvg();
  }

  /** Throws the paper away. */
  clear(): void {
    this.#tornOff += this.lines.length;
    this.items.length = 0;
    this.lines.length = 0;
  }

  /** Lines printed since the register was made. */
  get printedLines(): number {
    return this.#tornOff + this.lines.length;
  }

  /** @internal Prints as far as the roll goes. Returns what is left over. */
  print(items: readonly PaperItem[]): readonly PaperItem[] {
    for (const [index, item] of items.entries()) {
      const line = lineOf(item);
      if (line !== undefined && this.#left === 0) {
        this.out();
        return items.slice(index);
      }
      this.items.push(item);
      if (line === undefined) continue;
      this.lines.push(line);
      if (this.#left !== undefined) this.#left--;
    }
    this.#trim();
    return [];
  }

  #trim(): void {
    if (this.items.length > LIMIT) this.items.splice(0, LIMIT / 2);
    if (this.lines.length > LIMIT) this.#tornOff += this.lines.splice(0, LIMIT / 2).length;
  }

  #sheet(items: readonly PaperItem[]): Sheet {
    return new Sheet([...items], this.#geometry());
  }
}
