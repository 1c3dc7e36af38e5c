import type { CashRegister } from 'atol-kkt';
import type { CashMove, FiscalDocument, Keyed, Outcome } from 'fiscal-plugin';
import { decimal } from 'fiscal-plugin';
import { shiftDocument } from './documents.js';
import type { Evidence } from './keyed.js';
import { moment } from './moment.js';
import { operatorOf } from './receipts.js';

/** Opening and closing a shift: the FN's document behind the one that was the last before (forms 2 and 5). */
export function shiftEvidence(kind: 'open' | 'close', message: Keyed | undefined): Evidence {
  const form = kind === 'open' ? 2 : 5;
  return {
    before: async (kkt) => (await kkt.fn.state()).lastDocument,
    async make(kkt) {
      const options = message === undefined ? {} : { operator: operatorOf(message.cashier) };
      const report = kind === 'open' ? await kkt.openShift(options) : await kkt.closeShift(options);
      return { outcome: 'done', document: await shiftDocument(kkt, report) };
    },
    async look(kkt, before) {
      const number = Number(before) + 1;
      const found = await kkt.fn.findDocument(number);
      if (found?.form !== form) return undefined;
      return { outcome: 'done', document: await numbered(kkt, number, found) };
    },
  };
}

/** Cash in and out: no fiscal document; the register counts them in the shift. */
export function cashEvidence(kind: 'in' | 'out', message: CashMove | undefined): Evidence {
  const register = kind === 'in' ? 'cashInCount' : 'cashOutCount';
  return {
    before: async (kkt) => await kkt.counters.read(register),
    async make(kkt) {
      const sum = decimal(message?.sum ?? { minor: 0, currency: 'RUB', exponent: 2 });
      await (kind === 'in' ? kkt.cashIn(sum) : kkt.cashOut(sum));
      return done(await unnumbered(kkt, `cash-${kind}`));
    },
    async look(kkt, before) {
      const now = await kkt.counters.read(register);
      return JSON.stringify(now) === JSON.stringify(before)
        ? undefined
        : done(await unnumbered(kkt, `cash-${kind}`));
    },
  };
}

/** The X report changes nothing: one that may not have come out is simply printed again by a new key. */
export function reportEvidence(): Evidence {
  return {
    before: async () => null,
    async make(kkt) {
      await kkt.reportX();
      return done(await unnumbered(kkt, 'x'));
    },
    look: async () => undefined,
  };
}

function done(document: FiscalDocument): Outcome {
  return { outcome: 'done', document };
}

/** Papers that the FN does not number get an id from the clock of the register and a number of their own. */
async function unnumbered(kkt: CashRegister, kind: string): Promise<FiscalDocument> {
  const { serialNumber } = await kkt.identify();
  const at = await kkt.clock.get();
  const id = `${kind}-${serialNumber}-${at}-${Math.random().toString(36).slice(2, 8)}`;
  return { id, at: moment(at), marks: { serialNumber }, authority: 'local' };
}

async function numbered(
  kkt: CashRegister,
  documentNumber: number,
  { dateTime, fiscalSign }: { dateTime: string; fiscalSign: number },
): Promise<FiscalDocument> {
  const fnNumber = await kkt.fn.number();
  return {
    id: `${fnNumber}-${documentNumber}`,
    at: moment(dateTime),
    marks: { fnNumber, documentNumber: String(documentNumber), fiscalSign: String(fiscalSign) },
    authority: 'queued',
  };
}
