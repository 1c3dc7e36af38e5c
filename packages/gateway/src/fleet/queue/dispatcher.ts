import type { Job, JobStore, LaneKey } from '../../store/index.js';
import { Heap } from './heap.js';

/** Claims that are asked for at the same time; they share a transaction. */
const MOST_CLAIMS = 32;

/** A lane that is free. */
export interface Idle {
  readonly lane: LaneKey;
  readonly reserve: boolean;
  /** The greater, the earlier it gets a job. */
  readonly score: number;
  /** Without a job: it has been withdrawn. */
  take(job: Job | undefined): void;
  fail(error: unknown): void;
}

/** Gives the jobs of one group to its free lanes: pulls the oldest job when there may be one and a lane is free. */
export class Dispatcher {
  readonly #group: string;
  readonly #jobs: JobStore;
  readonly #now: () => number;
  readonly #idle = new Heap<Idle>();
  readonly #reserve = new Set<Idle>();
  /** Withdrawn while a claim for them was under way. */
  readonly #withdrawn = new Set<Idle>();
  #reserveJoined = false;
  /** How many jobs may be waiting; infinite when nobody has looked. */
  #maybe = Number.POSITIVE_INFINITY;
  /** Grows with every sign of new jobs. */
  #signs = 0;
  #claims = 0;
  #stopped = false;

  constructor(group: string, jobs: JobStore, now: () => number) {
    this.#group = group;
    this.#jobs = jobs;
    this.#now = now;
  }

  /** Lanes that are free, without those of the reserve that have not joined. */
  get idle(): number {
    return this.#idle.size;
  }

  /** Nothing waits, as far as is known. */
  get quiet(): boolean {
    return this.#maybe === 0;
  }

  get reserveJoined(): boolean {
    return this.#reserveJoined;
  }

  set reserveJoined(joined: boolean) {
    if (this.#reserveJoined === joined) return;
    this.#reserveJoined = joined;
    if (joined) {
      for (const idle of this.#reserve) this.#idle.push(idle, idle.score);
      this.#reserve.clear();
      this.#pump();
    } else {
      for (const idle of this.#idle.items()) {
        if (idle.reserve && this.#idle.remove(idle)) this.#reserve.add(idle);
      }
    }
  }

  offer(idle: Idle): void {
    if (idle.reserve && !this.#reserveJoined) this.#reserve.add(idle);
    else this.#idle.push(idle, idle.score);
    this.#pump();
  }

  /** The lane has something else to do: it gets a job that is on its way already, or none. */
  withdraw(idle: Idle): void {
    if (this.#reserve.delete(idle) || this.#idle.remove(idle)) idle.take(undefined);
    else this.#withdrawn.add(idle);
  }

  /** So many jobs have come; without a number nobody knows. */
  wake(jobs = Number.POSITIVE_INFINITY): void {
    this.#signs++;
    this.#maybe += jobs;
    this.#pump();
  }

  /** Nobody gets a job any more. */
  stop(): void {
    this.#stopped = true;
  }

  #pump(): void {
    while (!this.#stopped && this.#maybe > 0 && this.#claims < MOST_CLAIMS) {
      const idle = this.#idle.pop();
      if (!idle) return;
      this.#claims++;
      this.#maybe--;
      void this.#claim(idle);
    }
  }

  async #claim(idle: Idle): Promise<void> {
    const signs = this.#signs;
    try {
      const job = await this.#jobs.claim(idle.lane, this.#group, this.#now());
      this.#claims--;
      if (!job && signs === this.#signs) this.#maybe = 0;
      if (this.#withdrawn.delete(idle) || job) idle.take(job);
      else this.offer(idle);
    } catch (error) {
      this.#claims--;
      this.#maybe++;
      this.#withdrawn.delete(idle);
      idle.fail(error);
    }
    this.#pump();
  }
}
