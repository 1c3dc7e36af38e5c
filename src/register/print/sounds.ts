import { type Problem, ValidationError } from '../../errors.js';

/** Times of the drawer's magnet. */
export interface Pulses {
  /** Of a pulse, and of the pause after it, ms in tens, up to 99 990. */
  on: number;
  off: number;
  /** 0..99. */
  repeats: number;
}

const BASE_FREQUENCY = 921_600;

/** Parameters of command 88. */
export function soundRequest({ frequency, ms }: { frequency: number; ms: number }): {
  divider: number;
  duration: number;
} {
  check([
    ['frequency', frequency >= 100 && frequency <= 2500, '100..2500 Гц', '100..2500 Hz', frequency],
    ['ms', isTens(ms, 10, 2550), '10..2550 мс, кратно 10', '10..2550 ms in tens', ms],
  ]);
  return { divider: 0x10000 - Math.floor(BASE_FREQUENCY / frequency), duration: ms / 10 };
}

/** Parameters of command 85. */
export function drawerPulses({ on, off, repeats }: Pulses): Pulses {
  const times = ['0..99990 мс, кратно 10', '0..99990 ms in tens'] as const;
  const count = Number.isInteger(repeats) && repeats >= 0 && repeats <= 99;
  check([
    ['on', isTens(on, 0, 99_990), ...times, on],
    ['off', isTens(off, 0, 99_990), ...times, off],
    ['repeats', count, '0..99', '0..99', repeats],
  ]);
  return { on: on / 10, off: off / 10, repeats };
}

function isTens(value: number, min: number, max: number): boolean {
  return Number.isInteger(value / 10) && value >= min && value <= max;
}

type Rule = readonly [path: string, holds: boolean, ru: string, en: string, value: unknown];

function check(rules: readonly Rule[]): void {
  const problems: Problem[] = rules
    .filter(([, holds]) => !holds)
    .map(([path, , ru, en, value]) => ({ path, code: 'OPTION_RANGE', ru, en, value }));
  if (problems.length > 0) throw new ValidationError(problems);
}
