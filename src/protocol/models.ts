import { needNumber } from '../util/arguments.js';

/** Models by the code that command A5 (byte 3) and 3F (offset 14) give. */

export interface Model {
  readonly code: number;
  readonly name: string;
  /** Characters per line at the default font; the register itself tells the real number in register 18h. */
  readonly lineChars: number | undefined;
  /** Bytes of one raster line (eight dots a byte). */
  readonly rasterBytes: number | undefined;
}

type ModelRow = readonly [code: number, name: string, lineChars?: number | null, rasterBytes?: number];

// biome-ignore format: one row per line
const rows: readonly ModelRow[] = [
  [13, 'Trium-F'],
  [14, 'Felix-R F'],
  [15, 'Felix-02K'],
  [16, 'Mercury-140F'],
  [20, 'Tornado'],
  [22, 'Mercury-130'],
  [23, 'Mercury MS-K'],
  [24, 'Felix-RK'],
  [27, 'Felix-3SK'],
  [29, 'FPrint-01K'],
  [30, 'FPrint-02K', 40],
  [31, 'FPrint-03K'],
  [32, 'FPrint-88K', 42],
  [33, 'BIXOLON-01K'],
  [34, 'Micro-FR-01K'],
  [35, 'FPrint-5200K', 36],
  [36, 'Flaton-11K'],
  [37, 'PayVKP-80K'],
  [38, 'PayPPU-700K'],
  [39, 'PayCTS-2000K'],
  [41, 'PayVKP-80K'],
  [45, 'PayPPU-700K'],
  [46, 'PayCTS-2000K'],
  [47, 'FPrint-55', 36],
  [48, '47FA'],
  [50, 'Alliance-20F'],
  [51, 'FPrint-11'],
  [52, 'FPrint-22', 48],
  [53, 'FPrint-77', 48],
  [54, 'FPrintPay-01'],
  [57, '25F', 48, 72],
  [61, '30F', 32, 48],
  [62, '55F', 36, 54],
  [63, '22F (FPrint-22PTK)', 48, 72],
  [64, '52F', 36, 52],
  [65, '03F'],
  [66, '55F v2'],
  [67, '11F', 32, 48],
  [68, '02F'],
  [69, '77F', 48, 72],
  [70, '42FA'],
  [71, 'SM-02'],
  [72, '90F', 32, 48],
  [73, 'FPrint-30'],
  [74, 'Evotor ST2F'],
  [75, '60F', null, 48],
  [76, 'Kaznachey FA'],
  [77, '42FS'],
  [78, '15F', 32, 48],
  [79, 'Evotor ST3F'],
  [80, '50F', null, 47],
  [81, '20F', 48, 72],
  [82, '91F', 32, 48],
  [84, '92F', null, 48],
  [86, 'Sigma 10', null, 47],
  [87, '27F'],
  [89, 'PT-5F'],
  [90, 'Sigma 7F'],
  [91, 'Sigma 8F'],
  [93, '1F'],
  [94, 'STB-6F'],
  [95, '22F v2'],
  [96, '2F'],
  [97, '35F'],
  [99, '27F FP7'],
];

/** Every model known by name, in order of the codes. */
export const models: readonly Model[] = rows.map(([code, name, lineChars, rasterBytes]) =>
  Object.freeze({ code, name, lineChars: lineChars ?? undefined, rasterBytes }),
);

const byCode = new Map(models.map((model) => [model.code, model]));

/** The model with this code, or undefined: new models appear, and an unknown code is no reason to refuse work. */
export function modelByCode(code: number): Model | undefined {
  return byCode.get(code);
}

/** Name of the model; `Модель 200` for a code that has none. */
export function modelName(code: number): string {
  needNumber(code, 'code');
  return byCode.get(code)?.name ?? `Модель ${code}`;
}
