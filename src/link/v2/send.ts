/** The sending half of an exchange over link v2: ENQ, frame, EOT. Host and register send alike. */

import { ControlV2, encodeFrameV2 } from '../../protocol/classic/frame-v2.js';
import { receiveMessage } from './receive.js';
import { skipFrame, type V2Side } from './side.js';

const { stx: STX, eot: EOT, enq: ENQ, ack: ACK, nak: NAK } = ControlV2;

export type SendResult =
  /** Accepted. */
  | 'sent'
  /** Accepted, and the other side asks for permission to send already: there is no ENQ to wait for. */
  | 'peer-asks'
  /** Nobody answers ENQ. Nothing of the message was sent. */
  | 'silent'
  /** The other side does not let us send. Nothing of the message was sent. */
  | 'busy'
  /** Every frame was refused as damaged. */
  | 'refused'
  /** A frame may have arrived, nothing confirms it. */
  | 'unconfirmed';

export interface SendOptions {
  signal?: AbortSignal | undefined;
  /** Do not start another round of asking after so many milliseconds. */
  readyMs?: number | undefined;
  /** The next write is the first one with bytes of the message. */
  onFrame?: (() => void) | undefined;
}

/**
 * Sends one message.
 *
 * @throws ConnectionError, AbortedError.
 */
export async function sendMessage(
  side: V2Side,
  data: Uint8Array,
  options: SendOptions = {},
): Promise<SendResult> {
  const frame = encodeFrameV2(data);
  const ready = await askToSend(side, options);
  if (ready !== 'ready') return ready;
  options.onFrame?.();
  return sendFrame(side, frame, options.signal);
}

async function askToSend(
  side: V2Side,
  { signal, readyMs = Number.POSITIVE_INFINITY }: SendOptions,
): Promise<'ready' | 'silent' | 'busy' | 'peer-asks'> {
  const { line, timers, role } = side;
  const deadline = line.clock.now() + readyMs;
  let silences = 0;
  let collisions = 0;
  for (let round = 0; round < timers.rounds && (round === 0 || line.clock.now() < deadline); round++) {
    await line.write(Uint8Array.of(ENQ), signal);
    let reply: number | 'yielded' | undefined = await hear(side, timers.t1Ms, signal);
    if (reply === ENQ) {
      silences = 0;
      collisions++;
      // A host that never listens would collide with us for ever.
      if (role === 'device' && collisions >= timers.collisions) return 'peer-asks';
      if (role === 'host') reply = await yieldTo(side, collisions, signal);
    }
    if (reply === ACK) return 'ready';
    if (reply === NAK) {
      silences = 0;
      await line.pause(timers.t1Ms, signal);
    } else if (reply === undefined && ++silences >= timers.enqAttempts) {
      await line.write(Uint8Array.of(EOT), signal);
      return 'silent';
    }
  }
  await line.write(Uint8Array.of(EOT), signal);
  return 'busy';
}

/**
 * The reply to ENQ: ACK, NAK or ENQ, or nothing. Bytes without a meaning are skipped, so that the real reply behind
 * them is not taken for that to the next ENQ; a frame that the other side repeats is skipped as a whole.
 */
async function hear(side: V2Side, ms: number, signal: AbortSignal | undefined): Promise<number | undefined> {
  const { line, timers } = side;
  const deadline = line.clock.now() + ms;
  for (let ignored = 0; ignored <= timers.ignoredBytes; ignored++) {
    const byte = await line.byte(Math.max(0, deadline - line.clock.now()), signal);
    if (byte === undefined) return undefined;
    if (byte === STX) {
      await skipFrame(side, signal);
    } else if (byte === ACK || byte === NAK || byte === ENQ) {
      line.heard(Uint8Array.of(byte));
      return byte;
    }
  }
  return undefined;
}

/**
 * The host after a collision: lets the register send first. Returns ACK if the register gave way instead.
 * A register that repeats its ENQ as often as we do would never be heard during the pause; the second time it is taken
 * at its word.
 */
async function yieldTo(
  side: V2Side,
  collisions: number,
  signal: AbortSignal | undefined,
): Promise<number | 'yielded'> {
  const reply = collisions > 1 ? ENQ : await hear(side, side.timers.t7Ms, signal);
  if (reply === ACK) return ACK;
  if (reply === ENQ) {
    const received = await receiveMessage(side, { asked: true, waitMs: 0, signal });
    if (received.type === 'message') side.onStale?.(received.data);
  }
  return 'yielded';
}

async function sendFrame(
  side: V2Side,
  frame: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<SendResult> {
  const { line, timers, role } = side;
  let onlyRefused = true;
  for (let attempt = 1; attempt <= timers.frameAttempts; attempt++) {
    // What is left of the reply before, such as an ACK that came twice, must not confirm this frame.
    line.discard();
    await line.write(frame, signal);
    const reply = await hearVerdict(side, signal);
    if (reply === ACK) {
      await line.write(Uint8Array.of(EOT), signal);
      return 'sent';
    }
    // The ACK was lost and the other side goes on. A host cannot know that at its first attempt.
    if (reply === ENQ && (attempt > 1 || role === 'device')) return 'peer-asks';
    onlyRefused &&= reply === NAK;
  }
  await line.write(Uint8Array.of(EOT), signal);
  return onlyRefused ? 'refused' : 'unconfirmed';
}

/** The reply to a frame; anything but ACK, NAK and ENQ is noise, which is waited out. */
async function hearVerdict(side: V2Side, signal: AbortSignal | undefined): Promise<number | undefined> {
  const { line, timers } = side;
  let wait = timers.t3Ms;
  for (let ignored = 0; ignored <= timers.ignoredBytes; ignored++) {
    const byte = await line.byte(wait, signal);
    if (byte === undefined) return undefined;
    if (byte === ACK || byte === NAK || byte === ENQ) {
      line.heard(Uint8Array.of(byte));
      return byte;
    }
    if (byte === STX) await skipFrame(side, signal);
    wait = timers.noiseMs;
  }
  return undefined;
}
