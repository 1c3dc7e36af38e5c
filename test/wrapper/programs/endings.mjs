// How programs run and end that leave a connection open, end in a callback, throw in one, or work a whole day: each is a process.
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const [port] = process.argv.slice(2);
const start = `
  const { Fptr10 } = require('atol-kkt/wrapper');
  const { promisify } = require('node:util');
  const fptr = new Fptr10();
  fptr.create();
  fptr.setSettings({ Model: 500, Port: 2, IPAddress: '127.0.0.1', IPPort: ${Number(port)} });
  const state = { type: 'getShiftStatus' };
  const later = fptr.processJsonAsync.bind(fptr);
  const say = (...words) => console.log(JSON.stringify(words));
  process.on('uncaughtException', (error) => say('uncaught', error.message));
  process.on('unhandledRejection', (error) => say('unhandled', error.message));
`;
const programs = {
  'only made': 'say(fptr.isOpened());',
  'left open': 'say(fptr.open());',
  'left open with a task': 'fptr.open(); later(state, (error, answer) => say(error, answer));',
  'ended in a callback': 'fptr.open(); later(state, () => process.exit(3));',
  'ended before a callback': 'fptr.open(); later(state, () => say("never")); process.exit(4);',
  'thrown in a callback': 'fptr.open(); later(state, () => { throw new Error("mine"); });',
  'rejected in a callback': 'fptr.open(); later(state, async () => { throw new Error("mine"); });',
  'destroyed after a callback':
    'fptr.open(); later(state, () => { say(fptr.close()); fptr.destroy(); say(fptr.isOpened()); });',
  'a callback after everything else': `fptr.open(); later(state, () => say('answer')); Promise.resolve().then(() => say('promise'));
    process.nextTick(() => say('tick')); setImmediate(() => say('immediate')); say('program');`,
  'ten at once':
    'fptr.open(); let n = 0; for (let i = 0; i < 10; i++) later(state, (error) => { if (++n === 10) say(n, error, fptr.close()); });',
  'promises one after another': `fptr.open(); const run = promisify(later);
    (async () => { say(await run(state)); await run({ type: 'nope' }).catch(({ code, message }) => say(code, message)); fptr.close(); })();`,
  'opened for each task':
    'for (let i = 0; i < 3; i++) { fptr.open(); say(fptr.isOpened(), fptr.processJson(state)); fptr.close(); }',
  'made for each task':
    'for (let i = 0; i < 3; i++) { fptr.create(); fptr.destroy(); fptr.destroy(); fptr.create(); say(fptr.isOpened()); }',
  'closed when the process ends':
    "fptr.open(); process.on('exit', () => { say(fptr.isOpened(), fptr.close()); fptr.destroy(); });",
  'looked at by a timer': `fptr.open(); let looks = 0;
    const timer = setInterval(() => { say(fptr.isOpened()); if (++looks === 3) { clearInterval(timer); fptr.close(); } }, 5);`,
  'numbers out of the message': `try { fptr.processJson(state); } catch (error) {
      const [, code, text] = /^Error (\\d+) \\[ (.*) \\]$/.exec(error.message); say(Number(code) === error.code, text === error.description); }`,
  day: `fptr.open();
    const operator = { name: 'Иванов', vatin: '500100732259' };
    const sale = { type: 'sell', taxationType: 'osn', operator, total: 20, payments: [{ type: 'cash', sum: 30 }],
      items: [{ type: 'position', name: 'Чай', price: 10, quantity: 2, amount: 20, tax: { type: 'vat20' } }] };
    const keys = (value) => value && Object.fromEntries(Object.entries(value).map(([name, inner]) =>
      [name, inner && typeof inner === 'object' ? keys(inner) : typeof inner]));
    const run = (task) => say(task.type, keys(fptr.processJson(task)));
    run({ type: 'openShift', operator });
    run(sale);
    run({ ...sale, type: 'sellReturn', payments: [{ type: 'cash', sum: 20 }] });
    run({ type: 'cashIn', operator, cashSum: 5 });
    run({ type: 'cashOut', operator, cashSum: 2 });
    run({ type: 'getCashDrawerStatus' });
    run({ type: 'reportX', operator });
    run({ type: 'getDeviceStatus' });
    run({ type: 'closeShift', operator });
    say(fptr.findLastDocument().documentNumber, fptr.fnReport(2));
    fptr.close();`,
};

const seen = {};
for (const [name, program] of Object.entries(programs))
  seen[name] = await new Promise((resolve) => {
    const cwd = dirname(fileURLToPath(import.meta.url));
    execFile(process.execPath, ['-e', start + program], { cwd, timeout: 60_000 }, (error, stdout) =>
      resolve([error ? (error.signal ?? error.code) : 0, ...stdout.trim().split('\n')]),
    );
  });
process.stdout.write(JSON.stringify(seen));
