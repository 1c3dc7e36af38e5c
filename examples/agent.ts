/**
 * Selling for others: an agent's receipt with own goods and goods of two suppliers.
 *
 * Who the agent is stands in the item (1222), and with it the supplier: name, phones and INN (1224–1226). The INN is a must;
 * twelve zeros when the supplier has none. The register must be registered for this kind of agent.
 */
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift({ operator: { name: 'Кассир Иванова' } });

await kkt.issue(
  receipt('sell')
    .taxation('usnIncome')
    .item('Пакет', { price: 10, vat: 'none', subject: 'goods' })
    .item('Керамическая ваза', {
      price: 2500,
      vat: 'none',
      subject: 'goods',
      agent: { type: 'commissionAgent' },
      supplier: { name: 'ИП Гончаров', inn: '500100732259', phones: ['+74951234567'] },
    })
    .item('Билет на концерт', {
      price: 1800,
      vat: 'none',
      subject: 'service',
      agent: { type: 'another' },
      supplier: { name: 'Филармония', inn: '7707083893', phones: ['+74957654321'] },
    })
    .card(4310),
);

// A payment accepted for an operator: the paying agent and the operator that takes payments give their phones.
const { documentNumber } = await kkt.issue(
  receipt('sell')
    .taxation('usnIncome')
    .item('Оплата связи', {
      price: 500,
      vat: 'none',
      subject: 'service',
      agent: { type: 'payingAgent', phones: ['+79160000001'], paymentOperatorPhones: ['+78000000002'] },
      supplier: { name: 'Оператор связи', inn: '7707083893', phones: ['+78000000003'] },
    })
    .cash(500),
);
console.log(`accepted by document ${documentNumber}`);

await kkt.closeShift();
