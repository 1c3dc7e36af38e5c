import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from 'atol-kkt';
import type { LaneKey, Store } from '../store/index.js';

/** Gateways of this process. */
const ours = new Set<string>();

export interface KeeperOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly leaseMs: number;
}

/** Keeps this process' row alive, and its fair share of the lanes. No leader: each looks at what is free. */
export class Keeper {
  /** Name of this process: `host:pid:random`. */
  readonly id = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  readonly #options: KeeperOptions;
  #beatAt = Number.NEGATIVE_INFINITY;
  #alive = 1;
  #held = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
    ours.add(this.id);
  }

  get alive(): number {
    return this.#alive;
  }

  /** Lanes that were ours at the last beat, as the store sees it. */
  get held(): number {
    return this.#held;
  }

  /** A file of SQLite is of one computer: processes that certainly died leave their lanes at once, not after the lease. */
  async buryDead(): Promise<void> {
    const { store } = this.#options;
    if (store.kind !== 'sqlite') return;
    const owners = new Set((await store.lanes.all()).flatMap(({ owner }) => owner ?? []));
    for (const owner of owners) if (isDead(owner)) await store.lanes.leave(owner);
  }

  /** Shows that we live. True: so long ago that others may have taken our lanes. */
  async beat(): Promise<boolean> {
    const { store, clock, leaseMs } = this.#options;
    const at = clock.now();
    const { alive, lanes } = await store.lanes.beat(this.id, at, leaseMs);
    this.#alive = Math.max(1, alive);
    this.#held = lanes;
    const late = at - this.#beatAt >= leaseMs;
    this.#beatAt = at;
    return late;
  }

  /** How many of so many lanes are ours. */
  share(lanes: number): number {
    return Math.ceil(lanes / this.#alive);
  }

  take(limit: number, registers: readonly string[] | undefined): Promise<LaneKey[]> {
    const { store, clock } = this.#options;
    return store.lanes.take(this.id, clock.now(), limit, registers);
  }

  async leave(): Promise<void> {
    ours.delete(this.id);
    await this.#options.store.lanes.leave(this.id);
  }
}

function isDead(owner: string): boolean {
  const [host, pid] = owner.split(':');
  if (host !== hostname() || ours.has(owner)) return false;
  const number = Number(pid);
  // Our own number: a process before us had it.
  if (number === process.pid) return true;
  try {
    process.kill(number, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
