import { BufferCode } from '../../protocol/classic/buffer-v3.js';
import { ControlV2, FrameV2Decoder } from '../../protocol/classic/frame-v2.js';
import { ASYNC_PACKET_ID, FrameV3Decoder } from '../../protocol/classic/frame-v3.js';
import type { Connection } from '../../transport/transport.js';
import { layerLog } from '../../util/debug.js';
import { Branch } from '../branch.js';
import { V2_TIMERS } from '../v2/timers.js';

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

/**
 * Tells which bytes of a line belong to which link. ENQ outside a packet means v2. From there only a whole v3 packet with a good
 * checksum leads back: a stray FE is noise, and the bytes behind it are still v2's.
 */
export class Fork {
  #v3 = new FrameV3Decoder();
  readonly #v2 = new FrameV2Decoder();
  #version: 'v2' | 'v3' | undefined;
  #lastAt = 0;
  /** While v2 is spoken: the bytes of what may be a v3 packet, from its FE on. */
  #candidate: number[] = [];

  /** @param now monotonic time, in milliseconds. */
  push(chunk: Uint8Array, now: number): Piece[] {
    // A frame that lost its end must not swallow the first bytes of the next message.
    if (now - this.#lastAt > V2_TIMERS.t6Ms) this.#reset();
    this.#lastAt = now;
    const pieces: Piece[] = [];
    let from = 0;
    const cut = (to: number): void => {
      if (this.#version !== undefined && to > from)
        pieces.push({ version: this.#version, bytes: chunk.slice(from, to) });
      from = to;
    };
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (this.#version === 'v2') {
        if (!this.#completes(byte)) continue;
        const packet = Uint8Array.from(this.#candidate);
        cut(Math.max(from, at + 1 - packet.length));
        from = at + 1;
        pieces.push({ version: 'v3', bytes: packet });
        this.#reset();
        this.#change('v3');
        continue;
      }
      const version = this.#belongs(byte);
      if (version === this.#version) continue;
      cut(at);
      this.#change(version);
    }
    cut(chunk.length);
    return pieces;
  }

  #reset(): void {
    this.#v2.reset();
    this.#v3 = new FrameV3Decoder();
    this.#candidate = [];
  }

  #change(version: 'v2' | 'v3' | undefined): void {
    log('the host speaks %s', version);
    this.#version = version;
  }

  #belongs(byte: number): 'v2' | 'v3' | undefined {
    if (byte === ControlV2.enq && !this.#v3.insidePacket) {
      this.#reset();
      return 'v2';
    }
    const version = byte === V3_START ? 'v3' : this.#version;
    if (version === 'v3') this.#v3.push(Uint8Array.of(byte));
    return version;
  }

  /** While v2 is spoken: true at the last byte of a request of link v3. */
  #completes(byte: number): boolean {
    const begins = byte === V3_START && !this.#v2.insideFrame;
    this.#v2.take(byte);
    if (this.#candidate.length === 0 && !begins) return false;
    // FE always begins anew.
    if (byte === V3_START) this.#candidate = [];
    this.#candidate.push(byte);
    const events = this.#v3.push(Uint8Array.of(byte));
    const packet = events.find(({ type }) => type === 'packet');
    if (packet?.type === 'packet' && isRequest(packet)) return true;
    if (packet !== undefined || !this.#v3.insidePacket) this.#candidate = [];
    return false;
  }
}

/** What a host may send first. */
function isRequest({ id, data }: { id: number; data: Uint8Array }): boolean {
  const [code = 0] = data;
  return id < ASYNC_PACKET_ID && code >= BufferCode.add && code <= BufferCode.acknowledgeAndAdd;
}
