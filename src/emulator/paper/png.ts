import { crc32 } from '../../util/crc32.js';
import { zlib } from '../zlib.js';
import type { DotMatrix } from './bitmap.js';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const GREYSCALE = 0;
/** Filter of every row: none. */
const UNFILTERED = 0;

/** A PNG of one bit a dot. */
export function encodePng(picture: DotMatrix): Uint8Array {
  const { width, height, stride, data } = picture;
  const head = new Uint8Array(13);
  const numbers = new DataView(head.buffer);
  numbers.setUint32(0, width);
  numbers.setUint32(4, height);
  head[8] = 1;
  head[9] = GREYSCALE;
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    rows[y * (stride + 1)] = UNFILTERED;
    // In a PNG 1 is white.
    for (let x = 0; x < stride; x++)
      rows[y * (stride + 1) + 1 + x] = ~(data[y * stride + x] as number) & 0xff;
  }
  const parts = [
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflated(rows)),
    chunk('IEND', new Uint8Array(0)),
  ];
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length);
  const numbers = new DataView(bytes.buffer);
  numbers.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(body, 8);
  numbers.setUint32(8 + body.length, crc32(bytes.subarray(4, 8 + body.length)));
  return bytes;
}

/** Of a stored block, RFC 1951. */
const LONGEST = 0xffff;
const ADLER = 65_521;

/** A zlib stream (RFC 1950), packed where there is something to pack with. */
function deflated(bytes: Uint8Array): Uint8Array {
  if (zlib) return zlib.deflateSync(bytes);
  const blocks = Math.max(1, Math.ceil(bytes.length / LONGEST));
  const stream = new Uint8Array(2 + blocks * 5 + bytes.length + 4);
  const view = new DataView(stream.buffer);
  view.setUint16(0, 0x7801);
  let at = 2;
  for (let block = 0; block < blocks; block++) {
    const part = bytes.subarray(block * LONGEST, (block + 1) * LONGEST);
    stream[at] = block === blocks - 1 ? 1 : 0;
    view.setUint16(at + 1, part.length, true);
    view.setUint16(at + 3, ~part.length & 0xffff, true);
    stream.set(part, at + 5);
    at += 5 + part.length;
  }
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % ADLER;
    high = (high + low) % ADLER;
  }
  view.setUint16(at, high);
  view.setUint16(at + 2, low);
  return stream;
}
