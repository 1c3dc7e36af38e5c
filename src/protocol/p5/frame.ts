import { ProtocolError } from '../../errors.js';

/**
 * Frames of the second protocol: `24 40 len seq dst src flags data sum`. `len` (LE16) counts the whole frame, `sum` is the low byte of
 * the sum of all bytes between start and sum. Both see the frame without its escapes: after the start every 24 and 26 goes as `26 xx`,
 * so a bare 24 always begins a frame.
 */
export interface P5Frame {
  /** Counter of the sender. Nobody checks it. */
  readonly seq: number;
  /** To: 01 is the register, else a channel of the host. */
  readonly dst: number;
  /** From: the channel on the host's side; anything on the register's. */
  readonly src: number;
  readonly flags: number;
  readonly data: Uint8Array;
}

/** Second byte of every frame. */
export const P5_START: readonly [number, number] = [0x24, 0x40];
const START = P5_START[0];
const KIND = P5_START[1];
const ESCAPE = 0x26;
/** Start, kind, length, seq, dst, src, flags and sum. */
export const P5_OVERHEAD = 9;
const MAX_LENGTH = 0xffff;
export const MAX_P5_DATA = MAX_LENGTH - P5_OVERHEAD;

/** Address of the register in `dst`. */
export const P5_REGISTER = 0x01;

/** Bits of `flags`. */
export const p5Flag = {
  /** Something went wrong below the commands: the first byte of the data says what. */
  transportError: 0x01,
  /** The frame means nothing. */
  ignored: 0x02,
  data: 0x40,
} as const;

/** The data carries a message: no bit but 40 is set. */
export function isP5Data({ flags }: P5Frame): boolean {
  return (flags & ~p5Flag.data) === 0;
}

/** Throws ProtocolError `RANGE` when the data is longer than a frame can tell. */
export function encodeP5Frame({ seq, dst, src, flags, data }: P5Frame): Uint8Array {
  const length = data.length + P5_OVERHEAD;
  if (length > MAX_LENGTH)
    throw new ProtocolError('RANGE', `Данных больше ${MAX_P5_DATA} байт: ${data.length}`, {
      value: data.length,
      rule: `<= ${MAX_P5_DATA}`,
    });
  const head = [KIND, length & 0xff, length >> 8, seq, dst, src, flags];
  let sum = 0;
  for (const byte of head) sum += byte;
  for (const byte of data) sum += byte;
  const bytes: number[] = [START];
  const put = (byte: number): void => {
    if (byte === START || byte === ESCAPE) bytes.push(ESCAPE);
    bytes.push(byte);
  };
  for (const byte of head) put(byte);
  for (const byte of data) put(byte);
  put(sum & 0xff);
  return Uint8Array.from(bytes);
}

export type P5FrameEvent =
  | { readonly type: 'frame'; readonly frame: P5Frame; readonly bytes: Uint8Array }
  /** Bytes that belong to no good frame; they are gone. */
  | { readonly type: 'damage'; readonly reason: P5Damage; readonly bytes: Uint8Array };

export type P5Damage = 'noise' | 'sum' | 'length' | 'broken-off';

/**
 * Finds frames in a stream of any chunks. A bare 24 begins a new frame wherever it stands, so a lost end costs one frame and nothing is
 * kept that is longer than a frame.
 */
export class P5FrameDecoder {
  /** The frame as it came. */
  #raw: number[] = [];
  /** The same without escapes. */
  #body: number[] = [];
  #escaped = false;
  #noise: number[] = [];

  /** A frame has begun and has not ended. */
  get insideFrame(): boolean {
    return this.#raw.length > 0;
  }

  push(chunk: Uint8Array): P5FrameEvent[] {
    const events: P5FrameEvent[] = [];
    for (const byte of chunk) this.#take(byte, events);
    this.#endNoise(events);
    return events;
  }

  /** The rest of a frame will not come: what there is of it is damage. */
  reset(): P5FrameEvent[] {
    const events: P5FrameEvent[] = [];
    if (this.insideFrame) this.#drop('broken-off', events);
    return events;
  }

  #take(byte: number, events: P5FrameEvent[]): void {
    if (byte === START && !this.#escaped) {
      if (this.insideFrame) this.#drop('broken-off', events);
      this.#endNoise(events);
      this.#raw = [byte];
      return;
    }
    if (!this.insideFrame) {
      this.#noise.push(byte);
      return;
    }
    this.#raw.push(byte);
    if (byte === ESCAPE && !this.#escaped) {
      this.#escaped = true;
      return;
    }
    this.#escaped = false;
    this.#body.push(byte);
    this.#look(events);
  }

  #look(events: P5FrameEvent[]): void {
    const body = this.#body;
    const damage = this.#damage();
    if (damage) this.#drop(damage, events);
    if (damage || body.length < 3) return;
    const length = (body[1] as number) + (body[2] as number) * 0x100;
    // The start is part of the length and not of the body.
    if (body.length + 1 < length) return;
    const sum = body.at(-1) as number;
    if ((body.reduce((all, byte) => all + byte, -sum) & 0xff) !== sum) {
      this.#drop('sum', events);
      return;
    }
    const [, , , seq = 0, dst = 0, src = 0, flags = 0] = body;
    const frame = { seq, dst, src, flags, data: Uint8Array.from(body.slice(7, -1)) };
    events.push({ type: 'frame', frame, bytes: Uint8Array.from(this.#raw) });
    this.#forget();
  }

  #damage(): P5Damage | undefined {
    const [kind, low, high] = this.#body;
    if (kind !== KIND) return 'noise';
    const tooShort = low !== undefined && high !== undefined && low + high * 0x100 < P5_OVERHEAD;
    return tooShort ? 'length' : undefined;
  }

  #drop(reason: P5Damage, events: P5FrameEvent[]): void {
    events.push({ type: 'damage', reason, bytes: Uint8Array.from(this.#raw) });
    this.#forget();
  }

  #forget(): void {
    this.#raw = [];
    this.#body = [];
    this.#escaped = false;
  }

  #endNoise(events: P5FrameEvent[]): void {
    if (this.#noise.length === 0) return;
    events.push({ type: 'damage', reason: 'noise', bytes: Uint8Array.from(this.#noise) });
    this.#noise = [];
  }
}
