/**
 * A correction: money was taken and the register was not used at all.
 *
 * In FFD 1.05 a correction has no items: the sum, how it was paid, and the VAT in it. It is of a sale or of a purchase; an
 * unrecorded return of a sale is a purchase. A mistake in a receipt that was issued is corrected otherwise: see `return.ts`.
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

// Found by ourselves: the date is that of the document on which the correction rests.
await kkt.issue(
  receipt('sellCorrection')
    .taxation('osn')
    .correction({ type: 'self', date: '2026-11-20', description: 'Акт об отключении света', number: '7' })
    .total('12400.00')
    .cash('12400.00')
    .vat('vat20', '1666.67')
    .vat('vat10', '218.18'),
);

// By order of the tax office: its number is a must.
const { documentNumber } = await kkt.issue(
  receipt('sellCorrection')
    .taxation('osn')
    .correction({ type: 'order', date: '2026-11-21', number: '15-12/4' })
    .card('500.00')
    .vat('none', '500.00'),
);
console.log(`corrected by document ${documentNumber}`);

await kkt.closeShift();
