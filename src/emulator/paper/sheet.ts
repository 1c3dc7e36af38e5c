import type { DotMatrix } from './bitmap.js';
import { lineOf, type PaperItem } from './items.js';
import type { Geometry } from './layout.js';
import { drawSvg, paint } from './picture.js';
import { encodePng } from './png.js';

/** A piece of printed paper. */
export class Sheet {
  readonly items: readonly PaperItem[];
  readonly #geometry: Geometry;

  /** @internal */
  constructor(items: readonly PaperItem[], geometry: Geometry) {
    this.items = items;
    this.#geometry = geometry;
  }

  /** Lines of text; a code that the register drew is one line, such as `[QR: …]`. Rows of dots have none. */
  get lines(): string[] {
    return this.items.flatMap((item) => lineOf(item) ?? []);
  }

  /** The paper dot by dot, 8 dots a millimetre, with a margin of 16 dots. */
  toBitmap(): DotMatrix {
    return paint(this.items, this.#geometry);
  }

  /** A picture in black and white, one pixel a dot. */
  toPng(): Uint8Array {
    return encodePng(this.toBitmap());
  }

  /** A picture whose text can be selected; one unit is a dot. */
  toSvg(): string {
    return drawSvg(this.items, this.#geometry);
  }
}
