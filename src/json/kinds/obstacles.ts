import { isAtolError } from '../../errors.js';
import { deviceStatus } from '../../protocol/index.js';
import type { TaskContext } from './context.js';

/** Tasks before which the driver cancels whatever receipt is open. */
const clearing = new Set([
  ...['openShift', 'closeShift', 'cashIn', 'cashOut', 'reportX', 'reportOfdExchangeStatus'],
  ...['sell', 'sellReturn', 'buy', 'buyReturn', 'sellCorrection', 'buyCorrection'],
  ...['registration', 'fnChange', 'changeRegistrationParameters', 'closeArchive'],
]);

/**
 * What the register was left with is out of the way when it is in the way, as the driver does it: a receipt that another program left
 * open is cancelled, and a Z report that broke off, beside which the register does nothing else, is finished.
 */
export async function withoutObstacles<T>(
  { kkt, signal }: TaskContext,
  task: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (isRefusal(error, deviceStatus.zReportInterrupted)) await kkt.finishInterruptedZ({ signal });
    else if (clearing.has(task) && isRefusal(error, deviceStatus.deniedInOpenedReceipt))
      await kkt.cancelReceipt({ signal });
    else throw error;
    return act();
  }
}

function isRefusal(error: unknown, status: number): boolean {
  return isAtolError(error, 'DeviceError') && error.status === status;
}
