export interface SimulationOptions {
  readonly ratePerSecond: number;
  readonly registers: number;
  readonly serviceSeconds: number;
  /** Length of the play, seconds of virtual time. */
  readonly seconds: number;
  /** The same seed gives the same play. Default 1. */
  readonly seed?: number | undefined;
  /** Who waits longer is not served. Default: everybody is. */
  readonly waitLimitSeconds?: number | undefined;
  /** Registers that are away for a time. */
  readonly outages?:
    | readonly { readonly atSecond: number; readonly seconds: number; readonly registers: number }[]
    | undefined;
  /** Times in which receipts come at another rate. */
  readonly peaks?:
    | readonly { readonly atSecond: number; readonly seconds: number; readonly ratePerSecond: number }[]
    | undefined;
}

export interface SimulationResult {
  readonly receipts: number;
  readonly expired: number;
  readonly meanWaitSeconds: number;
  readonly longestWaitSeconds: number;
  /** A wait that a share of the receipts does not exceed: `quantile(0.99)`. Of those that were served. */
  quantile(share: number): number;
  /** Share of receipts that waited longer. */
  shareOver(seconds: number): number;
}

/** Plays a fleet: receipts at random, the oldest first, a register takes `serviceSeconds` for each. */
export function simulate(options: SimulationOptions): SimulationResult {
  const {
    registers,
    serviceSeconds,
    seconds,
    seed = 1,
    waitLimitSeconds = Number.POSITIVE_INFINITY,
  } = options;
  const random = randomNumbers(seed);
  const free = new FreeTimes(registers);
  const outages = [...(options.outages ?? [])].sort((a, b) => a.atSecond - b.atSecond);
  const waits: number[] = [];
  let expired = 0;
  let sum = 0;
  for (let now = nextArrival(0, options, random); now < seconds; now = nextArrival(now, options, random)) {
    for (let outage = outages[0]; outage && outage.atSecond <= now; outage = outages[0]) {
      outages.shift();
      free.away(outage.registers, outage.atSecond + outage.seconds);
    }
    const begin = Math.max(now, free.earliest);
    const wait = begin - now;
    if (wait > waitLimitSeconds) {
      expired++;
      continue;
    }
    free.takeEarliest(begin + serviceSeconds);
    waits.push(wait);
    sum += wait;
  }
  const sorted = Float64Array.from(waits).sort();
  return {
    receipts: waits.length + expired,
    expired,
    meanWaitSeconds: waits.length === 0 ? 0 : sum / waits.length,
    longestWaitSeconds: sorted.at(-1) ?? 0,
    quantile: (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0,
    shareOver: (limit) =>
      sorted.length === 0 ? 0 : (sorted.length - firstOver(sorted, limit)) / sorted.length,
  };
}

function nextArrival(
  now: number,
  { ratePerSecond, peaks = [] }: SimulationOptions,
  random: () => number,
): number {
  let at = now;
  for (;;) {
    const peak = peaks.find(({ atSecond, seconds }) => at >= atSecond && at < atSecond + seconds);
    const rate = peak?.ratePerSecond ?? ratePerSecond;
    const ends = peak
      ? peak.atSecond + peak.seconds
      : Math.min(
          Number.POSITIVE_INFINITY,
          ...peaks.map(({ atSecond }) => atSecond).filter((one) => one > at),
        );
    const next = rate > 0 ? at - Math.log(1 - random()) / rate : Number.POSITIVE_INFINITY;
    // At another rate the waiting begins anew: it has no memory.
    if (next < ends || ends === Number.POSITIVE_INFINITY) return next;
    at = ends;
  }
}

/** When each register is free again, the earliest first: a binary heap. */
class FreeTimes {
  readonly #times: number[];

  constructor(registers: number) {
    this.#times = new Array<number>(registers).fill(0);
  }

  get earliest(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  takeEarliest(until: number): void {
    const times = this.#times;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const smaller =
        (times[left + 1] ?? Number.POSITIVE_INFINITY) < (times[left] ?? Number.POSITIVE_INFINITY)
          ? left + 1
          : left;
      const time = times[smaller];
      if (time === undefined || time >= until) break;
      times[place] = time;
      place = smaller;
    }
    times[place] = until;
  }

  /** So many are away until then; what they had begun they end. */
  away(registers: number, until: number): void {
    const times = this.#times;
    for (let index = times.length - Math.min(registers, times.length); index < times.length; index++) {
      times[index] = Math.max(times[index] ?? 0, until);
    }
    times.sort((a, b) => a - b);
  }
}

function firstOver(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Numbers 0..1 that a seed always gives (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
