/**
 * A gift card: selling it is an advance, paying with it is the offset of that advance.
 *
 * The card is no goods: nobody knows what will be bought with it. If the purchase is cheaper than the card, the rest of the
 * card is not given back and does not appear in the receipt: `prepaid` cannot be above the total.
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .item('Подарочная карта № 000123', { price: 3000, vat: 'vat122', method: 'advance', subject: 'payment' })
    .card(3000),
);

const purchase = receipt('sell')
  .taxation('osn')
  .item('Духи', { price: 2790, vat: 'vat22', method: 'fullPayment', subject: 'goods' });

// Found before anything is sent: the card may pay 2790 at most.
for (const { path, en } of purchase.prepaid(3000).check().problems) console.log(`${path}: ${en}`);

const { documentNumber } = await kkt.issue(purchase.prepaid(2790));
console.log(`paid with the card by document ${documentNumber}`);

await kkt.closeShift();
