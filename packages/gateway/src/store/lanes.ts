import type { JournalStore } from 'atol-kkt';
import type { LaneKey } from './jobs.js';

/** A lane as the store knows it: one per register. */
export interface LaneRow {
  readonly register: string;
  readonly group: string;
  /** Process that holds it; undefined when nobody does. */
  readonly owner: string | undefined;
  readonly fence: number;
  /** What the holder saw last: plain JSON of the layer above; undefined before the first look. */
  readonly health: unknown;
  readonly healthAt: number | undefined;
}

export interface LaneTotals {
  readonly group: string;
  /** As the holder reported it, such as `online`. */
  readonly state: string;
  readonly count: number;
}

/** What a process hears when it shows that it lives. */
export interface Beat {
  /** Living processes, itself among them. */
  readonly alive: number;
  /** Lanes that it holds. */
  readonly lanes: number;
}

/**
 * Who drives which register. A process shows that it lives by one row; when the row is older than its lease, others take its
 * lanes, each with a grown fence.
 */
export interface LaneStore {
  /** Shows that the process lives for the next `leaseMs`. */
  beat(process: string, now: number, leaseMs: number): Promise<Beat>;
  /**
   * Takes up to `limit` lanes that nobody living holds. Registers that are not named stay as they are; without names any
   * register is taken.
   */
  take(process: string, now: number, limit: number, registers?: readonly string[]): Promise<LaneKey[]>;
  /** Gives a lane back; its fence grows, so that nothing late gets through. */
  drop(lane: LaneKey): Promise<void>;
  /** Ends the process' row; its lanes are free at once. */
  leave(process: string): Promise<void>;
  /** Lanes that the process holds, by their present fences. */
  held(process: string): Promise<LaneKey[]>;
  /** `state` is for `totals`. Written by the holder only. */
  saveHealth(lane: LaneKey, state: string, health: unknown, now: number): Promise<void>;
  get(register: string): Promise<LaneRow | undefined>;
  all(group?: string): Promise<LaneRow[]>;
  /** Those in one of these states, by group and register, at most `limit`; `groups` undefined: of all groups. */
  inStates(
    states: readonly string[],
    groups: readonly string[] | undefined,
    limit: number,
  ): Promise<LaneRow[]>;
  /** Registers by group and state. */
  totals(): Promise<LaneTotals[]>;
  /** The driver's journal of one register; each append checks the fence. */
  journal(lane: LaneKey): JournalStore;
}
