// What nobody should do, and somebody does: two objects with different settings, tasks that are no JSON, odd names.
import { Fptr10 } from 'atol-kkt/wrapper';

const [port] = process.argv.slice(2);
const settings = { Model: '500', Port: '2', IPAddress: '127.0.0.1', IPPort: port };
const told = (run) => {
  try {
    return run();
  } catch (error) {
    return { thrown: error.constructor.name, code: error.code, outcome: error.outcome };
  }
};
const opened = (more) => {
  const fptr = new Fptr10();
  fptr.create();
  fptr.setSettings({ ...settings, ...more });
  return { fptr, open: told(() => fptr.open()) };
};
const sale = (name) => ({
  type: 'sell',
  taxationType: 'osn',
  items: [{ type: 'position', name, price: 1, quantity: 1, amount: 1, tax: { type: 'none' } }],
  payments: [{ type: 'cash', sum: 1 }],
});

const one = opened();
const cyclic = { type: 'getShiftStatus' };
cyclic.self = cyclic;
const seen = {
  one: one.open,
  alike: opened({ UserPassword: 30, AccessPassword: '0' }).open,
  other: opened({ UserPassword: 29 }).open,
  bigint: told(() => one.fptr.processJson({ type: 'cashIn', cashSum: 5n })),
  cyclic: told(() => one.fptr.processJson(cyclic)),
  type: told(() => one.fptr.processJson({ type: { toString: 1 } })),
  noDocument: told(() => one.fptr.fnReport(-1)),
  long: one.fptr.processJson(sale('Ы'.repeat(300))).fiscalParams.total,
  strange: one.fptr.processJson(sale('Чай\u0000 🫖 “№ 1” €')).fiscalParams.total,
};
process.stdout.write(JSON.stringify(seen));
