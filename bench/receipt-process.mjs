// Issues receipts with the driver in a folder, and tells what each of them cost this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cost, FEW, warmUp } from './cost.mjs';

const [folder, url, fastUrl, exchange, count, before] = process.argv.slice(2);
const { connect } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
const item = { vat: 'vat20', subject: 'goods', method: 'fullPayment' };
const yardstick = {
  type: 'sell',
  electronic: true,
  taxation: 'osn',
  customer: { contact: 'client@example.com' },
  items: [
    { name: 'Товар первый', price: '100.50', quantity: 2, ...item },
    { name: 'Товар второй', price: '10.00', quantity: 1, ...item },
    { name: 'Товар третий', price: '1.00', quantity: '1.5', ...item },
  ],
  payments: [{ type: 'electronic', sum: '212.50' }],
};

let register = await connect(fastUrl, { exchange });
await register.openShift();
await warmUp(Number(before), () => register.issue(yardstick));
if (url !== fastUrl) {
  await register.close();
  register = await connect(url, { exchange });
  await warmUp(FEW, () => register.issue(yardstick));
}
process.send(await cost(Number(count), () => register.issue(yardstick)), () => process.exit());
