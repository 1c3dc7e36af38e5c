/** Ids of link v3: which ones are in use, and which results are still to be acknowledged. */

import { ProtocolError } from '../../errors.js';
import { removeFrom } from '../../util/short-list.js';
import { TaskError } from '../link.js';

/** Packet ids and task ids of the host run 00..DC as those of the official driver. */
const ID_COUNT = 0xdd;

/**
 * Packets that wait for their reply. A late reply must never be taken for that to a newer packet. A list by id: a map would be
 * built anew every few packets.
 */
export class PacketLedger<Entry> {
  readonly #open: Array<Entry | undefined> = new Array<Entry | undefined>(ID_COUNT).fill(undefined);
  readonly #busy: (entry: Entry) => boolean;
  #next: number;

  /** @param busy tells whether somebody still waits for the reply. */
  constructor(next: number, busy: (entry: Entry) => boolean) {
    this.#next = next % ID_COUNT;
    this.#busy = busy;
  }

  get next(): number {
    return this.#next;
  }

  issue(entry: Entry): number {
    const id = this.#free();
    this.#open[id] = entry;
    this.#next = (id + 1) % ID_COUNT;
    return id;
  }

  /** What was sent under this id; each reply counts once. */
  take(id: number): Entry | undefined {
    const entry = this.#open[id];
    if (entry !== undefined) this.#open[id] = undefined;
    return entry;
  }

  #free(): number {
    if (this.#open[this.#next] === undefined) return this.#next;
    return this.#freeAfterAll();
  }

  #freeAfterAll(): number {
    const free = this.#first((entry) => entry === undefined);
    // All ids went without a reply: of those that nobody waits for, the oldest one is the least likely to get one.
    const id = free ?? this.#first((entry) => entry !== undefined && !this.#busy(entry));
    if (id === undefined) throw outOfIds();
    return id;
  }

  /** The first id, from the next one on; ids are given round and round, so that their order is that of their age. */
  #first(fits: (entry: Entry | undefined) => boolean): number | undefined {
    for (let step = 0; step < ID_COUNT; step++) {
      const id = (this.#next + step) % ID_COUNT;
      if (fits(this.#open[id])) return id;
    }
    return undefined;
  }
}

function outOfIds(): TaskError {
  return new TaskError('BUFFER_FULL', 'Слишком много команд с неизвестным исходом', 'not-sent');
}

/** What one host knows of the task ids; carried over to the next connection. */
export interface V3HostState {
  readonly nextPacketId: number;
  readonly nextTaskId: number;
  /** Results taken, but not acknowledged for certain. */
  readonly acknowledge: readonly number[];
  /** Tasks whose outcome is unknown: their results must not be dropped. */
  readonly unresolved: readonly number[];
}

/** A result that was taken; `sent` when C2 is on its way and its reply is awaited. */
interface Acknowledgement {
  readonly tid: number;
  sent: boolean;
}

export class TaskLedger {
  readonly unresolved: Set<number>;
  readonly #live: number[] = [];
  /** In the order in which the results came. */
  readonly #acknowledgements: Acknowledgement[] = [];
  #next: number;
  #kept: number | undefined;

  constructor(state: V3HostState | undefined) {
    this.#next = (state?.nextTaskId ?? 0) % ID_COUNT;
    this.unresolved = new Set(state?.unresolved);
    for (const tid of state?.acknowledge ?? []) this.#toAcknowledge(tid);
  }

  /**
   * The last result taken. It is left in the register one task longer: while it is there, the register
   * has lost no results, and a task that it does not know never reached it.
   */
  get kept(): number | undefined {
    return this.#kept;
  }

  issue(): number {
    const tid = this.#free();
    this.#next = (tid + 1) % ID_COUNT;
    this.#live.push(tid);
    return tid;
  }

  /** Takes back the id of a task of the past. */
  revive(tid: number): number {
    if (this.#live.includes(tid)) {
      throw new ProtocolError('RANGE', `Задание ${tid} уже выполняется`, {
        field: 'tid',
        value: tid,
        outcome: 'not-sent',
      });
    }
    this.unresolved.delete(tid);
    this.#forget(tid);
    if (this.#kept === tid) this.#kept = undefined;
    this.#live.push(tid);
    return tid;
  }

  /** Another id instead of one that the register gave to somebody else. */
  exchange(tid: number): number {
    const other = this.issue();
    removeFrom(this.#live, tid);
    return other;
  }

  /** The result was taken, and the register keeps it for now. */
  done(tid: number): void {
    removeFrom(this.#live, tid);
    if (this.#kept !== undefined) this.#toAcknowledge(this.#kept);
    this.#kept = tid;
  }

  /** The register may keep a result that nobody wants. */
  acknowledgeLater(tid: number): void {
    removeFrom(this.#live, tid);
    this.unresolved.delete(tid);
    if (this.#kept === tid) this.#kept = undefined;
    this.#toAcknowledge(tid);
  }

  /** The register keeps nothing of this task. */
  free(tid: number): void {
    removeFrom(this.#live, tid);
    this.unresolved.delete(tid);
  }

  suspend(tid: number): void {
    removeFrom(this.#live, tid);
    this.unresolved.add(tid);
  }

  /** Nobody needs the last result any more. */
  releaseKept(): void {
    if (this.#kept !== undefined) this.acknowledgeLater(this.#kept);
  }

  /** Nobody will ask for the results of the past any more. */
  releaseUnresolved(): void {
    for (const tid of [...this.unresolved]) this.acknowledgeLater(tid);
  }

  /** The next acknowledgement to send; it counts as sent. */
  takeAcknowledgement(): number | undefined {
    for (const one of this.#acknowledgements) {
      if (one.sent) continue;
      // Its id is taken by the task that follows: a second acknowledgement would drop the result of that one.
      if (this.#live.includes(one.tid)) removeFrom(this.#acknowledgements, one);
      else one.sent = true;
      return one.tid;
    }
    return undefined;
  }

  /** Some acknowledgement waits to be sent. */
  get mustAcknowledge(): boolean {
    for (const { sent } of this.#acknowledgements) if (!sent) return true;
    return false;
  }

  acknowledged(tid: number): void {
    if (this.#acknowledgement(tid)?.sent) this.#forget(tid);
  }

  /** The acknowledgement arrived damaged. */
  acknowledgeAgain(tid: number): void {
    const known = this.#acknowledgement(tid);
    if (known !== undefined) known.sent = false;
  }

  /** C4 dropped everything. */
  cleared(): void {
    this.#acknowledgements.length = 0;
    this.#kept = undefined;
  }

  /** Nobody knows which acknowledgements arrived, so the next connection repeats them. */
  state(nextPacketId: number): V3HostState {
    const kept = this.#kept === undefined ? [] : [this.#kept];
    return {
      nextPacketId,
      nextTaskId: this.#next,
      acknowledge: [...this.#acknowledgements.map(({ tid }) => tid), ...kept],
      unresolved: [...this.unresolved, ...this.#live],
    };
  }

  #free(): number {
    for (let step = 0; step < ID_COUNT; step++) {
      const tid = (this.#next + step) % ID_COUNT;
      if (!this.#inUse(tid) && this.#acknowledgement(tid) === undefined) return tid;
    }
    // A register that never confirms: acknowledge once more, in front of the task that takes the id.
    for (const { tid } of this.#acknowledgements) {
      if (this.#inUse(tid)) continue;
      this.#forget(tid);
      this.#toAcknowledge(tid);
      return tid;
    }
    throw outOfIds();
  }

  #inUse(tid: number): boolean {
    return this.#live.includes(tid) || this.unresolved.has(tid) || this.#kept === tid;
  }

  #acknowledgement(tid: number): Acknowledgement | undefined {
    for (const one of this.#acknowledgements) if (one.tid === tid) return one;
    return undefined;
  }

  #toAcknowledge(tid: number): void {
    const known = this.#acknowledgement(tid);
    if (known === undefined) this.#acknowledgements.push({ tid, sent: false });
    else known.sent = false;
  }

  #forget(tid: number): void {
    const known = this.#acknowledgement(tid);
    if (known !== undefined) removeFrom(this.#acknowledgements, known);
  }
}
