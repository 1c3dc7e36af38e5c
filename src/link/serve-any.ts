import { ControlV2, FrameV2Decoder } from '../protocol/frame-v2.js';
import { FrameV3Decoder } from '../protocol/frame-v3.js';
import type { Connection } from '../transport/transport.js';
import { layerLog } from '../util/debug.js';
import { Branch } from './branch.js';
import { V2_TIMERS } from './v2-timers.js';

const log = layerLog('link');

/** First byte of every v3 packet. */
const V3_START = 0xfe;

/** One side of a link that answers a host, such as `V2Device` and `V3Device`. */
export interface LinkDevice {
  serve(connection: Connection): Promise<void>;
}

/**
 * The register's side of a line on which the host chooses the link: ENQ means v2, FE means v3. It may change its mind
 * between two messages. Other bytes, such as the greeting of the official driver, are skipped. Lasts until the line ends;
 * never rejects.
 */
export async function serveAny(
  connection: Connection,
  devices: { v2: LinkDevice; v3: LinkDevice },
): Promise<void> {
  const branches = { v2: new Branch(connection), v3: new Branch(connection) };
  // Either of them closes the line only when it has crashed, and then for good.
  const ends = [devices.v2.serve(branches.v2), devices.v3.serve(branches.v3)];
  const fork = new Fork();
  const crashed = Promise.race(ends).then(() => connection.close());
  try {
    for await (const chunk of connection) {
      for (const { version, bytes } of fork.push(chunk, performance.now())) branches[version].receive(bytes);
    }
    for (const branch of Object.values(branches)) branch.end();
  } catch (error) {
    for (const branch of Object.values(branches)) branch.end(error);
  }
  await Promise.all([...ends, crashed]);
}

interface Piece {
  readonly version: 'v2' | 'v3';
  readonly bytes: Uint8Array;
}

/** Tells which bytes of a line belong to which link. */
export class Fork {
  #v3 = new FrameV3Decoder();
  readonly #v2 = new FrameV2Decoder();
  #version: 'v2' | 'v3' | undefined;
  #lastAt = 0;

  /** @param now monotonic time, in milliseconds. */
  push(chunk: Uint8Array, now: number): Piece[] {
    // A frame that lost its end must not swallow the first bytes of the next message.
    if (now - this.#lastAt > V2_TIMERS.t6Ms) {
      this.#v2.reset();
      this.#v3 = new FrameV3Decoder();
    }
    this.#lastAt = now;
    const pieces: Piece[] = [];
    let from = 0;
    const cut = (to: number): void => {
      if (this.#version !== undefined && to > from)
        pieces.push({ version: this.#version, bytes: chunk.slice(from, to) });
      from = to;
    };
    for (let at = 0; at < chunk.length; at++) {
      const version = this.#belongs(chunk[at] as number);
      if (version === this.#version) continue;
      cut(at);
      log('the host speaks %s', version);
      this.#version = version;
    }
    cut(chunk.length);
    return pieces;
  }

  #belongs(byte: number): 'v2' | 'v3' | undefined {
    let version = this.#version;
    if (version !== 'v2' && byte === ControlV2.enq && !this.#v3.insidePacket) version = 'v2';
    else if (version !== 'v3' && byte === V3_START && !this.#v2.insideFrame) version = 'v3';
    if (version === 'v3') this.#v3.push(Uint8Array.of(byte));
    else if (version === 'v2') this.#v2.take(byte);
    return version;
  }
}
