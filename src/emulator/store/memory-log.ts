import { zlib } from '../zlib.js';
import type { Place, RecordKind, RecordLog } from './record-log.js';

/** Small enough to be unpacked in a fraction of a millisecond, large enough to pack well: fiscal documents are much alike. */
const BLOCK = 128 * 1024;
/** Of a log that was just made: a process may have a thousand of them. */
const SMALLEST = 2 * 1024;

/**
 * A log that lives and dies with the process. Full blocks are kept packed, where there is Node to pack them: a quarter of a million receipts take some
 * tens of megabytes.
 */
export class MemoryLog implements RecordLog {
  #packed: Uint8Array[] = [];
  #open = new Uint8Array(SMALLEST);
  #size = 0;
  /** The block that was unpacked last: documents are mostly read one after another. */
  #unpacked: { index: number; bytes: Uint8Array } | undefined;

  append(_kind: RecordKind, payload: Uint8Array): Place {
    const offset = this.#size;
    for (let done = 0; done < payload.length; ) {
      const start = this.#size % BLOCK;
      const part = payload.subarray(done, done + BLOCK - start);
      this.#makeRoom(start + part.length);
      this.#open.set(part, start);
      done += part.length;
      this.#size += part.length;
      if (this.#size % BLOCK === 0) this.#pack();
    }
    return { offset, length: payload.length };
  }

  read({ offset, length }: Place): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const index = Math.floor((offset + done) / BLOCK);
      const start = (offset + done) % BLOCK;
      const part = this.#block(index).subarray(start, start + length - done);
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }

  restart(): void {
    this.#packed = [];
    this.#size = 0;
    this.#unpacked = undefined;
  }

  #makeRoom(needed: number): void {
    if (needed <= this.#open.length) return;
    let room = this.#open.length;
    while (room < needed) room *= 2;
    const larger = new Uint8Array(Math.min(room, BLOCK));
    larger.set(this.#open);
    this.#open = larger;
  }

  #pack(): void {
    this.#packed.push(zlib ? zlib.deflateRawSync(this.#open, { level: 1 }) : this.#open.slice());
  }

  #block(index: number): Uint8Array {
    const packed = this.#packed[index];
    if (!packed) return this.#open;
    if (!zlib) return packed;
    if (this.#unpacked?.index !== index) this.#unpacked = { index, bytes: zlib.inflateRawSync(packed) };
    return this.#unpacked.bytes;
  }
}
