/**
 * Frames of link layer v2: `STX mask(data) ETX crc`.
 * DLE stands before every data byte equal to DLE or ETX; crc is the XOR of all bytes behind STX as transmitted,
 * masks and ETX included, and is never masked itself.
 */

import { ProtocolError } from '../../errors.js';
import { needBytes } from '../../util/arguments.js';

/** The bytes that have a meaning of their own on a v2 line. */
export const ControlV2 = {
  /** Start of a frame. */
  stx: 0x02,
  /** End of the data of a frame. */
  etx: 0x03,
  /** End of an exchange. */
  eot: 0x04,
  /** Request to send. */
  enq: 0x05,
  /** Ready, or frame accepted. */
  ack: 0x06,
  /** The next byte is data. */
  dle: 0x10,
  /** Not ready, or frame damaged. */
  nak: 0x15,
} as const;

const { stx: STX, etx: ETX, dle: DLE } = ControlV2;

/** Longest data of a frame, in bytes, before masking. */
export const MAX_FRAME_V2_DATA = 255;

/**
 * One frame as it goes over the wire.
 *
 * @param data at most 255 bytes.
 * @throws ProtocolError `RANGE`, before anything is sent.
 */
export function encodeFrameV2(data: Uint8Array): Uint8Array {
  needBytes(data, 'data');
  if (data.length > MAX_FRAME_V2_DATA) {
    throw new ProtocolError('RANGE', `Сообщение не помещается в кадр: ${data.length} байт`, {
      field: 'data',
      rule: `не более ${MAX_FRAME_V2_DATA} байт в кадре протокола обмена 2`,
      value: data.length,
    });
  }
  let masks = 0;
  for (let i = 0; i < data.length; i++) if (needsMask(data[i] as number)) masks++;
  const frame = new Uint8Array(data.length + masks + 3);
  frame[0] = STX;
  let at = 1;
  let crc = 0;
  const put = (byte: number): void => {
    frame[at++] = byte;
    crc ^= byte;
  };
  for (let i = 0; i < data.length; i++) {
    const byte = data[i] as number;
    if (needsMask(byte)) put(DLE);
    put(byte);
  }
  put(ETX);
  frame[at] = crc;
  return frame;
}

function needsMask(byte: number): boolean {
  return byte === DLE || byte === ETX;
}

/** Why a frame was given up. */
export type FrameV2Damage =
  /** The frame ended, the checksum differs. */
  | 'crc'
  /** More data than a frame may hold. */
  | 'overflow'
  /** The rest did not come in time. */
  | 'gap';

export type FrameV2Event =
  | { readonly type: 'frame'; readonly data: Uint8Array }
  | { readonly type: 'broken'; readonly reason: FrameV2Damage }
  /** A byte outside of frames: ENQ, ACK, NAK, EOT or noise. */
  | { readonly type: 'control'; readonly byte: number };

const Expect = { start: 0, data: 1, masked: 2, crc: 3 } as const;

/**
 * Finds frames in a stream of bytes that comes in any pieces. Never throws. STX may be data, so that a frame which
 * lost its end lasts until the next ETX, until 255 bytes are exceeded, or until `reset()` after a silence.
 */
export class FrameV2Decoder {
  #expect: number = Expect.start;
  readonly #buffer = new Uint8Array(MAX_FRAME_V2_DATA);
  #length = 0;
  #crc = 0;

  /** True between the first and the last byte of a frame. */
  get insideFrame(): boolean {
    return this.#expect !== Expect.start;
  }

  push(chunk: Uint8Array): FrameV2Event[] {
    const events: FrameV2Event[] = [];
    for (let i = 0; i < chunk.length; i++) {
      const event = this.take(chunk[i] as number);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  /** Nothing is returned in the middle of a frame. */
  take(byte: number): FrameV2Event | undefined {
    if (this.#expect === Expect.start) {
      if (byte !== STX) return { type: 'control', byte };
      this.#expect = Expect.data;
      this.#length = 0;
      this.#crc = 0;
      return undefined;
    }
    if (this.#expect === Expect.crc) {
      this.#expect = Expect.start;
      if (byte !== this.#crc) return { type: 'broken', reason: 'crc' };
      return { type: 'frame', data: this.#buffer.slice(0, this.#length) };
    }
    this.#crc ^= byte;
    if (this.#expect === Expect.data && byte === DLE) {
      this.#expect = Expect.masked;
      return undefined;
    }
    if (this.#expect === Expect.data && byte === ETX) {
      this.#expect = Expect.crc;
      return undefined;
    }
    this.#expect = Expect.data;
    if (this.#length === MAX_FRAME_V2_DATA) {
      this.#expect = Expect.start;
      return { type: 'broken', reason: 'overflow' };
    }
    this.#buffer[this.#length++] = byte;
    return undefined;
  }

  /** Gives up the frame that is under way, as after a silence inside it. */
  reset(): FrameV2Event | undefined {
    if (!this.insideFrame) return undefined;
    this.#expect = Expect.start;
    return { type: 'broken', reason: 'gap' };
  }
}
