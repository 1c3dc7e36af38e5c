import { crc32, deflateSync } from 'node:zlib';
import type { DotMatrix } from './bitmap.js';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const GREYSCALE = 0;
/** Filter of every row: none. */
const UNFILTERED = 0;

/** A PNG of one bit a dot. */
export function encodePng(picture: DotMatrix): Uint8Array {
  const { width, height, stride, data } = picture;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1;
  head[9] = GREYSCALE;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    rows[y * (stride + 1)] = UNFILTERED;
    // In a PNG 1 is white.
    for (let x = 0; x < stride; x++)
      rows[y * (stride + 1) + 1 + x] = ~(data[y * stride + x] as number) & 0xff;
  }
  const chunks = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([SIGNATURE, ...chunks]));
}

function chunk(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'ascii');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}
