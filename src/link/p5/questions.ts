import type { P5Channel } from '../../protocol/p5/message.js';

/**
 * Questions for the last result of a channel (op 42) that were not answered. A slow line gives the answer to an early one when the next
 * task is asked for already; it names another task then, and says nothing of this one.
 */
export class P5Questions {
  readonly #open = new Map<P5Channel, number>();

  asked(channel: P5Channel): void {
    this.#open.set(channel, this.#of(channel) + 1);
  }

  /** A result that is not ours came. True when it may be the answer to the newest question. */
  answered(channel: P5Channel): boolean {
    const open = this.#of(channel);
    this.#open.set(channel, Math.max(0, open - 1));
    return open === 1;
  }

  /** None of them will be answered any more. */
  given(channel: P5Channel): void {
    this.#open.delete(channel);
  }

  #of(channel: P5Channel): number {
    return this.#open.get(channel) ?? 0;
  }
}
