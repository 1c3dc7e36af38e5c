import { ControlV2, encodeFrameV2, FrameV2Decoder } from '../../protocol/classic/frame-v2.js';
import type { Line } from '../line.js';
import type { V2Timers } from './timers.js';

/** One side of a line. */
export interface V2Side {
  readonly line: Line;
  readonly timers: V2Timers;
  /** Who sends first when both sides asked at once is not known of real registers; here the register does. */
  readonly role: 'host' | 'device';
  /** The host: a message that came before ours could be sent, so that it answers an earlier command. */
  onStale?(message: Uint8Array): void;
}

/** A frame that nobody waits for; it may be a single damaged byte that looks like STX, which must not hide the next ones. */
export async function skipFrame(side: V2Side, signal: AbortSignal | undefined): Promise<void> {
  await readFrame(side, signal, side.timers.noiseMs);
}

/** The rest of a frame behind its STX, or why there is none. */
export async function readFrame(
  { line, timers }: V2Side,
  signal: AbortSignal | undefined,
  gapMs: number = timers.t6Ms,
): Promise<Uint8Array | 'crc' | 'overflow' | 'gap'> {
  const decoder = new FrameV2Decoder();
  decoder.take(ControlV2.stx);
  for (;;) {
    const byte = await line.byte(gapMs, signal);
    const event = byte === undefined ? decoder.reset() : decoder.take(byte);
    if (event?.type === 'frame') {
      line.heard(encodeFrameV2(event.data));
      return event.data;
    }
    if (event?.type === 'broken') {
      line.heard(new Uint8Array(0), event.reason);
      return event.reason;
    }
  }
}
