import {
  checkArgument,
  integer,
  must,
  type OptionRule,
  type OptionRules,
  whole,
} from '../../util/options.js';

/** Pulses for the magnet of the drawer. */
export interface Pulses {
  /** How long a pulse lasts, ms in tens, up to 99 990. */
  on: number;
  /** The pause after it, ms in tens, up to 99 990. */
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

const MAX_PULSE = 99_990;

const toneRules = {
  frequency: must(
    (value) => typeof value === 'number' && value >= 100 && value <= 2500,
    ['100..2500 Гц', '100..2500 Hz'],
    'OPTION_RANGE',
  ),
  ms: tens(10, 2550),
} satisfies OptionRules<Tone>;

const pulseRules = {
  on: tens(0, MAX_PULSE),
  off: tens(0, MAX_PULSE),
  repeats: integer(0, 99),
} satisfies OptionRules<Pulses>;

/** @throws ValidationError. */
export function checkTone(tone: Tone): void {
  checkArgument(tone, '', whole(toneRules));
}

/** @throws ValidationError. */
export function checkPulses(pulses: Pulses): void {
  checkArgument(pulses, '', whole(pulseRules));
}

function tens(min: number, max: number): OptionRule {
  return must(
    (value) => typeof value === 'number' && Number.isSafeInteger(value / 10) && value >= min && value <= max,
    [`${min}..${max} мс, кратно 10`, `${min}..${max} ms in tens`],
    'OPTION_RANGE',
  );
}
