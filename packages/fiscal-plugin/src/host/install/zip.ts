import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';

/** A file of a zip, as its central directory says: what the local headers say is not believed. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes that must come out of it. */
  readonly size: number;
  /** Bytes that it takes in the zip. */
  readonly packed: number;
  readonly crc: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Of its local header. */
  readonly at: number;
  /** What it is by the system that packed it: a file, a folder, or something that an artefact has not (a link, a pipe). */
  readonly kind: 'file' | 'folder' | 'other';
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end of the directory, and the longest comment behind it. */
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
const ENCRYPTED = 1;
/** "Made by" Unix: its mode stands in the upper half of the attributes. */
const UNIX = 3;
const [TYPE, FILE, FOLDER] = [0xf000, 0x8000, 0x4000];

/**
 * The directory of a zip (APPNOTE 4.3.12, 4.3.16); without zip64, which no artefact needs.
 *
 * @throws RangeError where it is none
 */
export function entriesOf(zip: Buffer): ZipEntry[] {
  let end = zip.length - END_BYTES;
  const first = Math.max(0, end - MAX_COMMENT);
  // The one whose comment ends where the file does: neither one inside a comment nor one before something else.
  const isEnd = () =>
    zip.readUInt32LE(end) === END && zip.readUInt16LE(end + 20) === zip.length - end - END_BYTES;
  while (end >= first && !isEnd()) end -= 1;
  if (end < first) throw new RangeError('it has no directory');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new RangeError('its directory is damaged');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      zip.readUInt16LE(at + field),
    );
    const name = zip.toString('utf8', at + 46, at + 46 + Number(nameLength));
    if ((zip.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw new RangeError(`${name} is encrypted`);
    entries.push({
      name,
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
      kind: kindOf(name, zip.readUInt8(at + 5), zip.readUInt16LE(at + 40)),
    });
    at += 46 + Number(nameLength) + Number(extraLength) + Number(commentLength);
  }
  if (at !== end) throw new RangeError('its directory does not end where it says');
  return entries;
}

function kindOf(name: string, system: number, mode: number): ZipEntry['kind'] {
  const type = system === UNIX ? mode & TYPE : 0;
  if (name.endsWith('/')) return type === 0 || type === FOLDER ? 'folder' : 'other';
  return type === 0 || type === FILE ? 'file' : 'other';
}

/**
 * What comes out of an entry: exactly as many bytes as it promised, and no more memory than they need.
 *
 * @throws Error where something else comes out
 */
export async function bytesOf(
  zip: Buffer,
  { name, method, at, packed, size, crc }: ZipEntry,
): Promise<Buffer> {
  if (zip.readUInt32LE(at) !== LOCAL) throw new RangeError(`${name} is not where the directory says`);
  const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const data = zip.subarray(start, start + packed);
  const bytes = await unpacked(name, method, data, size);
  if (bytes.length !== size || crc32(bytes) !== crc) throw new RangeError(`${name} is not what it promises`);
  return bytes;
}

async function unpacked(name: string, method: number, data: Buffer, size: number): Promise<Buffer> {
  if (method === 0) return data;
  if (method !== 8) throw new RangeError(`${name} is packed in a way that artefacts are not (${method})`);
  // Ends at the first byte more than was promised.
  return await promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw)(data, {
    maxOutputLength: Math.max(1, size),
  });
}
