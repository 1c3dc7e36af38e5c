// Sells and moves cash under keys that a directory keeps, then dies without a word to anybody.
import { writeSync } from 'node:fs';
import { Fptr10 } from 'atol-kkt/wrapper';

const [port, journal] = process.argv.slice(2);
const fptr = new Fptr10();
fptr.create();
fptr.setSettings({ Model: 500, Port: 2, IPAddress: '127.0.0.1', IPPort: Number(port), Journal: journal });
fptr.open();
const cash = fptr.processJson({ type: 'cashIn', cashSum: 100, key: 'float-1' });
const sale = fptr.processJson({
  type: 'sell',
  taxationType: 'osn',
  uuid: 'order-1',
  items: [{ type: 'position', name: 'Чай', price: 10, quantity: 1, amount: 10, tax: { type: 'none' } }],
  payments: [{ type: 'cash', sum: 10 }],
});
writeSync(1, JSON.stringify({ cash, sale }));
process.kill(process.pid, 'SIGKILL');
