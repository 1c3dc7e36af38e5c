/** The till itself: what the main process does for the page. It knows the driver and nothing of Electron. */
import { type AtolError, type CashRegister, isAtolError } from 'atol-kkt';
import type { Answer, TillApi } from './bridge.js';

export function till(kkt: CashRegister, operator: string): TillApi {
  return {
    state: () =>
      answer(async () => {
        const { serialNumber } = await kkt.identify();
        const { shift, cashKopecks } = await kkt.status();
        return { serialNumber, shift: shift.state, cashKopecks };
      }),
    sell: (key, receipt) =>
      answer(async () => {
        const done = await kkt.issue({ operator: { name: operator }, ...receipt }, { key, shift: 'auto' });
        const { documentNumber, fiscalSign, totalKopecks, qr } = done;
        return { documentNumber, fiscalSign, totalKopecks, qr };
      }),
    closeShift: () =>
      answer(async () => {
        const { documentNumber } = await kkt.closeShift({ operator: { name: operator } });
        return { documentNumber };
      }),
  };
}

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!isAtolError(error)) throw error;
    return { ok: false, error: failureOf(error) };
  }
}

/** Where nothing is known of the outcome, the document may exist. */
function failureOf({ code, outcome = 'unknown', message, english }: AtolError) {
  return { code, outcome, message, english };
}
