/**
 * Several forms of payment in one receipt, and kopecks rounded off.
 *
 * The order of the payments does not matter: cash goes last, because only cash gives change. The total may be rounded
 * down by kopecks, less than a rouble; a discount has to be in the prices, the format has no tag for it.
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

const { qr } = await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .item('Чайник', { price: '2490.40', vat: 'vat22', subject: 'goods' })
    .item('Доставка', { price: '300.00', vat: 'vat22', subject: 'service' })
    .total('2790.00')
    .card('2000.00')
    .cash('1000.00'),
);
console.log(qr);

await kkt.closeShift();
