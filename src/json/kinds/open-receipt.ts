import { isAtolError } from '../../errors.js';
import { deviceStatus } from '../../protocol/index.js';
import type { TaskContext } from './context.js';

/** Tasks before which the driver cancels whatever receipt is open. */
const clearing = new Set([
  ...['openShift', 'closeShift', 'cashIn', 'cashOut', 'reportX', 'reportOfdExchangeStatus'],
  ...['sell', 'sellReturn', 'buy', 'buyReturn', 'sellCorrection', 'buyCorrection'],
  ...['registration', 'fnChange', 'changeRegistrationParameters', 'closeArchive'],
]);

/** A receipt that another program left open is cancelled when it is in the way, as the driver does it. */
export async function clearly<T>(
  { kkt, signal }: TaskContext,
  task: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!clearing.has(task) || !isReceiptOpen(error)) throw error;
    await kkt.cancelReceipt({ signal });
    return act();
  }
}

function isReceiptOpen(error: unknown): boolean {
  return isAtolError(error, 'DeviceError') && error.status === deviceStatus.deniedInOpenedReceipt;
}
