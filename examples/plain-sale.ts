/**
 * A plain sale: two kinds of goods, cash, change.
 *
 * Goods are handed over and paid at once: method `fullPayment` (the default), VAT at the plain rate.
 * The register computes the tax; change comes from cash only.
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';
import { qrTerminal } from 'atol-kkt/fiscal';

// A real register: npx tsx examples/plain-sale.ts tcp://192.168.1.10:5555
const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

const sale = receipt('sell')
  .taxation('osn')
  .item('Хлеб «Бородинский»', { price: 45.5, quantity: 2, vat: 'vat10', subject: 'goods' })
  .item('Сыр весовой', { price: '890.00', quantity: '0.354', unit: 'кг', vat: 'vat22', subject: 'goods' })
  .cash(500)
  .build();
console.log(`to pay ${sale.total / 100}, change ${sale.change / 100}`);

const result = await kkt.issue(sale);
console.log(`document ${result.documentNumber}, sign ${result.fiscalSign}, shift ${result.shiftNumber}`);
console.log(qrTerminal(result.qr));

await kkt.closeShift();
