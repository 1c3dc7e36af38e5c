import { MAX_P5_DATA } from '../../protocol/p5/frame.js';
import type { P5Channel } from '../../protocol/p5/message.js';

/** What one host knows of its counters; carried over to the next connection to the same register. */
export interface P5HostState {
  readonly version: 'p5';
  readonly seq: number;
  /** Next task id by channel. */
  readonly tids: ReadonlyArray<readonly [channel: number, next: number]>;
  /** Channels whose kept result is known to be one of ours: it cannot be taken for that of a new task. */
  readonly ours: readonly number[];
  /** Channels with a task whose outcome is not known; the register may still be at work. */
  readonly open: readonly number[];
  /** Longest request: task id, op and command. */
  readonly limit: number;
}

/** Sequence numbers run 20h..FFh, then from 21h. */
const FIRST_SEQ = 0x20;
const LAST = 0xff;
/** Task id and op in front of a command. */
const REQUEST_HEAD = 2;

/** Sequence numbers and task ids of a host. */
export class P5Counters {
  readonly #tids: Map<number, number>;
  readonly #ours: Set<number>;
  readonly #open: Set<number>;
  readonly #firstTid: number;
  #seq: number;
  /** Longest request that the register takes: task id, op and command. */
  limit: number;

  /** @param firstTid where task ids begin on a channel that was never used; any number will do, different ones are safer. */
  constructor(state: P5HostState | undefined, firstTid: number) {
    this.#tids = new Map(state?.tids);
    this.#ours = new Set(state?.ours);
    this.#open = new Set(state?.open);
    this.#firstTid = firstTid & LAST;
    this.#seq = state?.seq ?? FIRST_SEQ;
    this.limit = state?.limit ?? MAX_P5_DATA;
  }

  /** Longest command that a request takes. */
  get longest(): number {
    return this.limit - REQUEST_HEAD;
  }

  seq(): number {
    const seq = this.#seq;
    this.#seq = seq >= LAST ? FIRST_SEQ + 1 : seq + 1;
    return seq;
  }

  tid(channel: P5Channel): number {
    const tid = this.#tids.get(channel) ?? this.#firstTid;
    this.#tids.set(channel, (tid + 1) & LAST);
    return tid;
  }

  /** The register answered a task of ours. */
  heard(channel: P5Channel): void {
    this.#ours.add(channel);
    this.#open.delete(channel);
  }

  /** A kept result with the id of our task can be that of our task only. */
  isOurs(channel: P5Channel): boolean {
    return this.#ours.has(channel);
  }

  suspend(channel: P5Channel): void {
    this.#open.add(channel);
  }

  mayBeAtWork(channel: P5Channel): boolean {
    return this.#open.has(channel);
  }

  get state(): P5HostState {
    return {
      version: 'p5',
      seq: this.#seq,
      tids: [...this.#tids],
      ours: [...this.#ours],
      open: [...this.#open],
      limit: this.limit,
    };
  }
}
