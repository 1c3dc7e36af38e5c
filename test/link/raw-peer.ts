import { expect } from 'vitest';
import { encodeFrameV3, FrameV3Decoder } from '../../src/protocol/classic/frame-v3.js';
import { memoryPair } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';
import { fromHex, toHex } from '../../src/util/hex.js';

interface Seen {
  id: number;
  hex: string;
}

/** A side of the line that does what the test says, packet by packet. */
export class RawPeer {
  readonly connection: Connection;
  /** Packets that came and were not looked at yet, and how many writes brought them. */
  readonly inbox: Seen[] = [];
  readonly writes: Uint8Array[] = [];
  ended = false;

  constructor(connection: Connection) {
    this.connection = connection;
    void this.#read();
  }

  static pair(): [other: Connection, peer: RawPeer] {
    const [ours, theirs] = memoryPair();
    return [ours, new RawPeer(theirs)];
  }

  async #read(): Promise<void> {
    const decoder = new FrameV3Decoder();
    try {
      for await (const chunk of this.connection) {
        this.writes.push(chunk);
        for (const event of decoder.push(chunk)) {
          if (event.type === 'packet') this.inbox.push({ id: event.id, hex: toHex(event.data) });
        }
      }
    } catch {
      // The test looks at `ended`.
    }
    this.ended = true;
  }

  /** The next packet, which must hold these bytes. Returns its id. */
  async next(hex: string): Promise<number> {
    await settled();
    const seen = this.inbox.shift();
    expect(seen?.hex ?? 'nothing came').toBe(hex);
    return (seen as Seen).id;
  }

  async nothing(): Promise<void> {
    await settled();
    expect(this.inbox).toEqual([]);
  }

  async send(id: number, hex: string): Promise<void> {
    await this.connection.write(encodeFrameV3(id, fromHex(hex)));
    await settled();
  }

  /** A result in packet F0. */
  push(hex: string): Promise<void> {
    return this.send(0xf0, hex);
  }

  async sendBytes(bytes: Uint8Array): Promise<void> {
    await this.connection.write(bytes);
    await settled();
  }

  /** A packet whose checksum is wrong. */
  sendBroken(id: number, hex: string): Promise<void> {
    const bytes = encodeFrameV3(id, fromHex(hex));
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] as number) ^ 1;
    return this.sendBytes(bytes);
  }
}

/** A few turns of the event loop: what can happen without time passing has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
