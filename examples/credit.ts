/**
 * Goods on credit, and the credit paid later.
 *
 * | receipt              | method (1214)    | subject (1212) | paid by              | VAT        |
 * |----------------------|------------------|----------------|----------------------|------------|
 * | all on credit        | `credit`         | goods          | credit               | 20 %, 10 % |
 * | a part paid now      | `partialPayment` | goods          | cash, card + credit  | 20 %, 10 % |
 * | money for the credit | `creditPayment`  | `payment`      | cash, card           | none       |
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

const goods = { price: 60_000, vat: 'vat22', subject: 'goods' } as const;

await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .customer('+79161234567')
    .item('Холодильник', { ...goods, method: 'credit' })
    .credit(60_000),
);

await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .customer('+79161234567')
    .item('Телевизор', { ...goods, method: 'partialPayment' })
    .card(15_000)
    .credit(45_000),
);

// A month later. The tax was in the receipt of the goods.
const { documentNumber } = await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .customer('+79161234567')
    .item('Оплата кредита по договору 17', {
      price: 10_000,
      vat: 'none',
      method: 'creditPayment',
      subject: 'payment',
    })
    .cash(10_000),
);
console.log(`credit paid by document ${documentNumber}`);

await kkt.closeShift();
