import { type Problem, ValidationError } from '../../errors.js';
import { callback, checkArgument, integer, must, optionProblems, readable } from '../../util/options.js';

/** A picture of black dots. */
export interface Bitmap {
  /** Dots. */
  readonly width: number;
  readonly height: number;
  /** Rows one after another, each padded to whole bytes; the left dot is the highest bit, 1 is black. */
  readonly data: Uint8Array;
}

/** Rows of dots in command 8E: equal ones that follow each other go as one. */
export interface RasterRun {
  readonly dots: Uint8Array;
  readonly repeat: number;
}

const MAX_DOTS = 0xffff;

const WRONG = 'Неверная картинка';
const size = integer(1, MAX_DOTS);
/** Not `instanceof`: bytes and pixels may come from another realm. */
const list = must(
  (value) =>
    typeof value === 'object' && value !== null && Number.isSafeInteger((value as ArrayLike<number>).length),
  ['нужны байты', 'bytes are needed'],
  'OPTION_TYPE',
);
const pictureRules = { width: size, height: size, data: list };
const sizes = ['width', 'height', 'data'] as const;

/** Draws a picture dot by dot. Throws ValidationError for sizes that are not 1..65535. */
export function bitmap(width: number, height: number, isBlack: (x: number, y: number) => boolean): Bitmap {
  checkArgument(width, 'width', size, WRONG);
  checkArgument(height, 'height', size, WRONG);
  checkArgument(isBlack, 'isBlack', callback, WRONG);
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (isBlack(x, y)) data[y * stride + (x >> 3)] = (data[y * stride + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return checkBitmap({ width, height, data });
}

/**
 * Black and white from the pixels of a canvas or of a decoded image (4 bytes each: red, green, blue, opacity).
 * What is darker than `threshold` (0..255) on white paper is black.
 */
export function bitmapFromRgba(
  image: { readonly width: number; readonly height: number; readonly data: ArrayLike<number> },
  threshold = 128,
): Bitmap {
  checkPicture(image);
  checkArgument(threshold, 'threshold', integer(0, 255), WRONG);
  const { width, height, data } = image;
  return bitmap(width, height, (x, y) => {
    const at = (y * width + x) * 4;
    const [red = 0, green = 0, blue = 0, opacity = 0] = [data[at], data[at + 1], data[at + 2], data[at + 3]];
    // Weights of the eye, in whole numbers: fractions would miss the threshold by a hair.
    const light = (299 * red + 587 * green + 114 * blue) / 1000;
    return 255 + ((light - 255) * opacity) / 255 < threshold;
  });
}

/** What was given has sizes and bytes: whoever calls from JavaScript may give anything at all. */
function checkPicture(picture: unknown): void {
  // Not every picture is an object of these three alone: that of a canvas has more.
  const problems = readable('picture', () => {
    if (typeof picture !== 'object' || picture === null)
      return optionProblems(picture, pictureRules, 'picture');
    const given = picture as Record<string, unknown>;
    return optionProblems(Object.fromEntries(sizes.map((name) => [name, given[name] ?? null])), pictureRules);
  });
  if (problems.length > 0) throw new ValidationError(problems, WRONG);
}

/** Throws ValidationError when the sizes are wrong or the rows do not fill them. */
export function checkBitmap(picture: Bitmap): Bitmap {
  checkPicture(picture);
  const { width, height, data } = picture;
  const bytes = Math.ceil(width / 8) * height;
  if (data.length === bytes) return picture;
  const problem: Problem = {
    path: 'data',
    code: 'BITMAP',
    ru: `ровно ${bytes} байт`,
    en: `exactly ${bytes} bytes`,
    value: data.length,
  };
  throw new ValidationError([problem], WRONG);
}

/** The rows of a picture, top first. */
export function rowsOf({ width, height, data }: Bitmap): Uint8Array[] {
  const stride = Math.ceil(width / 8);
  return Array.from({ length: height }, (_, y) => data.slice(y * stride, (y + 1) * stride));
}

export function runsOf(picture: Bitmap): RasterRun[] {
  const runs: RasterRun[] = [];
  for (const dots of rowsOf(picture)) {
    const last = runs.at(-1);
    const same = last?.dots.every((byte, i) => byte === dots[i]) === true;
    if (last && same) runs[runs.length - 1] = { dots, repeat: last.repeat + 1 };
    else runs.push({ dots, repeat: 1 });
  }
  return runs;
}
