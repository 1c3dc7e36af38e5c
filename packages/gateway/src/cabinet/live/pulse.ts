import type { Gateway } from '../../fleet/index.js';

const HOUR_MS = 3_600_000;
const PERIOD_MS = 5000;
/** Ten minutes. */
const KEPT = 120;
/** Nobody has looked for so long: it rests. */
const IDLE_MS = 600_000;
const WINDOW_MS = 60_000;

interface Sample {
  readonly at: number;
  /** Ended jobs of a group in an hour, by `group hour`. */
  readonly counts: ReadonlyMap<string, { readonly group: string; readonly done: number }>;
}

/** How many receipts a second are issued, by all processes: what the store counts, looked at every five seconds. */
export class Pulse {
  readonly #gateway: Gateway;
  readonly #samples: Sample[] = [];
  #timer: NodeJS.Timeout | undefined;
  #askedAt = 0;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Done receipts per second in the last minute; undefined until there are two samples. */
  rate(groups: readonly string[]): number | undefined {
    this.#touch();
    const last = this.#samples.at(-1);
    if (!last) return undefined;
    const first = this.#samples.find(({ at }) => last.at - at <= WINDOW_MS);
    if (!first || first === last) return undefined;
    return between(first, last, new Set(groups));
  }

  /** The same between every two samples of the last ten minutes, oldest first. */
  history(groups: readonly string[]): number[] {
    this.#touch();
    const own = new Set(groups);
    return this.#samples
      .slice(1)
      .map((sample, index) => between(this.#samples[index] as Sample, sample, own));
  }

  #touch(): void {
    this.#askedAt = Date.now();
    if (this.#timer) return;
    void this.#sample();
    this.#timer = setInterval(() => void this.#sample(), PERIOD_MS);
    this.#timer.unref();
  }

  async #sample(): Promise<void> {
    if (Date.now() - this.#askedAt > IDLE_MS) return this.close();
    const { store, clock } = this.#gateway;
    const at = clock.now();
    try {
      const rows = await store.statistics.rows({ from: at - HOUR_MS, to: at + 1, by: ['hour', 'group'] });
      const counts = rows.map(
        ({ at: hour, group = '', done }) => [`${group} ${hour}`, { group, done }] as const,
      );
      this.#samples.push({ at, counts: new Map(counts) });
      if (this.#samples.length > KEPT) this.#samples.shift();
    } catch {
      // A store that does not answer has no pulse; the next sample tells.
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#samples.length = 0;
  }
}

function between(first: Sample, last: Sample, groups: ReadonlySet<string>): number {
  let done = 0;
  for (const [name, now] of last.counts) {
    if (groups.has(now.group)) done += now.done - (first.counts.get(name)?.done ?? 0);
  }
  const seconds = (last.at - first.at) / 1000;
  return seconds > 0 ? Math.max(0, done) / seconds : 0;
}
