import { formatKopecks } from '../../fiscal/money.js';
import { dateTimeText } from '../../fiscal/render/values.js';
import { receiptFlag } from '../../protocol/classic/commands/receipt.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import type { Device } from '../device/device.js';
import type { Handlers } from './handlers.js';

/** Seven BCD bytes of register 0A. */
const MAX_CASH = 99_999_999_999_999;

export const cashHandlers = {
  cashIn(device, { flags, sum }) {
    const { state } = device;
    check(device, sum);
    if (state.cash + sum > MAX_CASH) throw deviceError(deviceStatus.cashCounterOverflow);
    if (flags & receiptFlag.checkOnly) return;
    state.cash += sum;
    state.shift.cashIn.sum += sum;
    state.shift.cashIn.count++;
    slip(device, 'ВНЕСЕНИЕ', sum);
  },

  cashOut(device, { flags, sum }) {
    const { state } = device;
    check(device, sum);
    if (sum > state.cash) throw deviceError(deviceStatus.noCash);
    if (flags & receiptFlag.checkOnly) return;
    state.cash -= sum;
    state.shift.cashOut.sum += sum;
    state.shift.cashOut.count++;
    slip(device, 'ВЫПЛАТА', sum);
  },
} satisfies Partial<Handlers>;

function check(device: Device, sum: number): void {
  device.requireNoReceipt();
  device.requireUsableShift();
  if (sum === 0) throw deviceError(deviceStatus.invalidSum);
}

function slip({ printer, now, state }: Device, title: string, sum: number): void {
  printer.document([
    printer.centred(title),
    dateTimeText(now),
    printer.pair('КАССИР', state.operator.name),
    printer.pair('СУММА', `=${formatKopecks(sum)}`),
  ]);
}
