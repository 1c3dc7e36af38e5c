import { type Problem, ValidationError } from '../../errors.js';

/** Times of the drawer's magnet. */
export interface Pulses {
  /** Of a pulse, and of the pause after it, ms in tens, up to 99 990. */
  on: number;
  off: number;
  /** 0..99. */
  repeats: number;
}

export interface Tone {
  /** 100..2500 Hz. */
  frequency: number;
  /** 10..2550, in tens. */
  ms: number;
}

/** @throws ValidationError. */
export function checkTone({ frequency, ms }: Tone): void {
  check([
    ['frequency', frequency >= 100 && frequency <= 2500, '100..2500 Гц', '100..2500 Hz', frequency],
    ['ms', isTens(ms, 10, 2550), '10..2550 мс, кратно 10', '10..2550 ms in tens', ms],
  ]);
}

/** @throws ValidationError. */
export function checkPulses({ on, off, repeats }: Pulses): void {
  const times = ['0..99990 мс, кратно 10', '0..99990 ms in tens'] as const;
  const count = Number.isInteger(repeats) && repeats >= 0 && repeats <= 99;
  check([
    ['on', isTens(on, 0, 99_990), ...times, on],
    ['off', isTens(off, 0, 99_990), ...times, off],
    ['repeats', count, '0..99', '0..99', repeats],
  ]);
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
