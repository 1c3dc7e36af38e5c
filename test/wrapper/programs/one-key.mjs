// One key in every way that a program may give it twice; the default export is that of programs for a CommonJS package.
import atol from 'atol-kkt/wrapper';

const [port] = process.argv.slice(2);
const settings = { Model: 500, Port: 2, IPAddress: '127.0.0.1', IPPort: Number(port) };
const sale = {
  type: 'sell',
  taxationType: 'osn',
  uuid: 'order-1',
  operator: { name: 'Иванов', vatin: '123654789507' },
  items: [{ type: 'position', name: 'Чай', price: 10, quantity: 1, amount: 10, tax: { type: 'none' } }],
  payments: [{ type: 'cash', sum: 10 }],
};
const float = { type: 'cashIn', cashSum: 100, key: 'float-1' };
const opened = () => {
  const fptr = new atol.Fptr10();
  fptr.create();
  fptr.setSettings(settings);
  fptr.open();
  return fptr;
};
const asynchronous = (fptr, task) =>
  new Promise((resolve, reject) =>
    fptr.processJsonAsync(task, (error, result) => (error ? reject(error) : resolve(result))),
  );

const seen = {};
const one = opened();
const first = asynchronous(one, sale);
seen.synchronous = one.processJson(sale);
seen.first = await first;
one.processJson(float);
one.close();
one.open();
seen.reopened = one.processJson(sale);
one.processJson(float);
one.destroy();
const two = opened();
seen.anew = two.processJson(sale);
const three = opened();
const [left, right] = await Promise.all([asynchronous(two, sale), asynchronous(three, sale)]);
Object.assign(seen, { left, right });
two.close();
seen.other = three.processJson(sale);
three.processJson(float);
three.destroy();
process.stdout.write(JSON.stringify(seen));
