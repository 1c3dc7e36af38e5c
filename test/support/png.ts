import { inflateSync } from 'node:zlib';

export interface Gray {
  readonly width: number;
  readonly height: number;
  /** 0 black … 255 white. */
  readonly luminances: Uint8ClampedArray;
}

/** Reads a PNG without interlace: one bit or eight a channel, as our pictures and those of browsers are. */
export function readPng(bytes: Uint8Array): Gray {
  const data = Buffer.from(bytes);
  const packed: Buffer[] = [];
  let [width, height, depth, kind] = [0, 0, 0, 0];
  for (let at = 8; at < data.length; ) {
    const length = data.readUInt32BE(at);
    const name = data.toString('latin1', at + 4, at + 8);
    const body = data.subarray(at + 8, at + 8 + length);
    if (name === 'IHDR')
      [width, height, depth, kind] = [
        body.readUInt32BE(0),
        body.readUInt32BE(4),
        body.readUInt8(8),
        body.readUInt8(9),
      ];
    if (name === 'IDAT') packed.push(body);
    at += 12 + length;
  }
  const channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[kind];
  if (channels === undefined || (depth !== 8 && !(depth === 1 && kind === 0)))
    throw new Error(`PNG ${depth}/${kind}`);
  const stride = Math.ceil((width * channels * depth) / 8);
  const step = Math.max(1, (channels * depth) / 8);
  const raw = inflateSync(Buffer.concat(packed));
  const luminances = new Uint8ClampedArray(width * height);
  let before = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1);
    const row = unfilter(raw[start] ?? 0, raw.subarray(start + 1, start + 1 + stride), before, step);
    before = row;
    for (let x = 0; x < width; x++) {
      const bit = ((row[x >> 3] ?? 0) >> (7 - (x & 7))) & 1;
      luminances[y * width + x] = depth === 1 ? bit * 255 : (row[x * step] ?? 0);
    }
  }
  return { width, height, luminances };
}

function unfilter(
  filter: number,
  from: Uint8Array,
  above: Uint8Array,
  step: number,
): Uint8Array<ArrayBuffer> {
  const row = new Uint8Array(from.length);
  for (let at = 0; at < from.length; at++) {
    const left = row[at - step] ?? 0;
    const up = above[at] ?? 0;
    const corner = at >= step ? (above[at - step] ?? 0) : 0;
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    row[at] = (from[at] ?? 0) + guess;
  }
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const near = [left, up, corner].map((one) => Math.abs(left + up - corner - one));
  const least = Math.min(...near);
  return [left, up, corner][near.indexOf(least)] ?? 0;
}
