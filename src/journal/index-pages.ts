import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/*
 * The index of an archive is pages of 4 KiB and a tail:
 *
 *   page: CRC-32, count of entries, entries of 20 bytes, zeros
 *   entry: the first 8 bytes of the SHA-256 of a key, number of the file, offset and length of the record in it
 *   tail: the first hash of every page, the archive's files as JSON, CRC-32
 *
 * Numbers are 4 bytes, big-endian. Entries stand in the order of their hashes; of one hash, the newer first. A CRC is seeded with
 * the id of the index and the number of the page, so that no other page passes for the one that is asked for.
 */

export const PAGE = 4096;
export const HASH = 8;
const HEAD = 8;
export const ENTRY = HASH + 12;
const PER_PAGE = Math.floor((PAGE - HEAD) / ENTRY);

/** Where the record of a key may be found: another key may have the same hash. */
export interface Candidate {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
}

export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest().subarray(0, HASH);
}

export function entryOf(hash: Uint8Array, { file, offset, length }: Candidate): Buffer {
  const entry = Buffer.alloc(ENTRY);
  entry.set(hash);
  entry.writeUInt32BE(file, HASH);
  entry.writeUInt32BE(offset, HASH + 4);
  entry.writeUInt32BE(length, HASH + 8);
  return entry;
}

export function candidateAt(entries: Buffer, at: number): Candidate {
  return {
    file: entries.readUInt32BE(at + HASH),
    offset: entries.readUInt32BE(at + HASH + 4),
    length: entries.readUInt32BE(at + HASH + 8),
  };
}

/** Negative when the hash at the first place comes before that at the second. */
export function compareHashes(one: Buffer, at: number, other: Buffer, otherAt: number): number {
  return (
    one.readUInt32BE(at) - other.readUInt32BE(otherAt) ||
    one.readUInt32BE(at + 4) - other.readUInt32BE(otherAt + 4)
  );
}

/** Puts entries that come in order into pages. */
export class PageWriter {
  readonly #id: string;
  readonly #firsts: Buffer[] = [];
  #full: Buffer[] = [];
  #page = Buffer.alloc(PAGE);
  #count = 0;

  constructor(id: string) {
    this.#id = id;
  }

  get pages(): number {
    return this.#firsts.length;
  }

  add(entries: Buffer, at: number): void {
    if (this.#count === 0) this.#firsts.push(Buffer.from(entries.subarray(at, at + HASH)));
    entries.copy(this.#page, HEAD + this.#count * ENTRY, at, at + ENTRY);
    if (++this.#count === PER_PAGE) this.#seal();
  }

  /** Pages that are full. */
  take(): Buffer[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** The last pages. */
  end(): Buffer[] {
    if (this.#count > 0) this.#seal();
    return this.take();
  }

  /** What stands behind the pages. */
  tail(files: unknown): Buffer {
    const body = Buffer.concat([...this.#firsts, Buffer.from(JSON.stringify(files))]);
    return Buffer.concat([body, checksum(crc32(body, crc32(this.#id)))]);
  }

  #seal(): void {
    this.#page.writeUInt32BE(this.#count, 4);
    const sum = crc32(this.#page.subarray(4), pageSeed(this.#id, this.#firsts.length - 1));
    this.#page.writeUInt32BE(sum, 0);
    this.#full.push(this.#page);
    this.#page = Buffer.alloc(PAGE);
    this.#count = 0;
  }
}

/** The entries of a page; undefined when it is not as it was written. */
export function openPage(bytes: Uint8Array, id: string, number: number): Buffer | undefined {
  const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (page.length !== PAGE || page.readUInt32BE(0) !== crc32(page.subarray(4), pageSeed(id, number)))
    return undefined;
  const count = page.readUInt32BE(4);
  return count > PER_PAGE ? undefined : page.subarray(HEAD, HEAD + count * ENTRY);
}

/** The first hashes of the pages, and the JSON behind them; undefined when the tail is not as it was written. */
export function openTail(
  bytes: Uint8Array,
  id: string,
  pages: number,
): { firsts: Buffer; json: string } | undefined {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = tail.subarray(0, -4);
  if (body.length < pages * HASH || tail.readUInt32BE(body.length) !== crc32(body, crc32(id)))
    return undefined;
  return { firsts: Buffer.from(body.subarray(0, pages * HASH)), json: body.toString('utf8', pages * HASH) };
}

function pageSeed(id: string, number: number): number {
  return crc32(`${id}/${number}`);
}

function checksum(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
