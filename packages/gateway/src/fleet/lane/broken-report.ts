import type { CallOptions, CashRegister } from 'atol-kkt';
import { deviceStatus } from 'atol-kkt/protocol';

/**
 * A Z report that broke off, mostly because the power failed, is all that a register talks about until it is finished: it is, and then
 * comes what was wanted. The refusal says that nothing of that was done.
 */
export async function pastBrokenReport<T>(
  kkt: CashRegister,
  act: () => Promise<T>,
  options?: CallOptions,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isBrokenReport(error)) throw error;
    await kkt.finishInterruptedZ(options);
    return act();
  }
}

function isBrokenReport(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at.name === 'DeviceError')
      return (at as { status?: unknown }).status === deviceStatus.zReportInterrupted;
  return false;
}
