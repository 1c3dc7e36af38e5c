import type { CallOptions, CashRegister } from 'atol-kkt';
import { deviceStatus } from 'atol-kkt/protocol';
import { deviceOf } from './verdict.js';

/**
 * A Z report that broke off, mostly because the power failed, is all that a register talks about until it is finished: it is, and then
 * comes what was wanted, under the key that it had.
 */
export async function pastBrokenReport<T>(
  kkt: CashRegister,
  act: () => Promise<T>,
  options?: CallOptions,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (deviceOf(error)?.status !== deviceStatus.zReportInterrupted) throw error;
    await kkt.finishInterruptedZ(options);
    return act();
  }
}
