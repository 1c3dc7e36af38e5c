/** What happens when more comes than the registers can do: the queue as a tank that fills and empties. */

export interface Burst {
  readonly peakPerSecond: number;
  readonly peakSeconds: number;
  readonly serviceSeconds: number;
  readonly waitSeconds: number;
}

/** The fewest registers with which nobody waits longer, when the peak begins with an empty queue. */
export function registersForBurst({
  peakPerSecond,
  peakSeconds,
  serviceSeconds,
  waitSeconds,
}: Burst): number {
  const needed = (peakPerSecond * serviceSeconds * peakSeconds) / (peakSeconds + waitSeconds);
  return Math.max(1, Math.ceil(needed - 1e-9));
}

/** What a burst comes to with so many registers. */
export function burstOutcome(
  { peakPerSecond, peakSeconds, serviceSeconds }: Omit<Burst, 'waitSeconds'>,
  registers: number,
  normalPerSecond: number,
): { readonly backlog: number; readonly longestWaitSeconds: number; readonly recoverySeconds: number } {
  const capacity = registers / serviceSeconds;
  const backlog = Math.max(0, (peakPerSecond - capacity) * peakSeconds);
  return {
    backlog,
    longestWaitSeconds: backlog / capacity,
    recoverySeconds:
      backlog === 0
        ? 0
        : capacity > normalPerSecond
          ? backlog / (capacity - normalPerSecond)
          : Number.POSITIVE_INFINITY,
  };
}

/** Share of receipts that expire in an overload that does not end. */
export function expiredShare(ratePerSecond: number, registers: number, serviceSeconds: number): number {
  const load = ratePerSecond * serviceSeconds;
  return load <= registers ? 0 : 1 - registers / load;
}

/** More than this waiting, and a receipt that comes now is expected to expire. */
export function longestQueue(registers: number, serviceSeconds: number, waitSeconds: number): number {
  return (registers * waitSeconds) / serviceSeconds;
}

export interface Outage {
  readonly ratePerSecond: number;
  readonly registers: number;
  readonly failed: number;
  readonly serviceSeconds: number;
  readonly waitSeconds: number;
}

/** What it comes to that some registers fail; `seconds`: for how long. */
export function outageOutcome(
  { ratePerSecond, registers, failed, serviceSeconds, waitSeconds }: Outage,
  seconds: number,
): {
  readonly growthPerSecond: number;
  readonly backlog: number;
  readonly waitSeconds: number;
  /** The longest outage after which nobody is late; infinite when the others can do it. */
  readonly longestSeconds: number;
} {
  const capacity = Math.max(0, registers - failed) / serviceSeconds;
  const growthPerSecond = Math.max(0, ratePerSecond - capacity);
  const backlog = growthPerSecond * seconds;
  return {
    growthPerSecond,
    backlog,
    waitSeconds: backlog === 0 ? 0 : capacity === 0 ? Number.POSITIVE_INFINITY : backlog / capacity,
    longestSeconds:
      growthPerSecond === 0 ? Number.POSITIVE_INFINITY : (waitSeconds * capacity) / growthPerSecond,
  };
}

/** Service time with the shift's documents spread over the day: `shiftSeconds` a day are not for receipts. */
export function effectiveServiceSeconds(serviceSeconds: number, shiftSeconds: number): number {
  return serviceSeconds / (1 - shiftSeconds / 86_400);
}
