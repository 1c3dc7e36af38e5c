import { crc32 } from 'node:zlib';
import type { RecordKind } from './record-log.js';

/*
 * A log is a file of frames:
 *
 *   F5 4E, kind u8, 00, length of the payload u32, CRC-32 u32, payload
 *
 * all little-endian. The CRC covers kind, length and payload; it is seeded with the id of the log, so that bytes of another file
 * never pass for a frame of this one.
 */

export const FRAME_HEAD = 12;
const MAGIC = [0xf5, 0x4e] as const;
/** No record is larger: a document has 32 KiB, the memory of a register with all its pictures a few MiB. */
const LONGEST = 64 * 1024 * 1024;

export function encodeFrame(seed: number, kind: RecordKind, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const frame = new Uint8Array(FRAME_HEAD + length);
  frame.set(MAGIC);
  const view = new DataView(frame.buffer);
  view.setUint8(2, kind);
  view.setUint32(4, length, true);
  let offset = FRAME_HEAD;
  for (const part of parts) {
    frame.set(part, offset);
    offset += part.length;
  }
  view.setUint32(8, checksum(seed, frame), true);
  return frame;
}

export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array;
}

/** Length of the frame that begins here; undefined when no frame does. */
export function frameLength(bytes: Uint8Array, offset = 0): number | undefined {
  if (bytes[offset] !== MAGIC[0] || bytes[offset + 1] !== MAGIC[1]) return undefined;
  if (bytes.length < offset + FRAME_HEAD) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset + offset).getUint32(4, true);
  return length > LONGEST ? undefined : FRAME_HEAD + length;
}

/** One whole frame; undefined when it is torn or damaged. */
export function decodeFrame(seed: number, bytes: Uint8Array): Frame | undefined {
  if (frameLength(bytes) !== bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(8, true) !== checksum(seed, bytes)) return undefined;
  return { kind: view.getUint8(2), payload: bytes.subarray(FRAME_HEAD) };
}

function checksum(seed: number, frame: Uint8Array): number {
  return crc32(frame.subarray(FRAME_HEAD), crc32(frame.subarray(2, 8), seed));
}

export function seedOf(id: string): number {
  return crc32(id);
}

/** Whether a whole frame of this log begins anywhere at or after `from`. */
export function hasFrame(seed: number, bytes: Uint8Array, from: number): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = Uint8Array.from(MAGIC);
  for (let at = buffer.indexOf(magic, from); at >= 0; at = buffer.indexOf(magic, at + 1)) {
    const length = frameLength(bytes, at);
    if (length !== undefined && decodeFrame(seed, bytes.subarray(at, at + length))) return true;
  }
  return false;
}
