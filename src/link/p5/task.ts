import { restated } from '../../errors/restated.js';
import { AbortedError, type AtolError, ProtocolError, TimeoutError } from '../../errors.js';
import { isP5Data, type P5Frame } from '../../protocol/p5/frame.js';
import type { P5Channel } from '../../protocol/p5/message.js';
import { p5Channel } from '../../protocol/p5/message.js';
import { type Clock, callAfter } from '../../util/clock.js';
import { attachTask, type LinkTask, TaskError } from '../link.js';

/** Message of the link: channel, then command and fields. */
export interface P5Task {
  readonly channel: P5Channel;
  readonly tid: number;
  readonly body: Uint8Array;
}

/** What came for a task. */
export type Heard =
  | { readonly type: 'answer'; readonly body: Uint8Array }
  /**
   * The register keeps nothing of ours: it says so, or gives the result of another task, or a frame with none. The latter may be about
   * something else.
   */
  | { readonly type: 'nothing'; readonly said: boolean }
  /** Bytes that nobody understood: the answer may be among them. */
  | { readonly type: 'damage' };

/** Each time the register is asked at once what became of the task. */
const MOST_DISTURBANCES = 5;

/** One who waits for frames of a channel. */
export class Waiter {
  readonly #clock: Clock;
  #heard: Heard | undefined;
  #wake: (() => void) | undefined;
  #disturbances = 0;
  #disturbed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From the line. An answer is never replaced. */
  hear(heard: Heard): void {
    if (this.#heard?.type !== 'answer') this.#heard = heard;
    this.#wake?.();
  }

  /** Something came that nobody understood: it may have been the answer. Noise without end is not followed. */
  disturb(): void {
    if (++this.#disturbances > MOST_DISTURBANCES) return;
    this.#disturbed = this.#wake !== undefined;
    this.#wake?.();
  }

  /** What came, at once or within so many ms; undefined after silence. */
  async wait(
    ms: number,
    broken: Promise<never>,
    signal: AbortSignal | undefined,
  ): Promise<Heard | undefined> {
    this.#disturbed = false;
    if (!this.#heard) {
      let cancel = (): void => undefined;
      let aborted: (() => void) | undefined;
      try {
        await Promise.race([
          broken,
          new Promise<void>((resolve, reject) => {
            this.#wake = resolve;
            cancel = callAfter(this.#clock, ms, resolve);
            aborted = () => reject(new AbortedError(signal?.reason, 'unknown'));
            signal?.addEventListener('abort', aborted, { once: true });
            if (signal?.aborted) aborted();
          }),
        ]);
      } finally {
        cancel();
        if (aborted) signal?.removeEventListener('abort', aborted);
        this.#wake = undefined;
      }
    }
    const heard = this.#heard;
    if (heard?.type === 'nothing') this.#heard = undefined;
    return heard ?? (this.#disturbed ? { type: 'damage' } : undefined);
  }

  /** The answer, whatever else comes before it; undefined when none came within so many ms. */
  async answer(
    ms: number,
    broken: Promise<never>,
    signal: AbortSignal | undefined,
  ): Promise<Extract<Heard, { type: 'answer' }> | undefined> {
    const until = this.#clock.now() + ms;
    for (let left = ms; left > 0; left = until - this.#clock.now()) {
      const heard = await this.wait(left, broken, signal);
      if (heard?.type === 'answer') return heard;
    }
    return undefined;
  }
}

/** Task id and two characters. */
export const SHORTEST_ANSWER = 3;

/** Code and fields of the answer to a task; undefined for a frame that is none. */
export function answerTo(tid: number | undefined, frame: P5Frame): Uint8Array | undefined {
  const { data } = frame;
  return isP5Data(frame) && data.length >= SHORTEST_ANSWER && data[0] === tid ? data.slice(1) : undefined;
}

const channels: readonly number[] = Object.values(p5Channel);

/** Takes a message apart. Throws ProtocolError `RANGE`. */
export function openP5Message(message: Uint8Array): { channel: P5Channel; body: Uint8Array } {
  const [channel] = message;
  if (channel === undefined || !channels.includes(channel) || message.length < 3)
    throw new ProtocolError('RANGE', 'Сообщение — канал, код команды и поля', {
      field: 'message',
      rule: 'channel, command',
      outcome: 'not-sent',
    });
  return { channel: channel as P5Channel, body: message.subarray(1) };
}

/** The message of a command on its channel, as `Link.exchange` takes it. */
export function p5Message(channel: P5Channel, body: Uint8Array): Uint8Array {
  return Uint8Array.of(channel, ...body);
}

/** The task as an error carries it; `flags` have no meaning here. */
export function linkTask({ channel, tid, body }: P5Task): LinkTask {
  return { tid, flags: 0, message: p5Message(channel, body) };
}

export function withTask<E extends AtolError>(error: E, task: P5Task): E {
  return attachTask(restated(error, { outcome: error.outcome ?? 'unknown' }), linkTask(task));
}

export function silent(task: P5Task): AtolError {
  return withTask(new TimeoutError('NO_ANSWER', 'ККТ не ответила на команду', { outcome: 'unknown' }), task);
}

export function lostResult(task: P5Task): AtolError {
  const text = 'ККТ не помнит команду: неизвестно, выполнена ли она';
  return withTask(new TaskError('TASK_FORGOTTEN', text, 'unknown'), task);
}
