/**
 * A prepayment for goods that are known, and the hand-over.
 *
 * | receipt        | method (1214)                     | subject (1212)   | paid by        | VAT            |
 * |----------------|-----------------------------------|------------------|----------------|----------------|
 * | the money      | `fullPrepayment` or `prepayment`  | goods or payment | cash, card     | 20/120, 10/110 |
 * | the goods      | `fullPayment`                     | goods            | prepaid + rest | 20 %, 10 %     |
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

// A third of the price now. `prepaid` would be wrong here: money is being received.
await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .customer('+79161234567')
    .item('Шкаф «Осень»', { price: 10_000, vat: 'vat122', method: 'prepayment', subject: 'goods' })
    .card(10_000),
);

// The wardrobe is brought: its whole price, the prepayment set off against it, the rest paid now.
const { documentNumber } = await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .customer('+79161234567')
    .item('Шкаф «Осень»', { price: 30_000, vat: 'vat22', method: 'fullPayment', subject: 'goods' })
    .prepaid(10_000)
    .card(20_000),
);
console.log(`handed over by document ${documentNumber}`);

await kkt.closeShift();
