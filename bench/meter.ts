import { decodeBufferRequest } from '../src/protocol/classic/buffer-v3.js';
import { FrameV3Decoder } from '../src/protocol/classic/frame-v3.js';
import type { Connection } from '../src/transport/index.js';

/** What one direction carried. */
export interface Traffic {
  frames: number;
  bytes: number;
}

export interface Counts {
  host: Traffic;
  device: Traffic;
  /** Commands in the order of the wire, hex: the code, and the second byte where it names the command (A4, EF). */
  commands: string[];
}

const CODES_WITH_SUB = [0xa4, 0xef];
/** Access password in front of every command. */
const PASSWORD_LENGTH = 2;

/** Counts what passes over the lines of a register, as the register sees it. */
export class Meter {
  #counts = empty();

  get counts(): Counts {
    return this.#counts;
  }

  reset(): void {
    this.#counts = empty();
  }

  /** The register's end of a line, counted. */
  watch(connection: Connection): Connection {
    const meter = this;
    const fromHost = new FrameV3Decoder();
    const fromDevice = new FrameV3Decoder();
    return {
      write(chunk) {
        meter.#counts.device.bytes += chunk.length;
        meter.#counts.device.frames += packets(fromDevice, chunk).length;
        return connection.write(chunk);
      },
      close: () => connection.close(),
      async *[Symbol.asyncIterator]() {
        for await (const chunk of connection) {
          meter.#counts.host.bytes += chunk.length;
          for (const packet of packets(fromHost, chunk)) meter.#fromHost(packet);
          yield chunk;
        }
      },
    };
  }

  #fromHost(packet: Uint8Array): void {
    this.#counts.host.frames++;
    const request = decodeBufferRequest(packet);
    if (request.type !== 'add' && request.type !== 'acknowledgeAndAdd') return;
    const [code = 0, sub = 0] = request.message.subarray(PASSWORD_LENGTH);
    const name = CODES_WITH_SUB.includes(code) ? `${hex(code)} ${hex(sub)}` : hex(code);
    this.#counts.commands.push(name);
  }
}

function empty(): Counts {
  return { host: { frames: 0, bytes: 0 }, device: { frames: 0, bytes: 0 }, commands: [] };
}

function packets(decoder: FrameV3Decoder, chunk: Uint8Array): Uint8Array[] {
  return decoder.push(chunk).flatMap((event) => (event.type === 'packet' ? [event.data] : []));
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
