import { encodeFrameV3, FrameV3Decoder } from '../../../src/protocol/index.js';
import { encodeP5Frame, P5FrameDecoder } from '../../../src/protocol/p5/index.js';
import type { Connection } from '../../../src/transport/transport.js';

/** A packet of link v3, or a frame of the second protocol, at which the host is killed, counted from 1. */
export interface KillPoint {
  /** Seen from the host. */
  readonly dir: 'out' | 'in';
  readonly packet: number;
  /** Whether the packet still arrives. */
  readonly when: 'before' | 'after';
}

/** Lines of a register on which packets are counted, and the host dies at one of them. */
export class Guard {
  readonly packets = { out: 0, in: 0 };
  readonly #link: 'v3' | 'p5';
  #point: KillPoint | undefined;
  #kill: (() => Promise<void>) | undefined;

  constructor(link: 'v3' | 'p5') {
    this.#link = link;
  }

  arm(point: KillPoint, kill: () => Promise<void>): void {
    this.#point = point;
    this.#kill = kill;
  }

  /** The register's end of a line. */
  watch(line: Connection): Connection {
    const fromHost = this.#link === 'p5' ? framesP5() : packetsV3();
    const guard = this;
    return {
      async write(chunk) {
        const packet = ++guard.packets.in;
        if (guard.#strikes('in', packet, 'before')) return guard.#strike();
        await line.write(chunk);
        if (guard.#strikes('in', packet, 'after')) await guard.#strike();
      },
      close: () => line.close(),
      async *[Symbol.asyncIterator]() {
        for await (const chunk of line) {
          for (const bytes of fromHost(chunk)) {
            const packet = ++guard.packets.out;
            if (guard.#strikes('out', packet, 'before')) {
              await guard.#strike();
              return;
            }
            yield bytes;
            if (guard.#strikes('out', packet, 'after')) await guard.#strike();
          }
        }
      },
    };
  }

  #strikes(dir: KillPoint['dir'], packet: number, when: KillPoint['when']): boolean {
    const point = this.#point;
    return point?.dir === dir && point.packet === packet && point.when === when;
  }

  async #strike(): Promise<void> {
    this.#point = undefined;
    await this.#kill?.();
  }
}

/** Whole packets of what the host sends. */
type Split = (chunk: Uint8Array) => Uint8Array[];

function packetsV3(): Split {
  const decoder = new FrameV3Decoder();
  return (chunk) =>
    decoder
      .push(chunk)
      .flatMap((event) => (event.type === 'packet' ? [encodeFrameV3(event.id, event.data)] : []));
}

function framesP5(): Split {
  const decoder = new P5FrameDecoder();
  return (chunk) =>
    decoder.push(chunk).flatMap((event) => (event.type === 'frame' ? [encodeP5Frame(event.frame)] : []));
}
