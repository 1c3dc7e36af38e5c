// A till that was written for node-atol-wrapper; only the name of the package is another one.
import { Fptr10 } from 'atol-kkt/wrapper';

const [port] = process.argv.slice(2);
const fptr = new Fptr10();
fptr.create();
const settings = fptr.getSettings();
settings.Port = 2;
settings.IPAddress = '127.0.0.1';
settings.IPPort = Number(port);
const seen = { setSettings: fptr.setSettings(settings), before: fptr.isOpened() };
try {
  fptr.processJson({ type: 'getDeviceStatus' });
} catch (error) {
  seen.closed = { message: error.message, code: error.code, description: error.description };
}
seen.open = fptr.open();
seen.opened = fptr.isOpened();
seen.status = fptr.processJson({ type: 'getDeviceStatus' });
const sale = {
  type: 'sell',
  taxationType: 'osn',
  uuid: 'order-1',
  operator: { name: 'Иванов', vatin: '123654789507' },
  items: [{ type: 'position', name: 'Чай', price: 10, quantity: 1, amount: 10, tax: { type: 'none' } }],
  payments: [{ type: 'cash', sum: 10 }],
};
seen.sale = fptr.processJson(sale);
seen.again = fptr.processJson(sale);
seen.last = fptr.findLastDocument();
seen.report = fptr.fnReport(seen.last.documentNumber);
const asynchronous = (task) =>
  new Promise((resolve) => fptr.processJsonAsync(task, (error, result) => resolve([error?.code, result])));
const first = asynchronous({ type: 'reportX' });
// A synchronous call behind an asynchronous one: both get their own answers.
seen.between = fptr.processJson({ type: 'getFnStatus' });
seen.asynchronous = [await first, await asynchronous({ type: 'nope' })];
seen.close = fptr.close();
fptr.destroy();
process.stdout.write(JSON.stringify(seen));
