/** The receiving half of an exchange over link v2: ENQ, frame, EOT. Host and register receive alike. */

import { ControlV2 } from '../../protocol/classic/frame-v2.js';
import { sameBytes } from '../../util/bytes.js';
import { layerLog } from '../../util/debug.js';
import { readFrame, skipFrame, type V2Side } from './side.js';

const log = layerLog('link');

const { stx: STX, eot: EOT, enq: ENQ, ack: ACK, nak: NAK } = ControlV2;

export interface ReceiveOptions {
  /** How long to wait for ENQ. */
  waitMs: number;
  /** The ENQ came already. */
  asked?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export type ReceiveResult =
  /** `asked`: the other side wants to send again already. */
  | { readonly type: 'message'; readonly data: Uint8Array; readonly asked: boolean }
  /** Nobody asked for permission to send. */
  | { readonly type: 'silent' }
  /** Somebody asked, and no good frame followed. */
  | { readonly type: 'failed' };

/**
 * Receives one message.
 *
 * @throws ConnectionError, AbortedError.
 */
export async function receiveMessage(side: V2Side, options: ReceiveOptions): Promise<ReceiveResult> {
  const { line } = side;
  const { signal } = options;
  if (!options.asked && !(await awaitEnq(side, options))) return { type: 'silent' };
  line.discard();
  await line.write(Uint8Array.of(ACK), signal);
  const data = await receiveFrame(side, signal);
  if (data === undefined) {
    await line.write(Uint8Array.of(EOT), signal);
    return { type: 'failed' };
  }
  await line.write(Uint8Array.of(ACK), signal);
  const asked = await finish(side, signal);
  return { type: 'message', data, asked };
}

async function awaitEnq(side: V2Side, { waitMs, signal }: ReceiveOptions): Promise<boolean> {
  const { line, timers } = side;
  const deadline = line.clock.now() + waitMs;
  // A register listens forever, whatever noise there is.
  const limit = waitMs === Number.POSITIVE_INFINITY ? waitMs : timers.ignoredBytes;
  for (let ignored = 0; ignored <= limit; ignored++) {
    const byte = await line.byte(Math.max(0, deadline - line.clock.now()), signal);
    if (byte === undefined) return false;
    if (byte === ENQ) {
      line.heard(Uint8Array.of(byte));
      return true;
    }
    // The bytes of a frame that is repeated to nobody are no requests.
    if (byte === STX) await skipFrame(side, signal);
  }
  return false;
}

/** After our ACK to ENQ: the frame, NAK for damaged ones. */
async function receiveFrame(side: V2Side, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
  const { line, timers } = side;
  let failures = 0;
  let repeatedEnq = 0;
  let ignored = 0;
  while (failures < timers.receiveAttempts) {
    const byte = await line.byte(timers.t2Ms, signal);
    if (byte === undefined) return undefined;
    if (byte === ENQ) {
      if (++repeatedEnq > timers.receiveAttempts) return undefined;
      await line.write(Uint8Array.of(ACK), signal);
    } else if (byte === STX) {
      const frame = await readFrame(side, signal);
      if (frame instanceof Uint8Array) return frame;
      failures++;
      if (frame === 'crc') await line.write(Uint8Array.of(NAK), signal);
    } else if (++ignored > timers.ignoredBytes) {
      return undefined;
    }
  }
  return undefined;
}

/**
 * After our ACK to a frame: EOT or silence end the exchange. The frame once more means that our ACK was lost: it is
 * confirmed again, and it is not a second message. Returns true when the other side asks to send.
 */
async function finish(side: V2Side, signal: AbortSignal | undefined): Promise<boolean> {
  const { line, timers } = side;
  let wait = timers.t4Ms;
  for (let ignored = 0; ignored <= timers.ignoredBytes; ignored++) {
    const byte = await line.byte(wait, signal);
    if (byte === undefined) return false;
    if (byte === EOT || byte === ENQ) {
      line.heard(Uint8Array.of(byte));
      return byte === ENQ;
    }
    if (byte === STX) {
      wait = timers.t4Ms;
      await confirmRepeat(side, signal);
    } else {
      wait = timers.t8Ms;
    }
  }
  return false;
}

/** A frame that comes again after it was accepted. */
async function confirmRepeat(side: V2Side, signal: AbortSignal | undefined): Promise<void> {
  const frame = await readFrame(side, signal);
  log('frame repeated by the other side');
  if (frame instanceof Uint8Array) await side.line.write(Uint8Array.of(ACK), signal);
  else if (frame === 'crc') await side.line.write(Uint8Array.of(NAK), signal);
}

/**
 * The register while it executes a command: ENQ is refused as "busy", and the frame of that command, which comes again
 * when our ACK was lost, is confirmed again. Lasts until the signal fires.
 *
 * @throws ConnectionError; AbortedError at the end.
 */
export async function stayBusy(side: V2Side, message: Uint8Array, signal: AbortSignal): Promise<never> {
  const { line } = side;
  for (;;) {
    const byte = await line.byte(Number.POSITIVE_INFINITY, signal);
    if (byte === ENQ) {
      line.heard(Uint8Array.of(byte));
      await line.write(Uint8Array.of(NAK));
    } else if (byte === STX) {
      // The end of the execution must not cut a frame in two, hence no signal here.
      const frame = await readFrame(side, undefined);
      if (frame === 'crc') await line.write(Uint8Array.of(NAK));
      else if (frame instanceof Uint8Array && sameBytes(frame, message)) await line.write(Uint8Array.of(ACK));
    }
  }
}
