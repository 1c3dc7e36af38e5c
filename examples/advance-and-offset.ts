/**
 * An advance, when what will be bought is not known yet, and its offset.
 *
 * | receipt   | method (1214) | subject (1212) | paid by        | VAT            |
 * |-----------|---------------|----------------|----------------|----------------|
 * | advance   | `advance`     | `payment`      | cash, card     | 20/120, 10/110 |
 * | goods     | `fullPayment` | goods, service | prepaid + rest | 20 %, 10 %     |
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .item('Аванс', { price: 5000, vat: 'vat122', method: 'advance', subject: 'payment' })
    .cash(5000),
);

// The customer has chosen: 5000 are set off, the rest is paid.
const { totalKopecks } = await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .item('Установка двери', { price: 3200, vat: 'vat22', method: 'fullPayment', subject: 'service' })
    .item('Дверь', { price: 8500, vat: 'vat22', method: 'fullPayment', subject: 'goods' })
    .prepaid(5000)
    .cash(6700),
);
console.log(`total ${totalKopecks / 100}, of it 5000 by the advance`);

await kkt.closeShift();
