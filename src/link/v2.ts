/**
 * One message over a v2 line, in either direction. Both sides use the same two halves: the host sends and then
 * receives, the register receives and then sends.
 */

import { ControlV2, encodeFrameV2, FrameV2Decoder } from '../protocol/frame-v2.js';
import { layerLog } from '../util/debug.js';
import type { Line } from './line.js';
import type { V2Timers } from './v2-timers.js';

const log = layerLog('link');

const { stx: STX, eot: EOT, enq: ENQ, ack: ACK, nak: NAK } = ControlV2;

/** One side of a line. */
export interface V2Side {
  readonly line: Line;
  readonly timers: V2Timers;
  /** Who sends first when both sides asked at once is not known of real registers; here the register does. */
  readonly role: 'host' | 'device';
  /** The host: a message that came before ours could be sent, so that it answers an earlier command. */
  onStale?(message: Uint8Array): void;
}

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
      if (role === 'device' && collisions >= timers.enqAttempts) return 'peer-asks';
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
  // A register listens for ever, whatever noise there is.
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

/** A frame that nobody waits for; it may be a single damaged byte that looks like STX, which must not hide the next ones. */
async function skipFrame(side: V2Side, signal: AbortSignal | undefined): Promise<void> {
  await readFrame(side, signal, side.timers.noiseMs);
}

/** The rest of a frame behind its STX, or why there is none. */
async function readFrame(
  { line, timers }: V2Side,
  signal: AbortSignal | undefined,
  gapMs: number = timers.t6Ms,
): Promise<Uint8Array | 'crc' | 'overflow' | 'gap'> {
  const decoder = new FrameV2Decoder();
  decoder.take(STX);
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

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
