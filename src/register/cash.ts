import { ValidationError } from '../errors.js';
import { type Money, parseMoney } from '../fiscal/index.js';
import { commands, registers } from '../protocol/index.js';
import type { ThroughOptions } from './caller.js';
import type { Session } from './session.js';

export interface CashResult {
  /** Cash in the drawer after the operation, kopecks. */
  cashKopecks: number;
}

/** Command 49 or 4F, then register 0A. Throws DeviceError 98 when there is less cash than that, 8F in a closed shift. */
export async function moveCash(
  session: Session,
  direction: 'in' | 'out',
  sum: Money,
  options?: ThroughOptions,
): Promise<CashResult> {
  const kopecks = parseMoney(sum);
  if (kopecks === 0) {
    throw new ValidationError([
      {
        path: 'sum',
        code: 'MONEY_ZERO',
        ru: 'сумма должна быть больше нуля',
        en: 'the sum must be above zero',
        value: sum,
      },
    ]);
  }
  const command = direction === 'in' ? commands.cashIn : commands.cashOut;
  await session.modes.run(command, { flags: 0, sum: kopecks }, options);
  const { sum: cash } = await session.caller.readThrough(registers.cashSum, options);
  return { cashKopecks: cash };
}
