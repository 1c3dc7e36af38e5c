/** P(at least `needed` of `registers` work), when each works this share of the time by itself. */
export function shareAvailable(registers: number, needed: number, availability: number): number {
  if (needed <= 0) return 1;
  if (needed > registers) return 0;
  if (availability >= 1) return 1;
  if (availability <= 0) return 0;
  // In logarithms: the terms are far apart.
  let log = registers * Math.log(availability);
  let sum = Math.exp(log);
  for (let working = registers; working > needed; working--) {
    log += Math.log((working * (1 - availability)) / ((registers - working + 1) * availability));
    sum += Math.exp(log);
  }
  return Math.min(1, sum);
}

/** The fewest registers of which enough work with the wanted probability. */
export function registersForAvailability(needed: number, availability: number, target: number): number {
  let registers = Math.max(1, needed);
  while (shareAvailable(registers, needed, availability) < target) registers++;
  return registers;
}

/** The rule of thumb: at least two, at least one more, and 10–15 % for large fleets. */
export function registersByRule(needed: number, reserveShare: number): number {
  return Math.max(2, needed + 1, Math.ceil(needed * (1 + reserveShare) - 1e-9));
}
