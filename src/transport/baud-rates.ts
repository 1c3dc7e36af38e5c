import { ValidationError } from '../errors.js';

/** Speeds that a register can be set to, in baud. */
export const BAUD_RATES = [
  1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
] as const;

/** The order in which `baudRate: 'auto'` tries: 115200 as delivered, 4800 after a technological reset, then the others. */
export const USUAL_BAUD_RATES: readonly number[] = [115_200, 4800, 57_600, 38_400, 19_200, 9600];

export const DEFAULT_BAUD_RATE = 115_200;

/** @throws ValidationError for another speed. */
export function checkBaudRate(baudRate: number | 'auto'): void {
  if (baudRate === 'auto' || (BAUD_RATES as readonly number[]).includes(baudRate)) return;
  throw new ValidationError([
    {
      path: 'baudRate',
      code: 'BAUD_RATE',
      ru: `скорость — одна из ${BAUD_RATES.join(', ')} или auto`,
      en: `a speed is one of ${BAUD_RATES.join(', ')} or auto`,
      value: baudRate,
    },
  ]);
}
