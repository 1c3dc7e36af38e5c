import type { FiscalResult, HistoryEntry } from 'atol-kkt';
import type { Accepted, Job, JobFailure, JobPage, JobQuery, NewJob, QueueState } from './job.js';

/** A lane that this process holds: every transition checks that it still does. */
export interface LaneKey {
  readonly register: string;
  readonly fence: number;
}

export interface ReleaseOptions {
  /** Counts a refusal. */
  readonly refused?: boolean | undefined;
}

/**
 * Jobs and their transitions. Each one is a transaction that is on the disk when the promise resolves, and that checks the
 * lane's fence and the state it begins from; StoreError `LANE_LOST` or `JOB_STATE` otherwise.
 */
export interface JobStore {
  /** Takes a job in, unless its external_id is taken in the group. */
  accept(job: NewJob): Promise<Accepted>;
  /** `wait` → `pinned`: the oldest job of the group whose time is not over. */
  claim(lane: LaneKey, group: string, now: number): Promise<Job | undefined>;
  /** Jobs that are pinned to a register: what a lane begins with. */
  pinned(register: string): Promise<Job[]>;
  /** `pinned` → `wait`: certainly not printed. The time it was pinned does not count. */
  release(lane: LaneKey, job: Job, now: number, options?: ReleaseOptions): Promise<void>;
  /** `pinned` → `done`; also the callback into the outbox, and the statistics. */
  finish(lane: LaneKey, job: Job, result: FiscalResult, now: number): Promise<void>;
  /** `pinned` → `fail`; likewise. */
  fail(lane: LaneKey, job: Job, failure: JobFailure, now: number): Promise<void>;
  /** Stays `pinned`; nobody knows whether it was printed. */
  leaveUnknown(lane: LaneKey, job: Job, story: readonly HistoryEntry[], now: number): Promise<void>;
  /** `wait` → `fail` for jobs whose time is over, oldest first, up to 500 of them. */
  expire(now: number): Promise<Job[]>;
  /** `wait` → `fail` by a person or a client, whatever its time. False when it is not `wait` any more. */
  cancel(uuid: string, failure: JobFailure, now: number): Promise<boolean>;

  get(uuid: string): Promise<Job | undefined>;
  byExternalId(group: string, externalId: string): Promise<Job | undefined>;
  find(query: JobQuery): Promise<JobPage>;
  /** How many jobs match, counted up to `limit` (default 10 000). */
  count(query: JobQuery, limit?: number): Promise<number>;
  queue(group: string): Promise<QueueState>;
  /**
   * Forgets jobs that were finished before the time, with their journal keys and callbacks, up to `limit` (default 1000) at a
   * time. Returns how many.
   */
  prune(finishedBefore: number, limit?: number): Promise<number>;
}
