import { ProtocolError } from '../../errors.js';
import {
  type BufferRequest,
  decodeAsyncResult,
  decodeBufferRequest,
  TaskState,
} from '../../protocol/classic/buffer-v3.js';
import { openMessage } from '../../protocol/classic/command.js';
import { type CommandName, commandByCode } from '../../protocol/classic/commands/index.js';
import { ControlV2, FrameV2Decoder } from '../../protocol/classic/frame-v2.js';
import { ASYNC_PACKET_ID, FrameV3Decoder } from '../../protocol/classic/frame-v3.js';
import type { FaultCommand } from './fault.js';

export type Direction = 'toHost' | 'toRegister';

/** A stretch of bytes that belongs together. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** The command that it carries, or whose answer it carries; undefined for everything else on the line. */
  readonly command: FaultCommand | undefined;
}

/** First byte of a v3 packet. */
const V3_START = 0xfe;
const V2_TALK: readonly number[] = [ControlV2.enq, ControlV2.ack];
const OUTSIDE = { type: 'control' } as const;
/** A frame that stands still so long is given up, as by the register. */
const GAP_MS = 500;

/** A command that a piece carries. */
type PieceCommand = FaultCommand | undefined;

/** Cuts the bytes of a line at the borders of frames. `now` in ms. */
export interface PacketSplitter {
  /** The begin of a frame whose end is missing is kept back. */
  split(direction: Direction, chunk: Uint8Array, now: number): Piece[];
  /** The begin of a frame is kept back in this direction. */
  holds(direction: Direction): boolean;
}

/** Which command a task id stands for: the register's, because a host asks for results on another line than it gave the task on. */
export class TaskNames {
  readonly #names = new Map<number, PieceCommand>();

  set(tid: number, name: PieceCommand): void {
    this.#names.set(tid, name);
  }

  get(tid: number): PieceCommand {
    return this.#names.get(tid);
  }
}

/** Finds commands and their answers in the bytes of one line, whichever link it speaks. */
export class LinePackets implements PacketSplitter {
  readonly #tasks: TaskNames;
  readonly #inbound: Splitter;
  readonly #outbound: Splitter;
  /** v3: task by the id of the packet that a reply will have. */
  readonly #asked = new Map<number, { readonly tid: number; readonly double: boolean }>();
  /** v2: one command at a time. */
  #current: CommandName | undefined;

  constructor(tasks: TaskNames) {
    this.#tasks = tasks;
    const readV2 = (data: Uint8Array): CommandName | undefined => {
      this.#current = nameOf(data);
      return this.#current;
    };
    this.#inbound = new Splitter({ v2: readV2, v3: (id, data) => this.#request(id, data) });
    this.#outbound = new Splitter({ v2: () => this.#current, v3: (id, data) => this.#answer(id, data) });
  }

  /** The begin of a frame whose end is missing is kept back. `now` in ms. */
  split(direction: Direction, chunk: Uint8Array, now: number): Piece[] {
    return (direction === 'toHost' ? this.#outbound : this.#inbound).split(chunk, now);
  }

  /** The begin of a frame is kept back in this direction. */
  holds(direction: Direction): boolean {
    return (direction === 'toHost' ? this.#outbound : this.#inbound).holds;
  }

  #request(id: number, data: Uint8Array): CommandName | undefined {
    let request: BufferRequest;
    try {
      request = decodeBufferRequest(data);
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
    if (request.type === 'acknowledge' || request.type === 'abort') return undefined;
    this.#asked.set(id, { tid: request.tid, double: request.type === 'acknowledgeAndAdd' });
    if (request.type === 'request') return undefined;
    const name = nameOf(request.message);
    this.#tasks.set(request.tid, name);
    return name;
  }

  #answer(id: number, data: Uint8Array): PieceCommand {
    if (id === ASYNC_PACKET_ID)
      return data.length > 1 ? this.#tasks.get(decodeAsyncResult(data).tid) : undefined;
    const asked = this.#asked.get(id);
    if (asked === undefined) return undefined;
    const state = data[asked.double ? 1 : 0];
    const answers = state === TaskState.result || state === TaskState.error;
    return answers ? this.#tasks.get(asked.tid) : undefined;
  }
}

interface Readers {
  readonly v2: (data: Uint8Array) => CommandName | undefined;
  readonly v3: (id: number, data: Uint8Array) => PieceCommand;
}

/** Cuts the bytes of one direction at the borders of frames. */
class Splitter {
  readonly #readers: Readers;
  readonly #v2 = new FrameV2Decoder();
  #v3 = new FrameV3Decoder();
  /** A host that said ENQ, or was answered ACK, speaks link v2. */
  #stx = false;
  #held: number[] = [];
  #lastAt = 0;

  constructor(readers: Readers) {
    this.#readers = readers;
  }

  get holds(): boolean {
    return this.#held.length > 0;
  }

  split(chunk: Uint8Array, now: number): Piece[] {
    const pieces: Piece[] = [];
    if (now - this.#lastAt > GAP_MS) {
      this.#v2.reset();
      this.#v3 = new FrameV3Decoder();
      this.#release(pieces, undefined);
    }
    this.#lastAt = now;
    for (let i = 0; i < chunk.length; i++) this.#take(chunk[i] as number, pieces);
    return pieces;
  }

  #take(byte: number, pieces: Piece[]): void {
    this.#held.push(byte);
    if (this.#v3.insidePacket || (byte === V3_START && !this.#v2.insideFrame)) {
      this.#stx = false;
      for (const event of this.#v3.push(Uint8Array.of(byte)))
        this.#release(pieces, event.type === 'packet' ? this.#readers.v3(event.id, event.data) : undefined);
      return;
    }
    // On a v3 line STX is noise; it must not swallow the packet that follows.
    if (V2_TALK.includes(byte) && !this.#v2.insideFrame) this.#stx = true;
    const event =
      this.#v2.insideFrame || (this.#stx && byte === ControlV2.stx) ? this.#v2.take(byte) : OUTSIDE;
    if (event) this.#release(pieces, event.type === 'frame' ? this.#readers.v2(event.data) : undefined);
  }

  #release(pieces: Piece[], command: PieceCommand): void {
    if (this.#held.length > 0) pieces.push({ bytes: Uint8Array.from(this.#held), command });
    this.#held = [];
  }
}

function nameOf(message: Uint8Array): CommandName | undefined {
  try {
    const { code, sub } = openMessage(message);
    return commandByCode(code, sub)?.name as CommandName | undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
