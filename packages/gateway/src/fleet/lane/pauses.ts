/** Pauses before a register that does not answer, refuses or does not tell is asked again, ms; the last one is repeated. */
const PAUSES_MS = [1000, 2000, 5000, 10_000, 30_000] as const;

export function pauseMs(failures: number): number {
  return PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
}
