import { ProtocolError } from '../../errors.js';
import { isP5Data, P5_REGISTER, P5_START, type P5Frame, P5FrameDecoder } from '../../protocol/p5/frame.js';
import { decodeP5Request, type P5Channel, p5Op } from '../../protocol/p5/message.js';
import { p5NameOf } from '../p5/execute.js';
import type { FaultCommand } from './fault.js';
import type { Direction, PacketSplitter, Piece, TaskNames } from './packets.js';

/** A frame that stands still so long is given up. */
const GAP_MS = 500;

/** Finds commands and their answers in the bytes of one line of the second protocol. */
export class P5LinePackets implements PacketSplitter {
  readonly #tasks: TaskNames;
  readonly #ways: Readonly<Record<Direction, Way>>;

  constructor(tasks: TaskNames) {
    this.#tasks = tasks;
    this.#ways = {
      toRegister: new Way((frame) => this.#request(frame)),
      toHost: new Way((frame) => this.#answer(frame)),
    };
  }

  split(direction: Direction, chunk: Uint8Array, now: number): Piece[] {
    return this.#ways[direction].split(chunk, now);
  }

  holds(direction: Direction): boolean {
    return this.#ways[direction].holds;
  }

  #request({ dst, src, data }: P5Frame): FaultCommand | undefined {
    if (dst !== P5_REGISTER) return undefined;
    try {
      const { tid, op, body } = decodeP5Request(data);
      if (op !== p5Op.execute) return undefined;
      const name = p5NameOf(src as P5Channel, body);
      this.#tasks.set(keyOf(src, tid), name);
      return name;
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
  }

  /** Also the result of an earlier task that was asked for. */
  #answer(frame: P5Frame): FaultCommand | undefined {
    const [tid] = frame.data;
    return tid === undefined || !isP5Data(frame) ? undefined : this.#tasks.get(keyOf(frame.dst, tid));
  }
}

/** Task ids count per channel. */
const keyOf = (channel: number, tid: number): number => channel * 0x100 + tid;

class Way {
  readonly #read: (frame: P5Frame) => FaultCommand | undefined;
  readonly #decoder = new P5FrameDecoder();
  #held: number[] = [];
  #lastAt = 0;

  constructor(read: (frame: P5Frame) => FaultCommand | undefined) {
    this.#read = read;
  }

  get holds(): boolean {
    return this.#held.length > 0;
  }

  split(chunk: Uint8Array, now: number): Piece[] {
    const pieces: Piece[] = [];
    if (now - this.#lastAt > GAP_MS) {
      this.#decoder.reset();
      this.#release(pieces, undefined);
    }
    this.#lastAt = now;
    for (const byte of chunk) {
      const events = this.#decoder.push(Uint8Array.of(byte));
      // A new frame begins where the one before had no end.
      if (byte === P5_START[0] && this.#decoder.insideFrame && events.length > 0)
        this.#release(pieces, undefined);
      this.#held.push(byte);
      const frame = events.find((event) => event.type === 'frame');
      if (frame) this.#release(pieces, this.#read(frame.frame));
      else if (!this.#decoder.insideFrame) this.#release(pieces, undefined);
    }
    return pieces;
  }

  #release(pieces: Piece[], command: FaultCommand | undefined): void {
    if (this.#held.length > 0) pieces.push({ bytes: Uint8Array.from(this.#held), command });
    this.#held = [];
  }
}
