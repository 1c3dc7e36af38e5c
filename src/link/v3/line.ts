import {
  encodeFrameV3,
  FramesV3,
  FrameV3Decoder,
  type FrameV3Event,
  type FrameV3Sink,
  type PacketData,
  splitFramesV3,
} from '../../protocol/classic/frame-v3.js';
import type { Connection } from '../../transport/transport.js';
import { layerLog, logBytes } from '../../util/debug.js';
import type { Trace } from '../link.js';

const log = layerLog('link');

export interface V3LineOptions {
  gapMs?: number | undefined;
  trace?: Trace | undefined;
}

/** Packets over a connection, with log and trace; the same for both sides. */
export class V3Line {
  readonly #connection: Connection;
  readonly #decoder: FrameV3Decoder;
  readonly #trace: Trace | undefined;
  /** Packets of the next write. */
  readonly #frames = new FramesV3();

  constructor(connection: Connection, { gapMs, trace }: V3LineOptions) {
    this.#connection = connection;
    this.#decoder = new FrameV3Decoder({ gapMs });
    this.#trace = trace;
  }

  /** Chunks as they come; each is decoded by `receive`. Throws what the connection throws. */
  get chunks(): AsyncIterable<Uint8Array> {
    return this.#connection;
  }

  receive(chunk: Uint8Array, sink: FrameV3Sink): void {
    const ms = performance.now();
    if (this.#trace === undefined && !log.enabled) {
      this.#decoder.read(chunk, sink, ms);
      return;
    }
    const events = this.#decoder.push(chunk, ms);
    this.#trace?.({ dir: 'in', layer: 'transport', bytes: chunk, ms });
    for (const event of events) this.#tellOf(event, ms);
    for (const event of events) {
      if (event.type === 'packet') sink.packet(event.id, event.data);
      else sink.broken(event.id, event.reason);
    }
  }

  #tellOf(event: FrameV3Event, ms: number): void {
    if (event.type === 'broken') {
      log('< damaged packet (%s), %d bytes discarded so far', event.reason, this.#decoder.discarded);
      this.#trace?.({ dir: 'in', layer: 'link', bytes: NOTHING, ms, damage: event.reason });
      return;
    }
    // A packet has only one wire form, so this is what was read.
    const bytes = encodeFrameV3(event.id, event.data);
    logBytes(log, '<', bytes);
    this.#trace?.({ dir: 'in', layer: 'link', bytes, ms });
  }

  /** A packet of the next write. */
  add(id: number, data: PacketData): void {
    this.#frames.add(id, data);
  }

  /** Packets wait for the next write. */
  get waiting(): boolean {
    return this.#frames.length > 0;
  }

  /** All packets that were added, in one write. */
  write(): Promise<void> {
    const bytes = this.#frames.take();
    if (this.#trace !== undefined || log.enabled) this.#tell(bytes);
    return this.#connection.write(bytes);
  }

  #tell(bytes: Uint8Array): void {
    const ms = performance.now();
    for (const frame of splitFramesV3(bytes)) {
      logBytes(log, '>', frame);
      this.#trace?.({ dir: 'out', layer: 'link', bytes: frame, ms });
    }
    this.#trace?.({ dir: 'out', layer: 'transport', bytes, ms });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

const NOTHING = new Uint8Array(0);
