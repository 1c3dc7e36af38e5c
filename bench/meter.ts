import { decodeBufferRequest } from '../src/protocol/classic/buffer-v3.js';
import { FrameV3Decoder } from '../src/protocol/classic/frame-v3.js';
import { decodeP5Request, type P5Frame, P5FrameDecoder, p5Channel, p5Op } from '../src/protocol/p5/index.js';
import type { Connection } from '../src/transport/index.js';

export type MeteredLink = 'v3' | 'p5';

/** What one direction carried. */
export interface Traffic {
  frames: number;
  bytes: number;
}

export interface Counts {
  host: Traffic;
  device: Traffic;
  /**
   * Commands in the order of the wire. Link v3, hex: the code, and the second byte where it names the command (A4, EF). Second
   * protocol: the two characters.
   */
  commands: string[];
}

const CODES_WITH_SUB = [0xa4, 0xef];
/** Access password in front of every command. */
const PASSWORD_LENGTH = 2;

/** Counts what passes over the lines of a register, as the register sees it. */
export class Meter {
  readonly #link: MeteredLink;
  #counts = empty();

  constructor(link: MeteredLink = 'v3') {
    this.#link = link;
  }

  get counts(): Counts {
    return this.#counts;
  }

  reset(): void {
    this.#counts = empty();
  }

  /** The register's end of a line, counted. */
  watch(connection: Connection): Connection {
    return this.#link === 'p5'
      ? this.#metered(connection, readingP5(), readingP5())
      : this.#metered(connection, readingV3(), readingV3());
  }

  #metered<T>(connection: Connection, fromHost: Reading<T>, fromDevice: Reading<T>): Connection {
    const meter = this;
    return {
      write(chunk) {
        meter.#counts.device.bytes += chunk.length;
        meter.#counts.device.frames += fromDevice.frames(chunk).length;
        return connection.write(chunk);
      },
      close: () => connection.close(),
      async *[Symbol.asyncIterator]() {
        for await (const chunk of connection) {
          meter.#counts.host.bytes += chunk.length;
          for (const frame of fromHost.frames(chunk)) {
            meter.#counts.host.frames++;
            const command = fromHost.command(frame);
            if (command !== undefined) meter.#counts.commands.push(command);
          }
          yield chunk;
        }
      },
    };
  }
}

function empty(): Counts {
  return { host: { frames: 0, bytes: 0 }, device: { frames: 0, bytes: 0 }, commands: [] };
}

/** What comes over a line, frame by frame. */
interface Reading<T> {
  frames(chunk: Uint8Array): readonly T[];
  /** The command that a frame of the host gives to the register; undefined when it gives none. */
  command(frame: T): string | undefined;
}

function readingV3(): Reading<Uint8Array> {
  const decoder = new FrameV3Decoder();
  return {
    frames: (chunk) => decoder.push(chunk).flatMap((event) => (event.type === 'packet' ? [event.data] : [])),
    command: commandV3,
  };
}

function commandV3(packet: Uint8Array): string | undefined {
  const request = decodeBufferRequest(packet);
  if (request.type !== 'add' && request.type !== 'acknowledgeAndAdd') return undefined;
  const [code = 0, sub = 0] = request.message.subarray(PASSWORD_LENGTH);
  return CODES_WITH_SUB.includes(code) ? `${hex(code)} ${hex(sub)}` : hex(code);
}

function readingP5(): Reading<P5Frame> {
  const decoder = new P5FrameDecoder();
  return {
    frames: (chunk) => decoder.push(chunk).flatMap((event) => (event.type === 'frame' ? [event.frame] : [])),
    command: commandP5,
  };
}

function commandP5({ src, data }: P5Frame): string | undefined {
  if (src !== p5Channel.fiscal && src !== p5Channel.system) return undefined;
  const { op, body } = decodeP5Request(data);
  return op === p5Op.execute ? String.fromCharCode(...body.subarray(0, 2)) : undefined;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
