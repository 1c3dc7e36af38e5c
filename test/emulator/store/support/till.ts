import { AtolError, DeviceError } from '../../../../src/errors.js';
import { type CashRegister, connect } from '../../../../src/index.js';
import { deviceStatus } from '../../../../src/protocol/index.js';

/** A document that the register acknowledged. */
export interface Acknowledged {
  readonly number: number;
  readonly sign: number;
  /** Kopecks; 0 for reports. */
  readonly total: number;
}

/** What a till knows when its register dies. */
export interface Ledger {
  readonly documents: Acknowledged[];
  /** Kopecks put into and taken out of the drawer, acknowledged. */
  cash: number;
  /** What was being done when the line broke: kopecks that may be in the drawer, too. */
  doubtful: number;
  /** It died behind an interrupted Z report that was finished: the next receipt opens the shift, and nobody acknowledges that. */
  opensByItself: boolean;
}

/** Sells, takes back, counts cash, closes and opens shifts until the line breaks. */
export async function work(url: string, ledger: Ledger, random: () => number): Promise<void> {
  let kkt: CashRegister | undefined;
  try {
    kkt = await connect(url, { reconnect: false });
    for (;;) await step(kkt, ledger, random);
  } catch (error) {
    if (!(error instanceof AtolError) || error instanceof DeviceError) throw error;
  } finally {
    await kkt?.close();
  }
}

async function step(kkt: CashRegister, ledger: Ledger, random: () => number): Promise<void> {
  try {
    await operation(kkt, ledger, random());
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    await mend(kkt, ledger, error);
  }
}

/** The register says what is in the way; anything else is a fault of the register. */
async function mend(kkt: CashRegister, ledger: Ledger, error: DeviceError): Promise<void> {
  const { status } = error;
  if (status === deviceStatus.zReportInterrupted) {
    ledger.documents.push(report(await kkt.finishInterruptedZ()));
    ledger.documents.push(report(await kkt.openShift()));
  } else if (status === deviceStatus.deniedInClosedShift)
    ledger.documents.push(report(await kkt.openShift()));
  else throw error;
}

const report = (made: { documentNumber: number; fiscalSign: number }): Acknowledged => ({
  number: made.documentNumber,
  sign: made.fiscalSign,
  total: 0,
});

async function operation(kkt: CashRegister, ledger: Ledger, chance: number): Promise<void> {
  const kopecks = 1 + Math.floor(chance * 1_000_000);
  const sum = (kopecks / 100).toFixed(2);
  if (chance < 0.05) {
    ledger.documents.push(report(await kkt.closeShift()));
  } else if (chance < 0.15) {
    ledger.doubtful = kopecks;
    await kkt.cashIn(sum);
    ledger.doubtful = 0;
    ledger.cash += kopecks;
  } else {
    const type = chance < 0.75 ? 'sell' : chance < 0.9 ? 'buy' : 'sellReturn';
    const result = await kkt.issue({
      type,
      taxation: 'osn',
      items: [{ name: `Товар ${kopecks}`, price: sum, quantity: 1, vat: 'vat22' }],
      // A drawer cannot pay out more than it holds.
      payments: [{ type: type === 'sell' ? 'cash' : 'electronic', sum }],
    });
    ledger.documents.push({ ...report(result), total: result.totalKopecks });
  }
}
