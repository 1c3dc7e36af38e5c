/** A till that is killed in the middle: argv are its folder, the child program, the plug-in's file and a key. */
import { openTill } from '../../src/host/index.js';

const [folder = '', child = '', file = '', key = ''] = process.argv.slice(2);
const till = await openTill({
  folder,
  till: { id: 'till-7' },
  child: { entry: child },
  plugins: { 'xx-good': { file, settings: { device: 'slow' } } },
  onEvent: (event) => {
    if (event.kind === 'event' && event.name === 'progress') process.stdout.write('begun\n');
  },
});
const sum = { minor: 1250, currency: 'XTS', exponent: 2 };
await till.call('xx-good', 'sale', {
  key,
  cashier: { id: '1', name: 'Anna' },
  items: [{ id: 'a', name: 'Tea', price: sum, quantity: '1', sum, tax: 'none' }],
  payments: [{ type: 'cash', sum }],
  total: sum,
});
