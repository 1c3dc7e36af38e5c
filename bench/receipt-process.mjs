// Issues receipts with the driver in a folder, and tells what each of them cost this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, url, exchange, count] = process.argv.slice(2);
const receipts = Number(count);
const WARM_UP = Math.min(300, receipts);

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

const register = await connect(url, { exchange });
await register.openShift();
for (let index = 0; index < WARM_UP; index++) await register.issue(yardstick);

const before = process.cpuUsage();
const times = [];
for (let index = 0; index < receipts; index++) {
  const started = performance.now();
  await register.issue(yardstick);
  times.push(performance.now() - started);
}
const { user, system } = process.cpuUsage(before);

// In a pass of its own: to ask for the size of the heap costs time, too.
let allocated = 0;
let heap = process.memoryUsage().heapUsed;
for (let index = 0; index < receipts; index++) {
  await register.issue(yardstick);
  const now = process.memoryUsage().heapUsed;
  // It shrinks only when garbage is collected.
  allocated += Math.max(0, now - heap);
  heap = now;
}
times.sort((left, right) => left - right);
process.send(
  {
    cpuMs: (user + system) / 1000 / receipts,
    allocatedKb: allocated / 1024 / receipts,
    ms: times[Math.floor(receipts / 2)],
  },
  () => process.exit(),
);
