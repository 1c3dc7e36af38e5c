import { Finder } from './finder.js';
import type { Fleet } from './fleet.js';
import { GroupCare } from './group-care.js';
import type { Roster } from './roster.js';

const PRUNE_MS = 3_600_000;
const RELOAD_MS = 2000;
const DAY = 86_400_000;
const MOST_EXPIRED_AT_ONCE = 500;

export interface WatchOptions {
  readonly tickMs: number;
  readonly leaseMs: number;
  readonly retentionDays: number;
  readonly searchHosts: readonly string[];
}

/** What has to be done from time to time: signs of life, expiry, groups, what others changed, what is too old. */
export class Watch {
  readonly #fleet: Fleet;
  readonly #roster: Roster;
  readonly #options: WatchOptions;
  readonly #care: GroupCare;
  readonly #finder: Finder;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  readonly #next = { round: 0, reload: 0, prune: 0 };
  readonly #unwake: () => void;

  constructor(fleet: Fleet, roster: Roster, options: WatchOptions) {
    this.#fleet = fleet;
    this.#roster = roster;
    this.#options = options;
    this.#care = new GroupCare(fleet, roster);
    this.#finder = new Finder(fleet, roster, options.searchHosts);
    this.#next.round = fleet.clock.now() + options.leaseMs / 3;
    this.#unwake = fleet.store.onWake((wake) => {
      if (wake.kind === 'jobs') fleet.dispatcher(wake.group).wake();
    });
    this.#running = this.#keepTicking();
  }

  async #keepTicking(): Promise<void> {
    const { clock } = this.#fleet;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await clock.sleep(this.#options.tickMs, signal, 'background');
      } catch {
        return;
      }
      await this.#tick().catch((error) => this.#fleet.storeTrouble(error));
    }
  }

  async #tick(): Promise<void> {
    const fleet = this.#fleet;
    const now = fleet.clock.now();
    for (const lane of fleet.lanes.values()) lane.tick(now);
    await fleet.heal();
    if (fleet.troubled) return;
    if (now >= this.#next.round) {
      this.#next.round = now + this.#options.leaseMs / 3;
      await fleet.round();
    }
    if (now >= this.#next.reload) {
      this.#next.reload = now + RELOAD_MS;
      if (await this.#roster.reload()) fleet.changed();
    }
    await this.#expire(now);
    for (const [, dispatcher] of fleet.dispatchers()) dispatcher.wake();
    await this.#care.round(now);
    this.#finder.round(now);
    if (now >= this.#next.prune) {
      this.#next.prune = now + PRUNE_MS;
      await this.#prune(now);
    }
  }

  async #expire(now: number): Promise<void> {
    for (;;) {
      const jobs = await this.#fleet.store.jobs.expire(now);
      for (const { uuid, group, externalId, register, failure } of jobs) {
        if (failure)
          this.#fleet.events.emit('job.failed', { at: now, uuid, group, externalId, register, failure });
      }
      if (jobs.length < MOST_EXPIRED_AT_ONCE) return;
    }
  }

  async #prune(now: number): Promise<void> {
    const before = now - this.#options.retentionDays * DAY;
    while (!this.#stop.signal.aborted && (await this.#fleet.store.jobs.prune(before)) > 0);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#unwake();
    await this.#running;
    await this.#finder.close();
  }
}
