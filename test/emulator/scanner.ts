import zxing from '@zxing/library';
import decodeQR from 'qr/decode.js';
import type { DotMatrix } from '../../src/emulator/index.js';
import { readPng } from '../support/png.js';

const {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatReader,
  RGBLuminanceSource,
} = zxing;

export interface Scanned {
  readonly format: string;
  readonly text: string;
}

/** Reads the one code on a piece of paper with the library ZXing, which knows nothing of this project. */
export function scan(paper: DotMatrix, format?: keyof typeof BarcodeFormat): Scanned {
  // One look in fifty finds no code where there is one; who holds a scanner moves it then.
  for (const scale of [1, 2]) {
    try {
      return look(paper, scale, format);
    } catch {
      // Closer.
    }
  }
  return look(paper, 3, format);
}

function look(paper: DotMatrix, scale: number, format: keyof typeof BarcodeFormat | undefined): Scanned {
  const [width, height] = [paper.width * scale, paper.height * scale];
  const light = new Uint8ClampedArray(width * height).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (paper.get(Math.floor(x / scale), Math.floor(y / scale))) light[y * width + x] = 0;
  const source = new RGBLuminanceSource(light, width, height);
  const hints = new Map<number, unknown>([[DecodeHintType.TRY_HARDER, true]]);
  if (format) hints.set(DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat[format]]);
  const result = new MultiFormatReader().decode(
    new BinaryBitmap(new HybridBinarizer(source)),
    hints as never,
  );
  return { format: BarcodeFormat[result.getBarcodeFormat()] ?? '', text: result.getText() };
}

/** A second opinion on QR codes; bytes that are no ASCII are read in the code page that is named. */
export function scanQr(paper: DotMatrix, page = 'utf-8'): string {
  const data = new Uint8Array(paper.toRgba());
  const textDecoder = (bytes: Uint8Array): string => new TextDecoder(page).decode(bytes);
  return decodeQR({ width: paper.width, height: paper.height, data }, { textDecoder });
}

/** The QR code in a PNG, as ZXing reads it. */
export function scanPng(bytes: Uint8Array): string {
  const { width, height, luminances } = readPng(bytes);
  const source = new RGBLuminanceSource(luminances, width, height);
  const hints = new Map<number, unknown>([
    [DecodeHintType.TRY_HARDER, true],
    [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat.QR_CODE]],
  ]);
  const reader = new MultiFormatReader();
  return reader.decode(new BinaryBitmap(new HybridBinarizer(source)), hints as never).getText();
}
