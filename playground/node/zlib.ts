/** What the emulator uses of `node:zlib`, for a page. */
import { deflateSync as deflateRaw, inflateSync as inflateRaw, zlibSync } from 'fflate';

export const deflateRawSync = (bytes: Uint8Array): Uint8Array => deflateRaw(bytes);
export const inflateRawSync = (bytes: Uint8Array): Uint8Array => inflateRaw(bytes);
export const deflateSync = (bytes: Uint8Array): Uint8Array => zlibSync(bytes);

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array, seed = 0): number {
  let value = ~seed;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return ~value >>> 0;
}
