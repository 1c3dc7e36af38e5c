/**
 * A return, and how to correct a receipt with a mistake in it.
 *
 * A return repeats the items of the sale and gives the money back as it came: exactly, without change. A wrong receipt is
 * corrected by the reverse one that copies it, and the right one; both name the fiscal sign of the wrong receipt (tag 1192).
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

const item = { price: 1990, vat: 'vat22', subject: 'goods' } as const;

// The customer brings one of two shirts back.
await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .item('Рубашка', { ...item, quantity: 2 })
    .cash(4000),
);
await kkt.issue(receipt('sellReturn').taxation('osn').item('Рубашка', item).cash(1990));

// A wrong rate of VAT was printed.
const wrong = receipt('sell')
  .taxation('osn')
  .item('Каша', { ...item, vat: 'vat22' })
  .card(1990);
const { fiscalSign } = await kkt.issue(wrong);

const { type: _sell, ...same } = wrong.toJSON();
const additionalAttribute = String(fiscalSign);
await kkt.issue({ type: 'sellReturn', ...same, additionalAttribute });
const { documentNumber } = await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .item('Каша', { ...item, vat: 'vat10' })
    .card(1990)
    .additionalAttribute(additionalAttribute),
);
console.log(`corrected by document ${documentNumber}`);

await kkt.closeShift();
