/**
 * Models that can be emulated. Widths in dots and characters are those of `protocol/models.ts` where it has them; what is
 * `assumed` comes from no source: a real register may differ.
 */
export interface ModelRow {
  /** Code of A5. */
  readonly code: number;
  /** As A5 tells it. */
  readonly title: string;
  /** False: receipts go nowhere but to the operator. */
  readonly printer: boolean;
  /** Register 18: characters in a line and dots of the paper. */
  readonly chars: number;
  readonly dots: number;
  /** Without one the paper is torn off by hand; command 75 is taken and does nothing. */
  readonly cutter: boolean;
  /** Has a socket for a cash drawer; without one 80 and 85 are refused with 7A. */
  readonly drawer: boolean;
  /** Lives on a battery: register 26. */
  readonly battery: boolean;
  /** A line on paper takes so long, ms: 200 mm/s on the counter, 60 mm/s from a battery; a line is 3.4 mm. 0 without a printer. */
  readonly lineMs: number;
  readonly assumed: ReadonlyArray<'chars' | 'dots' | 'cutter' | 'drawer' | 'battery' | 'lineMs'>;
}

const desk = { printer: true, cutter: true, drawer: true, battery: false, lineMs: 17 } as const;
const handheld = { printer: true, cutter: false, drawer: false, battery: true, lineMs: 57 } as const;
const paper57 = { chars: 32, dots: 384 } as const;
const paper80 = { chars: 48, dots: 576 } as const;
const hardware = ['cutter', 'drawer', 'battery', 'lineMs'] as const;

// biome-ignore format: one model per line
export const modelRows = {
  '11F': { code: 67, title: 'АТОЛ 11Ф', ...handheld, ...paper57, assumed: hardware },
  '15F': { code: 78, title: 'АТОЛ 15Ф', ...handheld, ...paper57, assumed: hardware },
  '20F': { code: 81, title: 'АТОЛ 20Ф', ...desk, ...paper80, assumed: hardware },
  '22F': { code: 63, title: 'АТОЛ FPrint-22ПТК', ...desk, ...paper80, assumed: hardware },
  '25F': { code: 57, title: 'АТОЛ 25Ф', ...desk, ...paper80, assumed: hardware },
  '30F': { code: 61, title: 'АТОЛ 30Ф', ...desk, cutter: false, ...paper57, assumed: ['cutter', 'battery', 'lineMs'] },
  // No printer, yet hosts ask for the width: never answer 0, the vendor's driver would loop. The drawer opens in the vendor's records.
  '42FS': { code: 77, title: 'АТОЛ 42ФС', ...desk, printer: false, cutter: false, lineMs: 0, ...paper80, assumed: ['chars', 'dots', 'battery'] },
  // 47 bytes of raster; the characters are those of a cell of 12 dots.
  '50F': { code: 80, title: 'АТОЛ 50Ф', ...desk, chars: 31, dots: 376, assumed: ['chars', ...hardware] },
  '52F': { code: 64, title: 'АТОЛ 52Ф', ...desk, chars: 36, dots: 416, assumed: hardware },
  '55F': { code: 62, title: 'АТОЛ 55Ф', ...desk, chars: 36, dots: 432, assumed: hardware },
  '77F': { code: 69, title: 'АТОЛ 77Ф', ...desk, ...paper80, assumed: hardware },
  '90F': { code: 72, title: 'АТОЛ 90Ф', ...handheld, ...paper57, assumed: hardware },
  '91F': { code: 82, title: 'АТОЛ 91Ф', ...handheld, ...paper57, assumed: hardware },
  '92F': { code: 84, title: 'АТОЛ 92Ф', ...handheld, ...paper57, assumed: ['chars', ...hardware] },
} as const satisfies Readonly<Record<string, ModelRow>>;

/** Models that can be emulated. */
export type ModelName = keyof typeof modelRows;
