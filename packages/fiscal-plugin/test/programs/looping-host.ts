/** A till whose plug-in loops: argv are its folder, the child program and the plug-in's file. Says the plug-in's process. */
import { openTill } from '../../src/host/index.js';

const [folder = '', child = '', file = ''] = process.argv.slice(2);
let pid: number | undefined;
const till = await openTill({
  folder,
  till: { id: 'till-7' },
  child: { entry: child },
  plugins: { 'xx-probe': { file, settings: {} } },
  onEvent: (event) => {
    if (event.kind === 'started') pid = event.pid;
    if (event.kind === 'event') process.stdout.write(`${pid}\n`);
  },
});
const sum = { minor: 1250, currency: 'XTS', exponent: 2 };
await till.call('xx-probe', 'sale', {
  key: 'loop',
  cashier: { id: '1', name: 'Anna' },
  items: [{ id: 'a', name: 'Tea', price: sum, quantity: '1', sum, tax: 'none' }],
  payments: [{ type: 'cash', sum }],
  total: sum,
});
