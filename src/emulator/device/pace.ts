import { randomFrom } from '../../util/random.js';

/** How long things take, ms. */
export interface Pace {
  /** The FN signs a document. */
  signing(): number;
  /** A command, before it is executed. */
  command(): number;
  /** So many lines come out of the printer. */
  printing(lines: number): number;
}

/** Lines of a report, for the time it takes on paper: about. */
export const REPORT_LINES = 40;

/** Always the same, and nothing but signing takes time: what tests want. */
export function steadyPace(latency: number): Pace {
  return { signing: () => latency, command: () => 0, printing: () => 0 };
}

export interface RealisticPace {
  /** What the FN takes to sign as a rule, ms. */
  readonly latency: number;
  /** A line on paper, ms; 0 for a register without a printer. */
  readonly lineMs: number;
  readonly seed: number;
}

/** A document in so many takes much longer: the FN tidies up. */
const SLOW_ONE_IN = 40;
const SLOW_TIMES = 4;
const COMMAND_MS = { from: 4, to: 25 } as const;

/**
 * As in life, and the same for the same seed. Guesses all of it, no register was measured: the FN takes from 3/4 of its usual time to
 * half as long again, now and then four times that; a command some milliseconds; paper up to a tenth more than its lines.
 */
export function realisticPace({ latency, lineMs, seed }: RealisticPace): Pace {
  const random = randomFrom(seed);
  const between = (from: number, to: number): number => Math.round(from + random() * (to - from));
  return {
    signing() {
      const usual = between(latency * 0.75, latency * 1.5);
      return random() * SLOW_ONE_IN < 1 ? usual * SLOW_TIMES : usual;
    },
    command: () => between(COMMAND_MS.from, COMMAND_MS.to),
    printing: (lines) => between(lines * lineMs, lines * lineMs * 1.1),
  };
}
