import { encodeP5Frame, type P5Frame, P5FrameDecoder } from '../../protocol/p5/frame.js';
import type { Connection } from '../../transport/transport.js';
import { layerLog, logBytes } from '../../util/debug.js';
import type { Trace } from '../link.js';

const log = layerLog('link');

export interface Received {
  readonly frames: readonly P5Frame[];
  /** Something came that was no good frame: an answer may be among it. */
  readonly damaged: boolean;
}

/** Frames of the second protocol over a connection, with log and trace; the same for both sides. */
export class P5Line {
  readonly #connection: Connection;
  readonly #decoder = new P5FrameDecoder();
  readonly #trace: Trace | undefined;

  constructor(connection: Connection, trace: Trace | undefined) {
    this.#connection = connection;
    this.#trace = trace;
  }

  /** Chunks as they come; each is decoded by `receive`. Throws what the connection throws. */
  get chunks(): AsyncIterable<Uint8Array> {
    return this.#connection;
  }

  receive(chunk: Uint8Array): Received {
    const ms = performance.now();
    this.#trace?.({ dir: 'in', layer: 'transport', bytes: chunk, ms });
    const frames: P5Frame[] = [];
    let damaged = false;
    for (const event of this.#decoder.push(chunk)) {
      if (event.type === 'frame') {
        frames.push(event.frame);
        logBytes(log, '<', event.bytes);
        this.#trace?.({ dir: 'in', layer: 'link', bytes: event.bytes, ms });
      } else {
        damaged = true;
        log('< damaged frame (%s), %d bytes', event.reason, event.bytes.length);
        this.#trace?.({ dir: 'in', layer: 'link', bytes: event.bytes, ms, damage: event.reason });
      }
    }
    return { frames, damaged };
  }

  write(frame: P5Frame): Promise<void> {
    const bytes = encodeP5Frame(frame);
    const ms = performance.now();
    logBytes(log, '>', bytes);
    this.#trace?.({ dir: 'out', layer: 'link', bytes, ms });
    this.#trace?.({ dir: 'out', layer: 'transport', bytes, ms });
    return this.#connection.write(bytes);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
