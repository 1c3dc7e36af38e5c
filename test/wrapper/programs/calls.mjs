// What programs do to an object of the class: settings in every form, arguments too many, too few and wrong, methods taken
// off their object, calls in every state. It prints what came of each, so that two packages can be compared by it.
import { createRequire } from 'node:module';
import { inspect } from 'node:util';

const { Fptr10 } = createRequire(import.meta.url)('atol-kkt/wrapper');
const [port] = process.argv.slice(2);
const connection = { Model: 500, Port: 2, IPAddress: '127.0.0.1', IPPort: Number(port) };
const state = { type: 'getCashDrawerStatus' };
const seen = {};

function shown(value) {
  if (!(value instanceof Error)) return inspect(value, { depth: 9, breakLength: Number.POSITIVE_INFINITY });
  const { message, code, description } = value;
  return `${value.constructor.name} ${message} / ${code} / ${description} / ${String(value)}`;
}

function tell(name, run) {
  try {
    seen[name] = `${typeof run()} ${shown(run())}`;
  } catch (error) {
    seen[name] = `thrown ${shown(error)}`;
  }
}

const fptr = new Fptr10();
for (const name of Object.keys(Fptr10.prototype)
  .filter((one) => !/Async$|^decide/.test(one))
  .sort()) {
  const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(Fptr10.prototype, name);
  tell(`method ${name}`, () => [fptr[name].name, fptr[name].length, writable, enumerable, configurable]);
}
tell('isOpened before create', () => fptr.isOpened());
tell('create', () => fptr.create());
tell('create again', () => fptr.create());
tell('settings at first', () => fptr.getSettings());
tell('setSettings()', () => fptr.setSettings());
tell('setSettings with two', () => fptr.setSettings(connection, 1));
for (const wrong of [undefined, null, '{}', 1, true, [], [connection], () => 1, new Date(0), {}, new Map()])
  tell(`setSettings(${typeof wrong} ${inspect(wrong).slice(0, 20)})`, () => fptr.setSettings(wrong));
tell('inherited settings', () => fptr.setSettings(Object.create(connection)));
tell('settings by toJSON', () => fptr.setSettings({ toJSON: () => connection }));
tell('settings with a bigint', () => fptr.setSettings({ ...connection, IPPort: 5n }));

const values = [
  'x',
  '7',
  '',
  ' 7',
  '7 ',
  '-7',
  '+5',
  '007',
  '0x10',
  '1.5',
  '2147483648',
  'true',
  'Ж',
  3,
  0,
  -1,
  1.999,
  1e12,
  Number.NaN,
  true,
  false,
  null,
  undefined,
  { a: 1 },
  [1],
];
const base = { ...connection, IPPort: 5555 };
const lines = [
  { line: { Port: 0, ComFile: '5' }, names: ['ComFile', 'BaudRate', 'Parity', 'IPPort'] },
  { line: { Port: 1 }, names: ['UsbDevicePath', 'ComFile'] },
  {
    line: {},
    names: [
      'IPAddress',
      'IPPort',
      'OfdChannel',
      'UserPassword',
      'AutoReconnect',
      'InvertCashDrawerStatus',
      'BaudRate',
    ],
  },
  { line: { Port: 3, MACAddress: '0' }, names: ['MACAddress', 'AutoEnableBluetooth'] },
];
for (const { line, names } of lines)
  for (const name of names)
    for (const value of values)
      tell(`${JSON.stringify(line)} ${name} ${inspect(value)}`, () => {
        fptr.setSettings({ ...base, ...line, [name]: value });
        return fptr.getSettings()[name];
      });
for (const name of ['Model', 'Port', 'IPAddress', 'IPPort'])
  for (const value of [undefined, null, 'x', {}])
    tell(`${name} ${inspect(value)}`, () => fptr.setSettings({ ...base, [name]: value }));
tell('Model -1', () => fptr.setSettings({ ...base, Model: -1 }));
tell('journal without a path', () => fptr.setSettings({ ...base, UseDocumentsJournal: true }));
tell("UseDocumentsJournal: '1'", () => fptr.setSettings({ ...base, UseDocumentsJournal: '1' }));
tell('names that nobody knows', () => fptr.setSettings({ ...base, workMode: 'async', model: 5 }));
tell('settings after a refusal', () => {
  fptr.setSettings({ ...base, UserPassword: '29' });
  try {
    fptr.setSettings({ ...base, UserPassword: '28', IPPort: 'x' });
  } catch {}
  return [fptr.getSettings().UserPassword, fptr.getSettings().IPPort];
});
tell('what is not given again', () => {
  fptr.setSettings({ ...base, UserPassword: '29', AccessPassword: 1, AutoReconnect: false });
  fptr.setSettings(base);
  return fptr.getSettings();
});

for (const wrong of [
  { Port: 0, ComFile: '/dev/there-is-none' },
  { Port: 0, ComFile: '' },
  { Port: 5 },
  { IPPort: 1 },
  { IPPort: 0 },
  { IPPort: 70000 },
  { IPAddress: '' },
  { UserPassword: 'x' },
  { UserPassword: '123456789' },
  { AccessPassword: 'x' },
])
  tell(`open with ${JSON.stringify(wrong)}`, () => {
    fptr.setSettings({ ...connection, ...wrong });
    return [fptr.open(), fptr.isOpened()];
  });
fptr.setSettings(connection);
tell('processJson before open', () => fptr.processJson(state));
tell('processJson of nothing before open', () => fptr.processJson({}));
tell('findLastDocument before open', () => fptr.findLastDocument());
tell('fnReport before open', () => fptr.fnReport(1));
tell('close before open', () => fptr.close());
tell('open', () => fptr.open());
tell('open with an argument', () => fptr.open(1));
tell('the same settings while open', () => [fptr.setSettings(connection), fptr.isOpened()]);
tell('settings of nobody while open', () => fptr.setSettings({ ...connection, IPPort: 1 }));
tell('the connection then', () => [
  fptr.isOpened(),
  fptr.getSettings().IPPort === connection.IPPort,
  fptr.processJson(state),
]);
tell('another password while open', () => [
  fptr.setSettings({ ...connection, UserPassword: 29 }),
  fptr.isOpened(),
  fptr.processJson(state),
]);

fptr.setSettings(connection);

const cyclic = { type: 'nonFiscal' };
cyclic.self = cyclic;
const tasks = [
  undefined,
  null,
  '{"type":"getShiftStatus"}',
  5,
  true,
  Symbol('x'),
  [],
  [state],
  [state, { type: 'getShiftStatus' }],
  {},
  { type: 5 },
  { type: true },
  { type: [] },
  { type: '' },
  { type: 'GETSHIFTSTATUS' },
  { type: 'nope' },
  () => 1,
  new Date(0),
  new Map(),
  new String('x'),
  Buffer.from('{}'),
  Object.create(state),
  new Proxy(state, {}),
  Object.assign(Object.create(null), state),
  { type: 'cashIn', cashSum: 5n },
  { toJSON: () => state },
  { toJSON: () => undefined },
  { toJSON: () => 'x' },
  {
    toJSON() {
      throw new RangeError('mine');
    },
  },
  cyclic,
];
for (const task of tasks) {
  // Node 26 tells proxies by name.
  const name = inspect(task, { depth: 1 }).replace(/^Proxy\((.*)\)$/, '$1');
  tell(`processJson(${name.slice(0, 60)})`, () => fptr.processJson(task));
}
tell('processJson()', () => fptr.processJson());
tell('processJson with a callback', () => fptr.processJson(state, () => 1));
tell('a task without an answer', () => fptr.processJson({ type: 'openCashDrawer' }));
tell('an answer as an object', () => {
  const answer = fptr.processJson({ type: 'getShiftStatus' });
  return [
    Object.getPrototypeOf(answer) === Object.prototype,
    Object.isExtensible(answer.shiftStatus),
    Object.keys(answer.shiftStatus),
  ];
});
for (const given of [
  [],
  ['1'],
  [null],
  [undefined],
  [0],
  [-1],
  [1.5],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [99],
  [1e12],
  [1, 2],
  [true],
])
  tell(`fnReport(${given.map((one) => inspect(one)).join()})`, () => fptr.fnReport(...given));
tell('the last document', () => {
  const { documentNumber, fiscalSign, date } = fptr.findLastDocument();
  return [documentNumber, typeof fiscalSign, /^\d{10}$/.test(fiscalSign), Object.keys(date), date.second];
});
const { processJson, isOpened } = fptr;
tell('a method taken off', () => processJson(state));
tell('another one', () => isOpened());
tell('a method of somebody else', () => fptr.processJson.call({}, state));
tell('a method called by call', () => fptr.processJson.call(fptr, state));
class Till extends Fptr10 {
  workMode = 'async';
  getSettings() {
    return { ...super.getSettings(), workMode: this.workMode };
  }
}
tell('a class of the program', () => {
  const till = new Till();
  till.create();
  return [
    till instanceof Fptr10,
    till.getSettings().workMode,
    till.setSettings(till.getSettings()),
    till.isOpened(),
    till.destroy(),
  ];
});

const nothing = () => {};
for (const given of [
  [],
  [state],
  [state, nothing, 1],
  [state, null],
  [state, undefined],
  [state, {}],
  [state, 'x'],
  [null, nothing],
  [undefined, nothing],
  ['{}', nothing],
  [5, nothing],
  [nothing, state],
])
  tell(`processJsonAsync(${given.map((one) => inspect(one)).join()})`, () => fptr.processJsonAsync(...given));
const said = [];
const asynchronous = (task) =>
  new Promise((resolve) => {
    const returned = fptr.processJsonAsync(task, function (...given) {
      said.push([typeof returned, given.length, ...given.map(shown), this === globalThis]);
      resolve();
    });
  });
for (const task of [state, [], [state], {}, () => 1, { type: 'nope' }, { type: 'openCashDrawer' }])
  await asynchronous(task);
const order = [];
const last = new Promise((resolve) => {
  fptr.processJsonAsync(state, () => order.push('first'));
  fptr.processJson(state);
  order.push('between');
  fptr.processJsonAsync(state, () => resolve(order.push('second')));
});
order.push('program');
await last;
seen.asynchronous = said.map((one) => one.join(' | '));
seen.order = order.join();
tell('close', () => fptr.close());
tell('close again', () => fptr.close());
tell('processJson after close', () => fptr.processJson(state));
await asynchronous(state);
seen['processJsonAsync after close'] = said.at(-1).join(' | ');
tell('destroy', () => fptr.destroy());
tell('isOpened after destroy', () => fptr.isOpened());
process.stdout.write(JSON.stringify(seen));
