/**
 * Packets of link layer v3: `FE lenLo lenHi id esc(data) esc(crc)`.
 * The length counts unescaped data bytes, seven bits in lenLo and the rest in lenHi; neither it nor the id is escaped.
 */

import { ProtocolError } from '../../errors.js';
import { needBytes, needNumber, needObject } from '../../util/arguments.js';
import { readable } from '../../util/options.js';

const START = 0xfe;
const ESCAPE = 0xfd;
const ESCAPED_START = 0xee;
const ESCAPED_ESCAPE = 0xed;

/** The largest length whose two header bytes stay clear of FD and FE. */
export const MAX_FRAME_V3_DATA = 0x7e7f;

/** Packet id of everything that the register sends on its own: asynchronous results. */
export const ASYNC_PACKET_ID = 0xf0;

/** Polynomial 31h, initial value FFh, most significant bit first, no final XOR. */
const CRC_TABLE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 0x31 : crc << 1;
  return crc & 0xff;
});

function crcNext(crc: number, byte: number): number {
  return CRC_TABLE[crc ^ byte] as number;
}

/** CRC-8 as used by link v3; the check value of the ASCII digits 1..9 is F7h. */
export function crc8(bytes: Uint8Array, initial = 0xff): number {
  needBytes(bytes, 'bytes');
  let crc = initial;
  for (let i = 0; i < bytes.length; i++) crc = crcNext(crc, bytes[i] as number);
  return crc;
}

/** What stands in a packet: bytes, or a writer's, which need no array of their own. */
export interface PacketData {
  readonly length: number;
  at(index: number): number | undefined;
}

/** Packets that go over the wire together, one behind the other. */
export class FramesV3 {
  /** How many bytes escapes add is known at the end of each frame only. */
  #bytes = new Uint8Array(512);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @throws ProtocolError `RANGE` for what `encodeFrameV3` refuses, too; nothing is added then. */
  add(id: number, data: PacketData): this {
    checkPacket(id, data);
    this.#reserve(6 + 2 * data.length);
    const frame = this.#bytes;
    let at = this.#length;
    frame[at++] = START;
    frame[at++] = data.length & 0x7f;
    frame[at++] = data.length >> 7;
    frame[at++] = id;
    let crc = crcNext(0xff, id);
    for (let i = 0; i <= data.length; i++) {
      const byte = i < data.length ? (data.at(i) as number) : crc;
      if (byte === START || byte === ESCAPE) {
        frame[at++] = ESCAPE;
        frame[at++] = byte === START ? ESCAPED_START : ESCAPED_ESCAPE;
      } else {
        frame[at++] = byte;
      }
      crc = crcNext(crc, byte);
    }
    this.#length = at;
    return this;
  }

  /** All that was added, and begins anew. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra;
    if (needed <= this.#bytes.length) return;
    const longer = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    longer.set(this.#bytes);
    this.#bytes = longer;
  }
}

const single = new FramesV3();

/**
 * One packet as it goes over the wire.
 *
 * @param id 00h..FFh except FDh and FEh, which would look like a start or an escape.
 * @param data at most 7E7Fh bytes.
 * @throws ProtocolError `RANGE`
 */
export function encodeFrameV3(id: number, data: Uint8Array): Uint8Array {
  needNumber(id, 'id');
  needBytes(data, 'data');
  return single.add(id, data).take();
}

/** The frames in what `FramesV3` gave: a start never occurs inside of one. */
export function splitFramesV3(bytes: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let begin = 0; begin < bytes.length; ) {
    const next = bytes.indexOf(START, begin + 1);
    const end = next < 0 ? bytes.length : next;
    frames.push(bytes.slice(begin, end));
    begin = end;
  }
  return frames;
}

function checkPacket(id: number, data: PacketData): void {
  if (!Number.isInteger(id) || id < 0 || id > 0xff || id === START || id === ESCAPE) {
    throw new ProtocolError('RANGE', `Недопустимый номер пакета: ${id}`, {
      field: 'id',
      rule: '00..FF, кроме FD и FE',
      value: id,
    });
  }
  if (data.length > MAX_FRAME_V3_DATA) {
    throw new ProtocolError('RANGE', `Слишком длинный пакет: ${data.length} байт`, {
      field: 'data',
      rule: `не более ${MAX_FRAME_V3_DATA} байт`,
      value: data.length,
    });
  }
}

/**
 * Most replies are a single byte, and two of three packets that a host gets: the same arrays again and again, which nobody writes
 * into.
 */
const SINGLE_BYTES = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));

export function singleByte(byte: number): Uint8Array {
  return SINGLE_BYTES[byte] as Uint8Array;
}

/** Why a packet was given up. `id` of such an event may itself be damaged. */
export type FrameV3Damage =
  /** All bytes came, the checksum differs. */
  | 'crc'
  /** FD was followed by neither ED nor EE. */
  | 'escape'
  /** The next packet began inside this one. */
  | 'cut'
  /** The rest did not come in time. */
  | 'gap'
  /** The header names an impossible length. */
  | 'length';

export type FrameV3Event =
  | { readonly type: 'packet'; readonly id: number; readonly data: Uint8Array }
  | { readonly type: 'broken'; readonly id: number | undefined; readonly reason: FrameV3Damage };

/** Takes what a decoder finds, as it finds it. */
export interface FrameV3Sink {
  packet(id: number, data: Uint8Array): void;
  broken(id: number | undefined, reason: FrameV3Damage): void;
}

/** Makes a list of it. */
class Events implements FrameV3Sink {
  readonly list: FrameV3Event[] = [];

  packet(id: number, data: Uint8Array): void {
    this.list.push({ type: 'packet', id, data });
  }

  broken(id: number | undefined, reason: FrameV3Damage): void {
    this.list.push({ type: 'broken', id, reason });
  }
}

export interface FrameV3DecoderOptions {
  /** Longest data accepted, in bytes: a damaged header must not make the decoder wait for 32 kilobytes. Default 4096. */
  maxLength?: number | undefined;
  /** Longest silence inside a packet, in milliseconds. Default 500. */
  gapMs?: number | undefined;
}

/** Bytes: the answers of some receipts. */
const BLOCK = 1024;

const Expect = { start: 0, lengthLow: 1, lengthHigh: 2, id: 3, body: 4, escaped: 5 } as const;

/** Finds packets in a stream of bytes that comes in any pieces. Never throws: what is not a packet is skipped and counted. */
export class FrameV3Decoder {
  readonly #maxLength: number;
  readonly #gapMs: number;
  #expect: number = Expect.start;
  #length = 0;
  #id: number | undefined;
  /** Data bytes collected; equal to `#length` while the checksum is awaited. */
  #filled = 0;
  #crc = 0;
  /** Bytes of the current packet as seen on the wire. */
  #taken = 0;
  /**
   * Data of packets, one behind the other, told where they stand: what was told is never written again, and a full block is left to
   * those who hold its packets.
   */
  #block = new Uint8Array(BLOCK);
  /** Where those of the current packet begin. */
  #begin = 0;
  #lastByteAt: number | undefined;
  #discarded = 0;

  constructor(options: FrameV3DecoderOptions = {}) {
    needObject(options, 'options');
    const { maxLength = 4096, gapMs = 500 } = readable('options', () => ({ ...options }));
    needNumber(maxLength, 'maxLength');
    needNumber(gapMs, 'gapMs');
    this.#maxLength = Math.min(maxLength, MAX_FRAME_V3_DATA);
    this.#gapMs = gapMs;
  }

  /** Bytes that belonged to no good packet, over the decoder's life. */
  get discarded(): number {
    return this.#discarded;
  }

  /** True between the first and the last byte of a packet. */
  get insidePacket(): boolean {
    return this.#expect !== Expect.start;
  }

  /** A packet was begun, and its rest did not come in time. */
  stale(now: number): boolean {
    return this.insidePacket && this.#lastByteAt !== undefined && now - this.#lastByteAt > this.#gapMs;
  }

  /**
   * @param now monotonic time in milliseconds; without it the silence inside a packet is not limited.
   */
  push(chunk: Uint8Array, now?: number): FrameV3Event[] {
    const events = new Events();
    this.read(chunk, events, now);
    return events.list;
  }

  /** As `push`, each event told as soon as its bytes are read. */
  read(chunk: Uint8Array, sink: FrameV3Sink, now?: number): void {
    if (chunk.length === 0) return;
    if (now !== undefined) {
      if (this.stale(now)) this.#drop(sink, 'gap');
      this.#lastByteAt = now;
    }
    for (let at = 0; at < chunk.length; ) {
      if (this.#expect === Expect.body) at = this.#takeRun(chunk, at);
      else if (this.#expect === Expect.start) at = this.#skipTo(chunk, at);
      if (at < chunk.length) this.#take(chunk[at++] as number, sink);
    }
  }

  /** Data up to the next byte that means something else; returns where that is. Most bytes of a line go this way. */
  #takeRun(chunk: Uint8Array, begin: number): number {
    const block = this.#block;
    const end = Math.min(chunk.length, begin + this.#length - this.#filled);
    let to = this.#begin + this.#filled;
    let crc = this.#crc;
    let at = begin;
    for (; at < end; at++) {
      const byte = chunk[at] as number;
      if (byte === START || byte === ESCAPE) break;
      block[to++] = byte;
      crc = CRC_TABLE[crc ^ byte] as number;
    }
    this.#filled += at - begin;
    this.#crc = crc;
    this.#taken += at - begin;
    return at;
  }

  /** Where the next packet begins; what stands before is noise. */
  #skipTo(chunk: Uint8Array, begin: number): number {
    const found = chunk.indexOf(START, begin);
    const at = found < 0 ? chunk.length : found;
    this.#discarded += at - begin;
    return at;
  }

  #take(byte: number, sink: FrameV3Sink): void {
    // FE never occurs inside a good packet, so it always begins a new one.
    if (byte === START) {
      if (this.insidePacket) this.#drop(sink, 'cut');
      this.#expect = Expect.lengthLow;
      this.#id = undefined;
      this.#taken = 1;
      return;
    }
    if (this.#expect === Expect.start) {
      this.#discarded++;
      return;
    }
    this.#taken++;
    switch (this.#expect) {
      case Expect.lengthLow:
        this.#length = byte;
        if (byte > 0x7f) this.#drop(sink, 'length');
        else this.#expect = Expect.lengthHigh;
        return;
      case Expect.lengthHigh:
        this.#length |= byte << 7;
        if (this.#length > this.#maxLength) this.#drop(sink, 'length');
        else this.#expect = Expect.id;
        return;
      case Expect.id:
        // No packet has the id of an escape, and it could not be encoded again.
        if (byte === ESCAPE) {
          this.#drop(sink, 'escape');
          return;
        }
        this.#id = byte;
        this.#crc = crcNext(0xff, byte);
        this.#filled = 0;
        if (this.#block.length < this.#begin + this.#length) {
          this.#block = new Uint8Array(Math.max(BLOCK, this.#length));
          this.#begin = 0;
        }
        this.#expect = Expect.body;
        return;
      case Expect.body:
        if (byte === ESCAPE) this.#expect = Expect.escaped;
        else this.#store(byte, sink);
        return;
      default:
        this.#expect = Expect.body;
        if (byte === ESCAPED_START) this.#store(START, sink);
        else if (byte === ESCAPED_ESCAPE) this.#store(ESCAPE, sink);
        else this.#drop(sink, 'escape');
    }
  }

  #store(byte: number, sink: FrameV3Sink): void {
    if (this.#filled < this.#length) {
      this.#block[this.#begin + this.#filled++] = byte;
      this.#crc = crcNext(this.#crc, byte);
      return;
    }
    if (byte !== this.#crc) {
      this.#drop(sink, 'crc');
      return;
    }
    this.#expect = Expect.start;
    sink.packet(this.#id as number, this.#data());
  }

  #data(): Uint8Array {
    const begin = this.#begin;
    if (this.#length === 1) return singleByte(this.#block[begin] as number);
    this.#begin += this.#length;
    return this.#block.subarray(begin, this.#begin);
  }

  #drop(sink: FrameV3Sink, reason: FrameV3Damage): void {
    this.#expect = Expect.start;
    this.#discarded += this.#taken;
    sink.broken(this.#id, reason);
  }
}
