/**
 * A queue in front of equal registers: receipts come at random (Poisson), each takes a register the same time, the oldest is
 * served first (M/D/c). Rates are per second, times are seconds, `load` = rate × service time is the number of busy registers.
 */

/** Share of receipts that would find all registers busy if none could wait (Erlang B). */
export function erlangB(registers: number, load: number): number {
  let share = 1;
  for (let k = 1; k <= registers; k++) share = (load * share) / (k + load * share);
  return share;
}

/** Share of receipts that have to wait (Erlang C); 1 when the registers cannot keep up. */
export function erlangC(registers: number, load: number): number {
  if (load >= registers) return 1;
  const blocked = erlangB(registers, load);
  return blocked / (1 - (load / registers) * (1 - blocked));
}

/** Mean wait if service times were random (exponential), seconds; infinite when the registers cannot keep up. */
export function meanWaitRandomService(
  ratePerSecond: number,
  registers: number,
  serviceSeconds: number,
): number {
  const load = ratePerSecond * serviceSeconds;
  if (load >= registers) return Number.POSITIVE_INFINITY;
  return (erlangC(registers, load) * serviceSeconds) / (registers - load);
}

/** Mean wait, seconds (Cosmetatos): exact for one register, within 2 % for more. */
export function meanWait(ratePerSecond: number, registers: number, serviceSeconds: number): number {
  const load = ratePerSecond * serviceSeconds;
  if (load >= registers) return Number.POSITIVE_INFINITY;
  const use = load / registers;
  const root = Math.sqrt(4 + 5 * registers) - 2;
  const correction = 1 + ((1 - use) * (registers - 1) * root) / (16 * use * registers);
  return (
    0.5 * (load === 0 ? 0 : correction) * meanWaitRandomService(ratePerSecond, registers, serviceSeconds)
  );
}

const BISECTIONS = 200;

/**
 * How fast long waits die out, per second: P(wait > t) ≤ e^(−rate·t) (Kingman). The positive root θ of
 * θ·D = c·ln(1 + θ/λ). 0 when the registers cannot keep up.
 */
export function tailRatePerSecond(ratePerSecond: number, registers: number, serviceSeconds: number): number {
  if (ratePerSecond * serviceSeconds >= registers) return 0;
  if (ratePerSecond === 0) return Number.POSITIVE_INFINITY;
  const excess = (theta: number): number =>
    theta * serviceSeconds - registers * Math.log1p(theta / ratePerSecond);
  let low = 0;
  let high = 1 / serviceSeconds;
  while (excess(high) <= 0) {
    low = high;
    high *= 2;
  }
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) <= 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** A wait that at most this share of receipts exceeds, seconds: ln(1/share)/θ. */
export function waitBoundSeconds(tailRate: number, share: number): number {
  return tailRate === 0 ? Number.POSITIVE_INFINITY : Math.log(1 / share) / tailRate;
}

export interface WaitPromise {
  readonly ratePerSecond: number;
  readonly serviceSeconds: number;
  /** Nobody shall wait longer … */
  readonly waitSeconds: number;
  /** … but this share. */
  readonly lateShare: number;
  /** Share of its time that a register may be busy, 0..1. Default 1. */
  readonly mostUse?: number | undefined;
}

/** The fewest registers that keep a promise of waits. */
export function registersForWait({
  ratePerSecond,
  serviceSeconds,
  waitSeconds,
  lateShare,
  mostUse = 1,
}: WaitPromise): number {
  const load = ratePerSecond * serviceSeconds;
  const needed = Math.log(1 / lateShare);
  let registers = Math.max(1, Math.floor(load) + 1, Math.ceil(load / mostUse));
  while (tailRatePerSecond(ratePerSecond, registers, serviceSeconds) * waitSeconds < needed) registers++;
  return registers;
}

/**
 * P(wait ≤ t) of one register, exact. An alternating sum: good for waits of some ten service times, no further.
 */
export function singleRegisterWaitShare(
  ratePerSecond: number,
  serviceSeconds: number,
  seconds: number,
): number {
  const use = ratePerSecond * serviceSeconds;
  if (use >= 1 || seconds < 0) return 0;
  let sum = 0;
  let factorial = 1;
  const last = Math.floor(seconds / serviceSeconds + 1e-12);
  for (let k = 0; k <= last; k++) {
    if (k > 0) factorial *= k;
    const x = ratePerSecond * (k * serviceSeconds - seconds);
    sum += (x ** k / factorial) * Math.exp(-x);
  }
  return (1 - use) * sum;
}
