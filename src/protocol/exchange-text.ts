import { needNumber } from '../util/arguments.js';
import { lazily } from '../util/lazily.js';
import { exchangeRows } from './data/exchange-errors.js';

const byCode = lazily(() => new Map(exchangeRows.map((row) => [row[0], row])));

const columns = { network: 1, ofd: 2, fn: 3 } as const;

/** Russian text of a code in register 2Bh: the last exchange with the operator of fiscal data. */
export function exchangeText(kind: keyof typeof columns, code: number): string {
  needNumber(code, 'code');
  return byCode().get(code)?.[columns[kind]] ?? `Неизвестная ошибка (код ${code})`;
}
