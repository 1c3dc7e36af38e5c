import { AtolError, ValidationError } from '../errors.js';
import { type Money, parseMoney } from '../fiscal/index.js';
import { commands, registers } from '../protocol/index.js';
import type { CallOptions, ThroughOptions } from './caller.js';
import { History } from './history.js';
import { isForgotten, type Session } from './session.js';

export interface CashResult {
  /** Cash in the drawer after the operation, kopecks. */
  cashKopecks: number;
}

/** Both directions: the command, and the counters of the shift that show whether it was executed. */
const directions = {
  in: { command: commands.cashIn, count: registers.cashInCount, sum: registers.cashInSum },
  out: { command: commands.cashOut, count: registers.cashOutCount, sum: registers.cashOutSum },
} as const;

/**
 * Command 49 or 4F, then register 0A. Throws DeviceError 98 when there is less cash than that, 8F in a closed shift.
 * After a lost answer the counters of the shift (registers 04, 05, 08, 09) tell whether it was executed.
 */
export async function moveCash(
  session: Session,
  direction: keyof typeof directions,
  sum: Money,
  options: CallOptions = {},
): Promise<CashResult> {
  const kopecks = parseMoney(sum);
  if (kopecks === 0) throw zeroSum(sum);
  const history = new History(() => Date.now());
  const through: ThroughOptions = { ...options, history };
  const { command } = directions[direction];
  const before = await counters(session, direction, through);
  for (;;) {
    try {
      await session.modes.run(command, { flags: 0, sum: kopecks }, through);
      break;
    } catch (error) {
      if (!isForgotten(error)) throw error;
    }
    const after = await counters(session, direction, through);
    const executed = after.count === before.count + 1 && after.sum === before.sum + kopecks;
    if (executed) break;
    if (after.count !== before.count || after.sum !== before.sum) throw foreign(command.name);
    history.add(`${command.name}: счётчики не изменились, команда посылается снова`);
  }
  const { sum: cash } = await session.caller.readThrough(registers.cashSum, options);
  return { cashKopecks: cash };
}

async function counters(session: Session, direction: keyof typeof directions, options: ThroughOptions) {
  const { count, sum } = directions[direction];
  return {
    count: (await session.caller.readThrough(count, options)).count,
    sum: (await session.caller.readThrough(sum, options)).sum,
  };
}

/** Somebody else moved cash at the same time: the counters cannot tell whose it was. */
function foreign(command: string): AtolError {
  const message = `Команда ${command}: исход неизвестен, кассой пользовался кто-то ещё; сверьте наличность`;
  return new AtolError('CASH_UNKNOWN', message, { outcome: 'unknown' });
}

function zeroSum(value: Money): ValidationError {
  const rule = { ru: 'сумма должна быть больше нуля', en: 'the sum must be above zero' };
  return new ValidationError([{ path: 'sum', code: 'MONEY_ZERO', ...rule, value }]);
}
